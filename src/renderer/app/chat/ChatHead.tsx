import { Upload } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useNavigation } from '../../common/navigation/navigation'
import { isAnswering, useChat } from '../../features/chat/useChat'
import { PutAwayLine } from '../../features/conversations/PutAwayLine'
import { RenameField } from '../../features/conversations/RenameField'
import { totalWords } from '../../features/costs/costWords'
import { useConversationCosts } from '../../features/costs/useCosts'
import { TemporaryHead } from '../../features/temporary/TemporaryHead'
import { IconButton } from '../../ui/IconButton'

/** What the conversation has cost so far; nothing while that is nothing. */
const Total = ({ conversationId }: { readonly conversationId: string }) => {
  const openChoices = useNavigation((navigation) => navigation.openChoices)
  // The sum changes when an answer ends.
  const moment = useChat((store) => `${isAnswering(store)} ${store.chat?.outline.size ?? 0}`)
  const sum = useConversationCosts(conversationId, moment)
  if (!sum || (sum.costUsd === 0 && sum.unknownCount === 0)) return null
  return (
    <button
      type="button"
      className="chat-total"
      data-tooltip="What this conversation has cost"
      onClick={openChoices}
    >
      {totalWords(sum)}
    </button>
  )
}

/** The conversation's title, changed where it stands, and what it has cost. */
export const ChatHead = () => {
  const conversation = useChat(({ chat }) => chat?.conversation)
  const [isRenaming, setRenaming] = useState(false)
  const title = useRef<HTMLButtonElement>(null)
  const wanted = useNavigation((navigation) => navigation.renaming)
  const seen = useRef(wanted)
  useEffect(() => {
    if (wanted !== seen.current) setRenaming(true)
    seen.current = wanted
  }, [wanted])
  const end = (byKey: boolean) => {
    flushSync(() => setRenaming(false))
    if (byKey) title.current?.focus()
  }
  const isEmpty = useChat(({ chat }) => chat === null || chat.outline.size === 0)
  if (conversation?.isTemporary)
    return (
      <TemporaryHead conversationId={conversation.id} isEmpty={isEmpty}>
        <Total conversationId={conversation.id} />
      </TemporaryHead>
    )
  if (!conversation) return <h1 className="visually-hidden">Conversation</h1>
  return (
    <header className="chat-head">
      {isRenaming ? (
        <RenameField conversation={conversation} onEnd={end} />
      ) : (
        <h1 className="chat-title">
          <button
            ref={title}
            type="button"
            className="chat-title-button"
            data-tooltip="Rename"
            onClick={() => setRenaming(true)}
          >
            <span className="visually-hidden">Conversation: </span>
            <bdi>{conversation.title}</bdi>
          </button>
        </h1>
      )}
      <PutAwayLine conversation={conversation} />
      <Total conversationId={conversation.id} />
      <IconButton label="Export…" onClick={() => useNavigation.getState().openExport([conversation.id])}>
        <Upload size={16} />
      </IconButton>
    </header>
  )
}
