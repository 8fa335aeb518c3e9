import { z } from 'zod'
import type { SearchAdapter } from './adapter'
import { date, json, words } from './fields'

const answer = z.object({
  data: z
    .object({
      search: z.array(z.object({ url: z.string(), title: words, snippet: words, time: date })).nullish(),
    })
    .nullish(),
})

/**
 * Kagi's search, version 1: https://help.kagi.com/kagi/api/search.html. Related searches and other kinds of
 * results stand beside `search`, and are left aside.
 */
export const kagi: SearchAdapter = {
  address: 'https://kagi.com',
  request: ({ query, count, key }, base) => ({
    url: `${base}/api/v1/search`,
    init: json({ query, workflow: 'search', limit: count }, { authorization: `Bearer ${key}` }),
  }),
  results: (value) =>
    (answer.parse(value).data?.search ?? []).map(({ time, ...result }) => ({ ...result, date: time })),
}
