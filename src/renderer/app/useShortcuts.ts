import { useLayoutEffect } from 'react'
import { useApp } from '../common/appStore'
import { acceleratorOf } from '../common/keys/accelerators'
import { isMac } from '../common/keys/platform'
import { type CommandId, commandFor, isOnlyTheMenus } from '../common/keys/shortcuts'

/** Runs the command of a key press, wherever the caret is. */
export const useShortcuts = (run: (command: CommandId) => void): void => {
  // This is done before the first frame is shown: a user who sees the composer can press a key.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      const accelerator = acceleratorOf(event, isMac)
      if (accelerator === null) return
      const changes = useApp.getState().settings?.shortcuts ?? {}
      if (isOnlyTheMenus(accelerator, changes)) {
        event.preventDefault()
        return
      }
      const command = commandFor(accelerator, changes)
      // A dialog keeps the keys while it is open, a question within the page does not.
      if (!command || document.querySelector('[role="dialog"], [role="alertdialog"]:not([data-inline])'))
        return
      event.preventDefault()
      // A switch is not thrown to and fro by a key that is held.
      if (event.repeat && command === 'hands-free') return
      run(command)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [run])
}
