import { AlertDialog } from 'radix-ui'
import { useApp } from '../../common/appStore'
import { type Confirmation, useList } from './listStore'
import { deleteForEver, emptyTrash } from './verbs'

/** What is asked before something goes for ever. */
export const deleteWords = (
  confirming: Confirmation,
  isSynced: boolean,
): readonly [title: string, explanation: string] => {
  const from = isSynced ? 'all your computers' : 'this computer'
  const rest = 'with all versions, and the pictures and files that nothing else needs'
  if (confirming.type === 'empty-trash')
    return ['Empty the trash?', `Every conversation in it, ${rest}, will be removed from ${from}.`]
  const { conversationIds, title } = confirming
  return title === null
    ? [
        `Delete ${conversationIds.length} conversations for ever?`,
        `They will be removed from ${from}, ${rest}.`,
      ]
    : ['Delete this conversation for ever?', `“${title}”, ${rest}, will be removed from ${from}.`]
}

/** Asks before something is deleted that cannot be taken back. */
export const DeleteDialog = ({ confirming }: { readonly confirming: Confirmation }) => {
  const { confirm } = useList.getState()
  const isSynced = useApp((app) => app.sync.type === 'on')
  const [title, explanation] = deleteWords(confirming, isSynced)
  const remove = () => {
    confirm(null)
    void (confirming.type === 'empty-trash' ? emptyTrash() : deleteForEver(confirming.conversationIds))
  }
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && confirm(null)}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content
          className="dialog is-small"
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            const { active, focus } = useList.getState()
            if (active !== null) focus(active)
          }}
        >
          <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
          <AlertDialog.Description className="dialog-words">
            {explanation} This cannot be undone.
          </AlertDialog.Description>
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button quiet">Cancel</AlertDialog.Cancel>
            <button type="button" className="button danger" onClick={remove}>
              Delete
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
