import { ArrowDown } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { type EndFollower, followEnd } from '../chat/followEnd'
import { MessageArticle } from '../chat/MessageArticle'
import { MessageAttachments } from '../chat/MessageAttachments'
import { UserText } from '../chat/UserText'
import { isPendingShown, useChat } from '../chat/useChat'

/** What was said before these is in the main window: this one is for quick questions. */
const mostMessages = 12

/** The conversation, as far as it fits a small window. */
export const QuickLog = ({ onContinue }: { readonly onContinue: () => void }) => {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const follower = useRef<EndFollower | null>(null)
  const [isFollowing, setFollowing] = useState(true)
  const path = useChat(({ chat }) => chat?.path)
  const pending = useChat((store) => (isPendingShown(store) ? store.pending : null))
  const shown = path?.slice(-mostMessages) ?? []

  useLayoutEffect(() => {
    if (!scroller.current || !content.current) return
    const following = followEnd(scroller.current, content.current, setFollowing)
    follower.current = following
    return following.undo
  }, [])
  const isPending = pending !== null
  useEffect(() => {
    if (isPending) follower.current?.toEnd()
  }, [isPending])

  return (
    <div className="quick-log-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard */}
      <div ref={scroller} role="log" aria-label="Conversation" aria-live="off" tabIndex={0} className="log">
        <div ref={content} className="log-content" data-height="">
          {path && path.length > shown.length && (
            <button type="button" className="quick-earlier" onClick={onContinue}>
              Show what was said before in Parley
            </button>
          )}
          {shown.map((id) => (
            <div key={id}>
              <MessageArticle id={id} isMarked={false} isBrief />
            </div>
          ))}
          {pending && (
            <article aria-label="You, sending" className="message from-user">
              {pending.attachments.length > 0 && <MessageAttachments attachments={pending.attachments} />}
              {pending.text !== '' && <UserText text={pending.text} />}
            </article>
          )}
        </div>
      </div>
      {!isFollowing && (
        <button type="button" className="jump" onClick={() => follower.current?.toEnd()}>
          <ArrowDown size={15} aria-hidden="true" /> Jump to latest
        </button>
      )}
    </div>
  )
}
