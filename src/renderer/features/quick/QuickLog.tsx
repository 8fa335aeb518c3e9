import { useRef } from 'react'
import type { EndFollower } from '../chat/followEnd'
import { LogFrame } from '../chat/LogFrame'
import { MessageArticle } from '../chat/MessageArticle'
import { MessageAttachments } from '../chat/MessageAttachments'
import { UserText } from '../chat/UserText'
import { isPendingShown, useChat } from '../chat/useChat'

/** What was said before these is in the main window: this one is for quick questions. */
const mostMessages = 12

/** The conversation, as far as it fits a small window. */
export const QuickLog = ({ onContinue }: { readonly onContinue: () => void }) => {
  const scroller = useRef<HTMLDivElement>(null)
  const follower = useRef<EndFollower | null>(null)
  const path = useChat(({ chat }) => chat?.path)
  const pending = useChat((store) => (isPendingShown(store) ? store.pending : null))
  const shown = path?.slice(-mostMessages) ?? []

  return (
    <LogFrame
      className="quick-log-frame"
      scroller={scroller}
      follower={follower}
      isPending={pending !== null}
      isEmpty={false}
      growsWindow
    >
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
    </LogFrame>
  )
}
