import { useEffect, useMemo, useRef } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useApp } from '../../app/appStore'
import { ConversationRow } from './ConversationRow'
import { useConversations } from './conversationsStore'
import { groupByDay } from './groupByDay'

/** How near to the end of what is loaded more is asked for. */
const aheadPx = 600

/** One link a conversation, grouped by day; only what is near the view is there. */
export const ConversationList = () => {
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const conversations = useConversations((store) => store.conversations)
  const next = useConversations((store) => store.next)
  const hasFailed = useConversations((store) => store.hasFailed)
  const loadMore = useConversations((store) => store.loadMore)
  const hasSettings = useApp((app) => app.settings !== null)
  const rows = useMemo(() => groupByDay(conversations, Date.now()), [conversations])

  const lookAhead = () => {
    const handle = list.current
    if (handle && handle.scrollSize - handle.scrollOffset - handle.viewportSize < aheadPx) void loadMore()
  }
  // The first page waits until the window has said what it needs at once.
  useEffect(() => {
    if (hasSettings && next === undefined) void loadMore()
  }, [hasSettings, next, loadMore])

  return (
    <div ref={scroller} className="conversation-list">
      <Virtualizer ref={list} scrollRef={scroller} data={rows} onScroll={lookAhead} bufferSize={300}>
        {(row) =>
          row.type === 'heading' ? (
            <h2 key={`day ${row.label}`} className="day">
              {row.label}
            </h2>
          ) : (
            <ConversationRow key={row.conversation.id} conversation={row.conversation} />
          )
        }
      </Virtualizer>
      {hasFailed && (
        <p className="list-note">
          The list could not be loaded.{' '}
          <button type="button" className="link-button" onClick={() => void loadMore()}>
            Try again
          </button>
        </p>
      )}
      {next === null && rows.length === 0 && <p className="list-note">What you ask will be kept here.</p>}
    </div>
  )
}
