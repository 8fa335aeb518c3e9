import type { SearchHit } from '@shared/model/conversation'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useUi } from '../../app/uiStore'
import { client } from '../../ipc/client'
import { dayLabel } from './groupByDay'

const pageSize = 40

/** An excerpt with what was found in it marked. Overlapping or outlying marks are taken as far as they make sense. */
export const markedText = (excerpt: string, marks: SearchHit['marks']): readonly ReactNode[] => {
  const nodes: ReactNode[] = []
  let at = 0
  for (const [start, end] of marks) {
    if (start < at || end <= start || end > excerpt.length) continue
    if (start > at) nodes.push(excerpt.slice(at, start))
    nodes.push(<mark key={start}>{excerpt.slice(start, end)}</mark>)
    at = end
  }
  if (at < excerpt.length) nodes.push(excerpt.slice(at))
  return nodes
}

interface Found {
  readonly query: string
  readonly hits: readonly SearchHit[]
  readonly isEnd: boolean
}

/** What the search finds, newest first, a page at a time; the newest query wins. */
const useSearch = (query: string) => {
  const [found, setFound] = useState<Found | null>(null)
  const [hasFailed, setFailed] = useState(false)
  const isLoading = useRef(false)

  useEffect(() => {
    let isCurrent = true
    setFailed(false)
    client
      .call('conversations.search', { query, limit: pageSize })
      .then((hits) => isCurrent && setFound({ query, hits, isEnd: hits.length < pageSize }))
      .catch((error: unknown) => {
        console.error('Searching failed', error)
        if (isCurrent) setFailed(true)
      })
    return () => {
      isCurrent = false
    }
  }, [query])

  const loadMore = () => {
    if (!found || found.isEnd || found.query !== query || isLoading.current) return
    isLoading.current = true
    client
      .call('conversations.search', { query, limit: pageSize, offset: found.hits.length })
      .then((more) =>
        setFound((now) =>
          now?.query === query ? { query, hits: [...now.hits, ...more], isEnd: more.length < pageSize } : now,
        ),
      )
      .catch((error: unknown) => console.error('Searching failed', error))
      .finally(() => {
        isLoading.current = false
      })
  }
  return { found, hasFailed, loadMore }
}

/** Hits in place of the list while there is a query. Opening one lands on its message. */
export const SearchResults = ({ query }: { readonly query: string }) => {
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const { found, hasFailed, loadMore } = useSearch(query)
  const openConversation = useUi((ui) => ui.openConversation)
  const hits = found?.hits ?? []
  const isSettled = found?.query === query

  const open = ({ conversationId, messageId }: SearchHit) =>
    openConversation(conversationId, messageId === null ? undefined : { messageId })
  const lookAhead = () => {
    const handle = list.current
    if (handle && handle.scrollSize - handle.scrollOffset - handle.viewportSize < 400) loadMore()
  }

  return (
    <div ref={scroller} className="conversation-list">
      <p role="status" className="list-note">
        {hasFailed
          ? 'The search did not work. Try again.'
          : isSettled && hits.length === 0
            ? 'Nothing found.'
            : isSettled
              ? `${hits.length}${found.isEnd ? '' : ' or more'} found`
              : 'Searching…'}
      </p>
      <Virtualizer ref={list} scrollRef={scroller} data={hits} onScroll={lookAhead} startMargin={36}>
        {(hit) => (
          <a
            key={`${hit.conversationId} ${hit.messageId}`}
            href={`#/${hit.conversationId}`}
            className="hit"
            draggable={false}
            onClick={(event) => {
              event.preventDefault()
              open(hit)
            }}
          >
            <span className="hit-head">
              <span className="hit-title">{hit.conversationTitle}</span>
              <span className="hit-day">{dayLabel(hit.createdAt, Date.now())}</span>
            </span>
            <span className="hit-excerpt">{markedText(hit.excerpt, hit.marks)}</span>
          </a>
        )}
      </Virtualizer>
    </div>
  )
}
