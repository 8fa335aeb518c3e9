import { searchPageSize } from '@shared/model/search'
import { makeProfile, start } from '../lib/app'
import { calm } from '../lib/calm'
import { writeHistory } from '../lib/history'
import { quiet } from '../lib/processTree'
import { wordOf, wordOfRank } from '../lib/prose'
import { between, randomFrom } from '../lib/random'
import { median, quantile } from '../lib/statistics'
import type { Benchmark } from './benchmark'

const conversations = 200
const messagesEach = 100
const queriesOfAKind = 10

/** The first page of hits, from the page's call to its answer. */
export const search: Benchmark = {
  name: 'search',
  title: `Searching ${conversations * messagesEach} messages`,
  async run({ say }) {
    const profile = makeProfile()
    writeHistory(
      profile,
      Array.from({ length: conversations }, (_, index) => ({
        id: `c${index}`,
        title: `Conversation ${index}`,
        messages: messagesEach,
      })),
    )
    say('the history is written')
    await calm()
    const { page, pid, stop } = await start('app', { profile })
    try {
      await quiet(pid)
      const byKind = Object.entries(queries())
      const samples: Record<string, number[]> = {}
      let empty = 0
      for (const [kind, words] of byKind) {
        for (const query of words) {
          const { ms, hits } = (await page.evaluate(timedSearch(query))) as { ms: number; hits: number }
          samples[kind] = [...(samples[kind] ?? []), ms]
          if (hits === 0) empty += 1
        }
      }
      const all = Object.values(samples).flat()
      const slowest = Object.entries(samples)
        .map(([kind, values]) => `${kind} ${median(values).toFixed(0)}`)
        .join(', ')
      return [
        {
          what: `first page of a search in ${conversations * messagesEach} messages, 95th percentile`,
          unit: 'ms',
          value: quantile(all, 0.95),
          budget: 50,
          note: `medians: ${slowest}; ${empty} of ${all.length} found nothing`,
          samples,
        },
      ]
    } finally {
      await stop()
    }
  },
}

/** What users type: on the way to a word each of its beginnings is asked for as well. */
const queries = (): Readonly<Record<string, readonly string[]>> => {
  const random = randomFrom(3)
  const some = (make: () => string) => Array.from({ length: queriesOfAKind }, make)
  return {
    'one letter': some(() => wordOf(random).slice(0, 1)),
    'two letters': some(() => wordOf(random).slice(0, 2)),
    'a frequent word': some(() => wordOfRank(between(random, 0, 40))),
    'a rare word': some(() => wordOfRank(between(random, 6_000, 11_000))),
    'two words': some(() => `${wordOfRank(between(random, 0, 100))} ${wordOf(random)}`),
    'frequent words': some(() => [0, 1, 2].map(() => wordOfRank(between(random, 0, 40))).join(' ')),
    'two rare words': some(
      () => `${wordOfRank(between(random, 3_000, 9_000))} ${wordOfRank(between(random, 3_000, 9_000))}`,
    ),
  }
}

const timedSearch = (query: string): string => `(async () => {
  const begin = performance.now()
  const reply = await window.parley.call('conversations.search', { query: ${JSON.stringify(query)}, limit: ${searchPageSize} })
  const ms = performance.now() - begin
  if (!reply.ok) throw new Error(JSON.stringify(reply.failure))
  return { ms, hits: reply.value.hits.length }
})()`
