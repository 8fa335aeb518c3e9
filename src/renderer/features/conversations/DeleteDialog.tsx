import type { Conversation } from '@shared/model/conversation'
import { AlertDialog } from 'radix-ui'
import { useState } from 'react'
import { client } from '../../ipc/client'

interface Props {
  readonly conversation: Conversation
  readonly onClose: () => void
  /** The dialog has let go of the focus. */
  readonly onClosed: () => void
}

/** Asks before a conversation is deleted for good. */
export const DeleteDialog = ({ conversation, onClose, onClosed }: Props) => {
  const [hasFailed, setFailed] = useState(false)
  const remove = async () => {
    try {
      await client.call('conversations.delete', { conversationId: conversation.id })
      onClose()
    } catch (error) {
      console.error('Deleting failed', error)
      setFailed(true)
    }
  }
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content
          className="dialog is-small"
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            onClosed()
          }}
        >
          <AlertDialog.Title className="dialog-title">Delete this conversation?</AlertDialog.Title>
          <AlertDialog.Description className="dialog-words">
            “{conversation.title}” with all its versions, and the pictures that nothing else shows, will be
            removed from this computer. This cannot be undone.
          </AlertDialog.Description>
          {hasFailed && (
            <p role="alert" className="field-error">
              It could not be deleted. Nothing was changed.
            </p>
          )}
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button quiet">Cancel</AlertDialog.Cancel>
            <button type="button" className="button danger" onClick={() => void remove()}>
              Delete
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
