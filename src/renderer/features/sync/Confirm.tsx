import { AlertDialog } from 'radix-ui'

interface Props {
  readonly title: string
  readonly explanation: string
  readonly verb: string
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something that is not easily taken back. */
export const Confirm = ({ title, explanation, verb, onConfirm, onClose }: Props) => (
  <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
    <AlertDialog.Portal>
      <AlertDialog.Overlay className="overlay" />
      <AlertDialog.Content className="dialog is-small">
        <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
        <AlertDialog.Description className="dialog-words">{explanation}</AlertDialog.Description>
        <div className="dialog-actions">
          <AlertDialog.Cancel className="button quiet">Cancel</AlertDialog.Cancel>
          <button type="button" className="button danger" onClick={onConfirm}>
            {verb}
          </button>
        </div>
      </AlertDialog.Content>
    </AlertDialog.Portal>
  </AlertDialog.Root>
)
