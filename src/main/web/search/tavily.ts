import { z } from 'zod'
import type { SearchAdapter } from './adapter'
import { date, json, words } from './fields'

const answer = z.object({
  results: z.array(z.object({ url: z.string(), title: words, content: words, published_date: date })),
})

const mostResults = 20

/**
 * Tavily's search: https://docs.tavily.com/documentation/api-reference/endpoint/search. 432: the plan's limit
 * is reached, 433: that of pay as you go.
 */
export const tavily: SearchAdapter = {
  address: 'https://api.tavily.com',
  request: ({ query, count, key }, base) => ({
    url: `${base}/search`,
    init: json(
      { query: query.slice(0, 400), max_results: Math.min(count, mostResults) },
      { authorization: `Bearer ${key}` },
    ),
  }),
  results: (value) =>
    answer.parse(value).results.map(({ content, published_date, ...result }) => ({
      ...result,
      snippet: content,
      date: published_date,
    })),
  failure: (status) => (status === 432 || status === 433 ? 'search/no-credit' : null),
}
