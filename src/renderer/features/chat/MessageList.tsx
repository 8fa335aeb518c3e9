import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { type Target, useNavigation } from '../../common/navigation/navigation'
import { PressableRows } from '../../ui/PressableRows'
import { useIsWide } from '../../ui/useIsWide'
import { markWords } from '../find/landing'
import { AnswersBeside } from './AnswersBeside'
import { usePair } from './besideStore'
import type { PendingQuestion } from './chatStore'
import type { EndFollower } from './followEnd'
import { LogFindBar } from './LogFindBar'
import { LogFrame } from './LogFrame'
import { MessageArticle } from './MessageArticle'
import { MessageAttachments } from './MessageAttachments'
import { UserText } from './UserText'
import { chatStore, isPendingShown, useChat } from './useChat'

/** How long a message that was searched for stays marked, and in place while the list measures around it. */
const markMs = 2_500

const Pending = ({ text, attachments }: Pick<PendingQuestion, 'text' | 'attachments'>) => (
  <article aria-label="You, sending" className="message from-user">
    {attachments.length > 0 && <MessageAttachments attachments={attachments} />}
    {text !== '' && <UserText text={text} />}
    <div className="actions" />
  </article>
)

/** A message, or two answers that are compared where there is room for them. */
const Row = ({ id, isMarked }: { readonly id: string; readonly isMarked: boolean }) => {
  const pair = usePair(id)
  const isWide = useIsWide()
  if (!pair || !isWide) return <MessageArticle id={id} isMarked={isMarked} />
  return <AnswersBeside ids={pair} shownId={id} isMarked={isMarked} />
}

/** Rows: the ids of the shown branch, and `null` for a question on its way. */
const useRows = (): readonly (string | null)[] => {
  const path = useChat(({ chat }) => chat?.path)
  const isPending = useChat(isPendingShown)
  const rows: (string | null)[] = path ? [...path] : []
  if (isPending) rows.push(null)
  return rows
}

/** Brings a searched message into view, over the branch it is on, and marks it for a moment. */
const useTarget = (
  target: Target | null,
  path: readonly string[] | undefined,
  scrollTo: (index: number) => void,
  settle: () => void,
): string | null => {
  const [marked, setMarked] = useState<string | null>(null)
  const clearTarget = useNavigation((navigation) => navigation.clearTarget)
  const unmark = useRef(() => {})
  useEffect(() => {
    // Until the conversation of the target has been opened, the path is still that of the one before it.
    const { conversationId } = useNavigation.getState()
    if (!target || !path || chatStore.getState().chat?.conversation.id !== conversationId) return
    const at = path.indexOf(target.messageId)
    if (at < 0) {
      // On another branch: show that one; the path then changes and this runs again.
      if (chatStore.getState().chat?.outline.has(target.messageId)) {
        void chatStore.getState().show(target.messageId)
      } else clearTarget()
      return
    }
    scrollTo(at)
    setMarked(target.messageId)
    unmark.current()
    if (target.words !== undefined) unmark.current = markWords(target.messageId, target.words)
    clearTarget()
  }, [target, path, scrollTo, clearTarget])
  useEffect(() => () => unmark.current(), [])
  useEffect(() => {
    if (marked === null) return
    const timer = setTimeout(() => {
      setMarked(null)
      settle()
    }, markMs)
    return () => clearTimeout(timer)
  }, [marked, settle])
  return marked
}

/** The conversation's log: only what is near the view is there, and it opens at its end. */
export const MessageList = () => {
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const follower = useRef<EndFollower | null>(null)
  const target = useNavigation((navigation) => navigation.target)
  const path = useChat(({ chat }) => chat?.path)
  const pending = useChat((store) => store.pending)
  const rows = useRows()
  const isPending = rows.at(-1) === null

  const rowCount = rows.length
  const hasTarget = target !== null
  const isPlaced = useRef(false)
  useLayoutEffect(() => {
    if (rowCount === 0 || isPlaced.current) return
    isPlaced.current = true
    // Not by the list's own scrollToIndex: that goes on correcting for a while, against an answer that grows.
    if (!hasTarget) follower.current?.toEnd()
  }, [rowCount, hasTarget])

  const scrollTo = useRef((index: number) => {
    follower.current?.hold(() => list.current?.scrollToIndex(index, { align: 'center' }))
  }).current
  const settle = useRef(() => follower.current?.settle()).current
  const marked = useTarget(target, path, scrollTo, settle)

  return (
    <LogFrame
      className="log-frame"
      scroller={scroller}
      follower={follower}
      isPending={isPending}
      isEmpty={rowCount === 0}
      over={<LogFindBar />}
    >
      <Virtualizer as={PressableRows} ref={list} scrollRef={scroller} data={rows} bufferSize={600}>
        {(id) =>
          id === null ? (
            <Pending key="pending" text={pending?.text ?? ''} attachments={pending?.attachments ?? []} />
          ) : (
            <Row key={id} id={id} isMarked={id === marked} />
          )
        }
      </Virtualizer>
    </LogFrame>
  )
}
