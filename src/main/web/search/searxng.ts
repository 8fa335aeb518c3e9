import { z } from 'zod'
import type { SearchAdapter } from './adapter'
import { date, words } from './fields'

const answer = z.object({
  results: z.array(z.object({ url: z.string(), title: words, content: words, publishedDate: date })),
})

/**
 * SearXNG, and searx before it: https://docs.searxng.org/dev/search_api.html. A server whose settings.yml
 * names no `json` under `search.formats` answers 403.
 */
export const searxng: SearchAdapter = {
  address: null,
  request: ({ query }, base) => ({
    url: `${base}/search?${new URLSearchParams({ q: query, format: 'json' })}`,
    init: { headers: { accept: 'application/json' } },
  }),
  results: (value) =>
    answer.parse(value).results.map(({ content, publishedDate, ...result }) => ({
      ...result,
      snippet: content,
      date: publishedDate,
    })),
  failure: (status) => (status === 403 ? 'search/no-json' : null),
}
