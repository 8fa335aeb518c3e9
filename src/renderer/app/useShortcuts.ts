import { useEffect } from 'react'
import { useUi } from './uiStore'

const isMac = navigator.platform.startsWith('Mac')

interface Actions {
  stop(): void
}

/** Ctrl (on a Mac: Cmd) with a letter, wherever the caret is. */
export const useShortcuts = ({ stop }: Actions): void => {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const hasCommand = isMac ? event.metaKey : event.ctrlKey
      if (!hasCommand || event.altKey || event.shiftKey || event.isComposing) return
      const ui = useUi.getState()
      const verbs: Record<string, (() => void) | undefined> = {
        n: ui.startConversation,
        f: ui.focusSearch,
        k: ui.focusSearch,
        ',': () => ui.openSettings(),
        '.': stop,
        l: ui.focusComposer,
      }
      const verb = verbs[event.key.toLowerCase()]
      // A dialog keeps the keys while it is open.
      if (!verb || document.querySelector('[role="dialog"], [role="alertdialog"]')) return
      event.preventDefault()
      verb()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [stop])
}
