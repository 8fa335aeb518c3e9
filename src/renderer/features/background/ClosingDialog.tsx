import { AlertDialog } from 'radix-ui'
import { useState } from 'react'
import { useApp } from '../../common/appStore'
import { client } from '../../ipc/client'

/** Asked once, when the window is first closed where there is a tray. */
export const ClosingDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const update = useApp((app) => app.update)
  const [hasFailed, setFailed] = useState(false)
  const keep = () => {
    onClose()
    client.call('background.keepWindow', {}).catch((error: unknown) => {
      console.error('Main did not hear that the window stays', error)
    })
  }
  const choose = async (stayWhenClosed: boolean) => {
    try {
      await update({ stayWhenClosed })
      onClose()
      await client.call('background.closeWindow', {})
    } catch (error) {
      console.error('Closing failed', error)
      setFailed(true)
    }
  }
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && keep()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog is-small">
          <AlertDialog.Title className="dialog-title">Keep Parley running?</AlertDialog.Title>
          <AlertDialog.Description className="dialog-words">
            Without its window, Parley can wait in the tray: answers in progress go on, and the hotkey works.
            You can quit from the tray’s menu at any time, and change this in the settings.
          </AlertDialog.Description>
          {hasFailed && (
            <p role="alert" className="field-error">
              This could not be kept. Close the window once more to quit.
            </p>
          )}
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button quiet">Cancel</AlertDialog.Cancel>
            <button type="button" className="button" onClick={() => void choose(false)}>
              Quit
            </button>
            <button type="button" className="button primary" onClick={() => void choose(true)}>
              Keep running
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
