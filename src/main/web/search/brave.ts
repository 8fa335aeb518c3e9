import { z } from 'zod'
import type { SearchAdapter } from './adapter'
import { date, words } from './fields'

const answer = z.object({
  // Absent where nothing of the web was found.
  web: z
    .object({
      results: z.array(z.object({ url: z.string(), title: words, description: words, age: date })),
    })
    .nullish(),
})

/** The most that it takes for `count`. */
const mostResults = 20

/**
 * Brave's web search: https://api-dashboard.search.brave.com/api-reference/web/search/get. It answers a key
 * that it does not know with 422 and `SUBSCRIPTION_TOKEN_INVALID`.
 */
export const brave: SearchAdapter = {
  address: 'https://api.search.brave.com',
  request: ({ query, count, key }, base) => ({
    url: `${base}/res/v1/web/search?${new URLSearchParams({
      q: query.slice(0, 400),
      count: String(Math.min(count, mostResults)),
      text_decorations: 'false',
    })}`,
    init: { headers: { accept: 'application/json', 'x-subscription-token': key } },
  }),
  results: (value) =>
    (answer.parse(value).web?.results ?? []).map(({ description, age, ...result }) => ({
      ...result,
      snippet: description,
      date: age,
    })),
  failure: (status, body) =>
    status === 422 && body.includes('SUBSCRIPTION_TOKEN') ? 'search/bad-key' : null,
}
