import { useCallback, useEffect, useRef, useState } from 'react'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { wordsOf } from './matches'
import { articleOf, showRange } from './places'
import { rangesIn } from './ranges'

interface Hit {
  readonly messageId: string
  /** Which one within its message. */
  readonly nth: number
}

/** A pause in typing after which it is looked up. */
const settleMs = 120
/** The list goes on placing a message that was not there for a moment after the jump to it. */
const placingMs = 260
const mostTries = 10

/** Marks what is found where it is on the page; answers the current place where that is there. */
const mark = (query: string, hit: Hit | undefined): Range | null => {
  const words = wordsOf(query)
  const all = new Highlight()
  let current: Range | null = null
  for (const article of document.querySelectorAll('[role="log"] [data-message]')) {
    const ranges = rangesIn(article, words)
    for (const range of ranges) all.add(range)
    const isHere = hit !== undefined && article === articleOf(hit.messageId)
    // Markup and folded parts make the page's count differ from the library's: then the nearest.
    if (isHere) current = ranges[Math.min(hit.nth, ranges.length - 1)] ?? null
  }
  CSS.highlights.set('found', all)
  if (current) {
    const now = new Highlight(current)
    now.priority = 1
    CSS.highlights.set('found-now', now)
  } else CSS.highlights.delete('found-now')
  return current
}

const unmark = () => {
  CSS.highlights.delete('found')
  CSS.highlights.delete('found-now')
}

/**
 * What a query finds in a conversation, and the place one is at. `version` changes when the conversation
 * does.
 */
export const useFound = (conversationId: string | null, query: string, version: unknown) => {
  const [hits, setHits] = useState<readonly Hit[] | null>(null)
  const [at, setAt] = useState(0)
  const showing = useRef<ReturnType<typeof setTimeout>>(undefined)
  const state = useRef({ query, hit: undefined as Hit | undefined })
  const hit = hits?.[at]
  state.current = { query, hit }

  const go = useCallback((messageId: string | undefined) => {
    if (messageId === undefined) return
    const { conversationId } = useNavigation.getState()
    const isThere = articleOf(messageId) !== null
    if (!isThere && conversationId) useNavigation.getState().openConversation(conversationId, { messageId })
    clearTimeout(showing.current)
    // More than once: what comes into view gets its real height, and the place moves.
    const show = (left: number) => {
      const isShown = showRange(mark(state.current.query, state.current.hit))
      if (!isShown && left > 0) showing.current = setTimeout(() => show(left - 1), settleMs)
    }
    showing.current = setTimeout(() => show(mostTries), isThere ? 0 : placingMs)
  }, [])

  const lastQuery = useRef('')
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed conversation is looked through again
  useEffect(() => {
    if (!conversationId || wordsOf(query).length === 0) {
      setHits(null)
      unmark()
      return
    }
    let isCurrent = true
    const timer = setTimeout(() => {
      client
        .call('conversations.find', { conversationId, query })
        .then((found) => {
          if (!isCurrent) return
          const next = found.flatMap(({ messageId, count }) =>
            Array.from({ length: count }, (_, nth): Hit => ({ messageId, nth })),
          )
          setHits(next)
          if (lastQuery.current === query) return
          lastQuery.current = query
          setAt(0)
          state.current.hit = next[0]
          go(next[0]?.messageId)
        })
        .catch((error: unknown) => console.error('Finding failed', error))
    }, settleMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [conversationId, query, version, go])

  // What comes into view is marked as well.
  useEffect(() => {
    const log = document.querySelector('[role="log"]')
    if (!log) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const changes = new MutationObserver(() => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        if (wordsOf(state.current.query).length > 0) mark(state.current.query, state.current.hit)
      }, settleMs)
    })
    changes.observe(log, { childList: true, subtree: true, characterData: true })
    return () => {
      clearTimeout(timer)
      clearTimeout(showing.current)
      changes.disconnect()
      unmark()
    }
  }, [])

  const step = (by: 1 | -1) => {
    if (!hits || hits.length === 0) return
    const next = (at + by + hits.length) % hits.length
    setAt(next)
    state.current.hit = hits[next]
    go(hits[next]?.messageId)
  }
  return { hits, at, step }
}
