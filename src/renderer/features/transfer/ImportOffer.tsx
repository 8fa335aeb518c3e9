import { counted } from '@shared/lib/amounts'
import { sourceNames } from '@shared/model/transferWords'
import { AlertDialog } from 'radix-ui'
import { type ImportOffer as Offer, useNavigation } from '../../common/navigation/navigation'
import { useImport } from './importStore'

/** Asked when an export was dropped on the window. */
export const ImportOffer = ({ offer }: { readonly offer: Offer }) => {
  const { closeDialog, openSettings } = useNavigation.getState()
  const { name, source, conversations, fileId, attach } = offer
  const count =
    conversations === null ? 'the conversations' : counted(conversations, 'conversation', 'conversations')
  const bring = () => {
    void useImport.getState().startDropped(fileId)
    // How far it is, and what came of it, is told there.
    openSettings('history')
  }
  const attachInstead = () => {
    closeDialog()
    attach()
  }
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && closeDialog()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog is-small">
          <AlertDialog.Title className="dialog-title">Import {count}?</AlertDialog.Title>
          <AlertDialog.Description className="dialog-words">
            “{name}” is {sourceNames[source]}. What is here already stays as it is.
          </AlertDialog.Description>
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button quiet">Cancel</AlertDialog.Cancel>
            <button type="button" className="button" onClick={attachInstead}>
              Attach instead
            </button>
            <button type="button" className="button primary" onClick={bring}>
              Import
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
