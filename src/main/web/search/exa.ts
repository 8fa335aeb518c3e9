import { z } from 'zod'
import type { SearchAdapter } from './adapter'
import { date, json, words } from './fields'

const answer = z.object({
  results: z.array(
    z.object({
      url: z.string(),
      title: words,
      publishedDate: date,
      highlights: z.array(z.string()).nullish(),
      text: words,
    }),
  ),
})

/** Exa's search: https://docs.exa.ai/reference/search. Without `contents` it gives titles only. */
export const exa: SearchAdapter = {
  address: 'https://api.exa.ai',
  request: ({ query, count, key }, base) => ({
    url: `${base}/search`,
    init: json({ query, numResults: count, contents: { highlights: true } }, { 'x-api-key': key }),
  }),
  results: (value) =>
    answer.parse(value).results.map(({ highlights, text, publishedDate, ...result }) => ({
      ...result,
      snippet: highlights?.join(' … ') || text,
      date: publishedDate,
    })),
}
