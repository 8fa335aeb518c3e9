import type { Conversation } from '@shared/model/conversation'
import { useEffect, useRef } from 'react'
import { client } from '../../ipc/client'

/** A conversation's title as a field: kept by Enter and by leaving it, called off by Escape. */
export const RenameField = ({
  conversation,
  onEnd,
}: {
  readonly conversation: Conversation
  /** `byKey`: the focus was in the field until now and has to go somewhere. */
  readonly onEnd: (byKey: boolean) => void
}) => {
  const field = useRef<HTMLInputElement>(null)
  const isOver = useRef(false)
  useEffect(() => field.current?.select(), [])
  const end = (isWanted: boolean, byKey: boolean) => {
    // Enter also takes the focus away: once is enough.
    if (isOver.current) return
    isOver.current = true
    const title = field.current?.value.trim() ?? ''
    onEnd(byKey)
    if (!isWanted || title === '' || title === conversation.title) return
    client
      .call('conversations.rename', { conversationId: conversation.id, title })
      .catch((error: unknown) => {
        console.error('Renaming failed', error)
      })
  }
  return (
    <input
      ref={field}
      className="rename"
      aria-label="Title"
      defaultValue={conversation.title}
      maxLength={300}
      onBlur={() => end(true, false)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') {
          // Where the focus goes, the same key must not press what is there.
          event.preventDefault()
          end(true, true)
        }
        if (event.key === 'Escape') {
          event.stopPropagation()
          end(false, true)
        }
      }}
    />
  )
}
