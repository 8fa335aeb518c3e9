import { type SearchFilters, type SearchHit, type SearchPage, searchPageSize } from '@shared/model/search'
import { useEffect, useRef, useState } from 'react'
import { client } from '../../ipc/client'

/**
 * A page with fewer hits than this is followed by the next at once: pages are pieces of work, not of a view.
 */
const enough = 12

/** All that is known of a search. */
export interface Found {
  readonly hits: readonly SearchHit[]
  /** Conversations with more hits than are shown of them. */
  readonly crowded: ReadonlySet<string>
  /** Null at the end. */
  readonly next: SearchPage['next']
  /** Belongs to what is being asked now; otherwise it stays in sight until there is something better. */
  readonly isCurrent: boolean
}

const nothing: Found = { hits: [], crowded: new Set(), next: null, isCurrent: false }

const withPage = (found: Found, page: SearchPage): Found => ({
  hits: [...found.hits, ...page.hits],
  crowded: new Set([...found.crowded, ...page.crowded]),
  next: page.next,
  isCurrent: true,
})

/** What the search finds, newest first, a page at a time; the newest question wins. */
export const useSearch = (query: string, filters: SearchFilters) => {
  const [found, setFound] = useState<Found | null>(null)
  const [isLoading, setLoading] = useState(false)
  const [hasFailed, setFailed] = useState(false)
  const asked = useRef(0)
  const asking = JSON.stringify([query, filters])

  const load = async (before: Found) => {
    asked.current += 1
    const mine = asked.current
    setLoading(true)
    setFailed(false)
    try {
      let now = before
      do {
        const page = await client.call('conversations.search', {
          query,
          filters,
          limit: searchPageSize,
          after: now.next,
        })
        if (asked.current !== mine) return
        now = withPage(now, page)
        setFound(now)
      } while (now.next !== null && now.hits.length - before.hits.length < enough)
      setLoading(false)
    } catch (error) {
      if (asked.current !== mine) return
      console.error('Searching failed', error)
      setLoading(false)
      setFailed(true)
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew for other words or filters only
  useEffect(() => {
    setFound((old) => old && { ...old, isCurrent: false })
    void load(nothing)
    return () => {
      asked.current += 1
    }
  }, [asking])

  return {
    found,
    isLoading,
    hasFailed,
    loadMore: () => {
      if (found?.isCurrent && found.next !== null && !isLoading) void load(found)
    },
  }
}
