import { ArrowDown } from 'lucide-react'
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { type EndFollower, followEnd } from './followEnd'

interface Props {
  readonly className: string
  readonly scroller: RefObject<HTMLDivElement | null>
  /** Set before the effects of the component that shows this one. */
  readonly follower: RefObject<EndFollower | null>
  /** A question is on its way. */
  readonly isPending: boolean
  readonly isEmpty: boolean
  /** The window is as high as what is in it. */
  readonly growsWindow?: boolean
  /** What lies over the log. */
  readonly over?: ReactNode
  readonly children: ReactNode
}

/** The log of a conversation: it stays at its end while that grows, and leads back there. */
export const LogFrame = (props: Props) => {
  const { scroller, follower, isPending } = props
  const content = useRef<HTMLDivElement>(null)
  const [isFollowing, setFollowing] = useState(true)

  useLayoutEffect(() => {
    if (!scroller.current || !content.current) return
    const following = followEnd(scroller.current, content.current, setFollowing)
    follower.current = following
    return following.undo
  }, [scroller, follower])

  // What the user just asked is where they want to be.
  useLayoutEffect(() => {
    if (isPending) follower.current?.toEnd()
  }, [isPending, follower])

  return (
    <div className={props.className}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard */}
      <div ref={scroller} role="log" aria-label="Conversation" aria-live="off" tabIndex={0} className="log">
        <div ref={content} className="log-content" data-height={props.growsWindow ? '' : undefined}>
          {props.children}
        </div>
      </div>
      {props.over}
      {!isFollowing && !props.isEmpty && (
        <button type="button" className="jump" onClick={() => follower.current?.toEnd()}>
          <ArrowDown size={15} aria-hidden="true" /> Jump to latest
        </button>
      )}
    </div>
  )
}
