import { lazy, Suspense, useEffect } from 'react'
import { useUi } from '../../app/uiStore'
import { whenIdle } from '../../ui/whenIdle'
import { ChatHead } from './ChatHead'
import { Composer } from './Composer'
import { EmptyChat } from './EmptyChat'
import { TroubleLine } from './TroubleLine'
import { UndoDelete } from './UndoDelete'
import { chatStore, isAnswering, isPendingShown, useChat } from './useChat'

// The composer comes first; what shows messages follows as soon as the page has a moment.
const loadMessageList = () => import('./MessageList')
const MessageList = lazy(() => loadMessageList().then((module) => ({ default: module.MessageList })))
whenIdle(loadMessageList)

/** Says to screen readers that an answer began or ended; its words are read where they stand, not token by token. */
const Announcer = () => {
  const isStreaming = useChat(isAnswering)
  const wasAsked = useChat(({ chat }) => (chat?.path.length ?? 0) > 0)
  return (
    <div role="status" className="visually-hidden">
      {wasAsked ? (isStreaming ? 'Answering' : 'Answer complete') : ''}
    </div>
  )
}

/** The conversation on screen: its log, or the beginnings of a new one, and the composer. */
export const ChatView = () => {
  const conversationId = useUi((ui) => ui.conversationId)
  const visit = useUi((ui) => ui.visit)
  const conversationGone = useUi((ui) => ui.conversationGone)
  // The store follows one effect later: until then it still has the conversation before. Where a new conversation gets
  // its id, the store is first.
  const isCurrent = useChat(
    (store) => store.conversationId === conversationId || (conversationId === null && store.pending !== null),
  )
  const isShown = useChat((store) => store.chat !== null || isPendingShown(store)) && isCurrent
  const isDeleted = useChat(({ chat }) => chat?.isDeleted ?? false)
  const trouble = useChat((store) => store.trouble)

  useEffect(() => chatStore.getState().open(conversationId), [conversationId])
  useEffect(() => {
    const gone = trouble?.code === 'conversation/not-found'
    if (conversationId && (isDeleted || gone)) conversationGone(conversationId)
  }, [conversationId, isDeleted, trouble, conversationGone])

  return (
    <div className="chat">
      {isShown && <ChatHead key={conversationId} />}
      {isShown ? (
        <Suspense fallback={<div className="log-frame" />}>
          <MessageList key={visit} />
        </Suspense>
      ) : (
        <div className="log-frame">{conversationId === null && <EmptyChat />}</div>
      )}
      <Announcer />
      <UndoDelete />
      {trouble && <TroubleLine trouble={trouble} onClose={() => chatStore.getState().clearTrouble()} />}
      <Composer />
    </div>
  )
}
