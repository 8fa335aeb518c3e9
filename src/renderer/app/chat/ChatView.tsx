import { lazy, Suspense, useEffect } from 'react'
import { TroubleLine } from '../../common/failures/TroubleLine'
import { useNavigation } from '../../common/navigation/navigation'
import { UndoDelete } from '../../features/chat/UndoDelete'
import { chatStore, isPendingShown, useChat } from '../../features/chat/useChat'
import { useFind } from '../../features/find/findStore'
import { usePreview } from '../../features/preview/previewStore'
import { LeftTemporary } from '../../features/temporary/LeftTemporary'
import { TemporaryStart } from '../../features/temporary/TemporaryStart'
import { WaitingCards } from '../../features/tools/WaitingCards'
import { lazyReady } from '../../ui/lazyReady'
import { whenIdle } from '../../ui/whenIdle'
import { ChatHead } from './ChatHead'
import { Composer } from './Composer'
import { EmptyChat } from './EmptyChat'

// The composer comes first; what shows messages follows as soon as the page has a moment.
const { Component: MessageList, load } = lazyReady(
  async () => (await import('../../features/chat/MessageList')).MessageList,
)
export const loadMessagesAhead = (): void => whenIdle(load)

const PreviewRegion = lazy(() =>
  import('../../features/preview/PreviewRegion').then((module) => ({ default: module.PreviewRegion })),
)

/** The conversation on screen: its log, or the beginnings of a new one, and the composer. */
export const ChatView = () => {
  const conversationId = useNavigation((navigation) => navigation.conversationId)
  const visit = useNavigation((navigation) => navigation.visit)
  const conversationGone = useNavigation((navigation) => navigation.conversationGone)
  // The store follows one effect later: until then it still has the conversation before. Where a new
  // conversation gets its id, the store is first.
  const isCurrent = useChat(
    (store) => store.conversationId === conversationId || (conversationId === null && store.pending !== null),
  )
  const isShown = useChat((store) => store.chat !== null || isPendingShown(store)) && isCurrent
  const isTemporaryStart = useChat(
    ({ chat, pending }) =>
      chat?.conversation.isTemporary === true && chat.outline.size === 0 && pending === null,
  )
  const isDeleted = useChat(({ chat }) => chat?.isDeleted ?? false)
  const trouble = useChat((store) => store.trouble)
  const title = useChat(({ chat }) => chat?.conversation.title ?? null)
  const isPreviewed = usePreview(({ block }) => block !== null)

  useEffect(() => chatStore.getState().open(conversationId), [conversationId])
  useEffect(() => {
    const gone = trouble?.code === 'conversation/not-found'
    if (conversationId && (isDeleted || gone)) conversationGone(conversationId)
  }, [conversationId, isDeleted, trouble, conversationGone])

  // What is looked for, or previewed, is of one conversation.
  // biome-ignore lint/correctness/useExhaustiveDependencies: closed by each visit
  useEffect(() => {
    useFind.getState().close()
    usePreview.getState().close()
  }, [visit])

  return (
    <div className="chat-and-preview" data-preview={isPreviewed || undefined}>
      <div className="chat">
        {isShown && <ChatHead key={conversationId} />}
        {isShown && isTemporaryStart ? (
          <div className="log-frame">
            <TemporaryStart />
          </div>
        ) : isShown ? (
          <Suspense fallback={<div className="log-frame" />}>
            <MessageList key={visit} />
          </Suspense>
        ) : (
          <div className="log-frame">{conversationId === null && <EmptyChat />}</div>
        )}
        <UndoDelete />
        <LeftTemporary />
        {trouble && <TroubleLine trouble={trouble} onClose={() => chatStore.getState().clearTrouble()} />}
        <WaitingCards conversationId={conversationId} />
        <Composer />
      </div>
      {isPreviewed && (
        <Suspense>
          <PreviewRegion conversationTitle={title} />
        </Suspense>
      )}
    </div>
  )
}
