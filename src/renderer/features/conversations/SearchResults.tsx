import type { SearchFilters, SearchHit } from '@shared/model/search'
import { Archive, ChevronLeft, FileText } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { RowBoundary } from '../../common/failures/RowBoundary'
import { useNavigation } from '../../common/navigation/navigation'
import { dayLabel } from './groupByDay'
import { groupHits, type HitGroup, type HitRow, rowsOfHits } from './groupHits'
import { useSearch } from './useSearch'

const aheadPx = 600

/** An excerpt has its matches marked. Overlapping or outlying marks are taken as far as they make sense. */
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

/** Lands on what was found. */
export const openHit = ({ conversationId, messageId, fileName }: SearchHit, words: string): void =>
  useNavigation.getState().openConversation(
    conversationId,
    // What lies in a file is not written in the message.
    messageId === null ? undefined : { messageId, ...(fileName === undefined ? { words } : {}) },
  )

const Group = ({ group }: { readonly group: HitGroup }) => {
  const { title, titleHit, isArchived, conversationId } = group
  const words = titleHit ? markedText(titleHit.excerpt, titleHit.marks) : title
  return (
    <div className="hit-group">
      {titleHit ? (
        <a
          href={`#/${conversationId}`}
          className="hit-title"
          draggable={false}
          onClick={(event) => {
            event.preventDefault()
            openHit(titleHit, '')
          }}
        >
          {words}
        </a>
      ) : (
        <span className="hit-title">{words}</span>
      )}
      {isArchived && (
        <span className="hit-archived" data-tooltip="Archived">
          <Archive size={13} aria-hidden="true" />
          <span className="visually-hidden">Archived</span>
        </span>
      )}
      <span className="hit-day">{dayLabel(group.createdAt, Date.now())}</span>
    </div>
  )
}

const Hit = ({ hit, words }: { readonly hit: SearchHit; readonly words: string }) => (
  <a
    href={`#/${hit.conversationId}`}
    className="hit"
    draggable={false}
    onClick={(event) => {
      event.preventDefault()
      openHit(hit, words)
    }}
  >
    <span className="hit-excerpt">
      <span className="hit-who">
        {hit.fileName === undefined ? (
          hit.role === 'user' ? (
            'You: '
          ) : null
        ) : (
          <>
            <FileText size={12} aria-hidden="true" /> {hit.fileName}:{' '}
          </>
        )}
      </span>
      {markedText(hit.excerpt, hit.marks)}
    </span>
  </a>
)

/** Arrow keys go from hit to hit, and back into the field. */
const goAlong = (event: KeyboardEvent<HTMLElement>) => {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0 && event.key !== 'Escape') return
  event.preventDefault()
  event.stopPropagation()
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a, button')]
  const at = links.indexOf(document.activeElement as HTMLElement)
  const next = event.key === 'Escape' ? undefined : links[at + step]
  if (next) next.focus()
  else if (step <= 0) useNavigation.getState().focusSearch()
}

/**
 * Hits stand in place of the list while there is a query, by conversation. Opening one lands on its message.
 */
export const SearchResults = ({
  query,
  filters,
}: {
  readonly query: string
  readonly filters: SearchFilters
}) => {
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  /** The conversation of which everything is shown. */
  const [whole, setWhole] = useState<{ readonly asked: string; readonly group: HitGroup } | null>(null)
  const asked = JSON.stringify([query, filters])
  const isWhole = whole?.asked === asked
  const narrowed = isWhole ? { ...filters, conversationId: whole.group.conversationId } : filters
  const { found, isLoading, hasFailed, loadMore } = useSearch(query, narrowed)
  const hits = found?.hits ?? []
  const crowded = found?.crowded
  const rows = useMemo(() => rowsOfHits(groupHits(hits), crowded ?? new Set()), [hits, crowded])
  const isSettled = found?.isCurrent === true && !(isLoading && hits.length === 0)
  const isEnd = found?.next === null

  // The view may be higher than the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something was found
  useEffect(() => {
    const handle = list.current
    if (handle && hits.length > 0 && handle.scrollSize <= handle.viewportSize) loadMore()
  }, [found])

  const lookAhead = () => {
    const handle = list.current
    if (handle && handle.scrollSize - handle.scrollOffset - handle.viewportSize < aheadPx) loadMore()
  }
  const say = (): string => {
    if (hasFailed) return 'The search did not work. Try again.'
    if (!isSettled) return hits.length === 0 && found?.isCurrent ? 'Searching older messages…' : 'Searching…'
    if (hits.length === 0) return 'Nothing found.'
    return `${hits.length}${isEnd ? '' : ' or more'} found`
  }
  const draw = (row: HitRow) => {
    switch (row.type) {
      case 'group':
        return (
          <RowBoundary key={row.key} about={row.group} what="This conversation">
            <Group group={row.group} />
          </RowBoundary>
        )
      case 'hit':
        return (
          <RowBoundary key={row.key} about={row.hit} what="This passage">
            <Hit hit={row.hit} words={query} />
          </RowBoundary>
        )
      case 'more':
        return (
          <button
            key={row.key}
            type="button"
            className="link-button hit-more"
            onClick={() => setWhole({ asked, group: row.group })}
          >
            More in this conversation
          </button>
        )
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the links in it
    <div ref={scroller} className="conversation-list" onKeyDown={goAlong}>
      <div className="hit-status">
        {isWhole && (
          <button type="button" className="link-button" onClick={() => setWhole(null)}>
            <ChevronLeft size={14} aria-hidden="true" /> All conversations
          </button>
        )}
        <p role="status" className="list-note">
          {say()}
        </p>
      </div>
      <Virtualizer ref={list} scrollRef={scroller} data={rows} onScroll={lookAhead} startMargin={36}>
        {draw}
      </Virtualizer>
    </div>
  )
}
