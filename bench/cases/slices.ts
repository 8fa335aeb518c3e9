import { within } from '../lib/app'
import { calm } from '../lib/calm'
import type { Figure } from '../lib/report'
import type { AnswerSpec } from '../server/answerSpec'
import { pressEnter, specWith, startConnected, writeQuestion } from './answers'
import type { Benchmark, Conditions } from './benchmark'

/** 500 kB in tokens of four characters, 100 kB a second. */
const tokens = 125_000
const rate = 25_000
const longestMs = 50

const kinds: readonly (readonly [string, string])[] = [
  ['prose', 'Some words, as they come in answers, with **bold** and `code` in them.\n\n'],
  ['one line of words', 'word '],
  ['brackets', '['],
  ['backticks', '` '],
  ['ticks behind letters', 'a` '],
  ['underscores', 'a_b_'],
  ['dollars', '$ a'],
  ['angle brackets', '<'],
  ['fences', '```\na\n'],
  ['struck out', '~~a'],
  ['stars', '*a'],
  ['formulas', '$a$ '],
]

/** The longest slice of the page's work while 500 kB of something stream, beside an answer of one word. */
export const slices: Benchmark = {
  name: 'slices',
  title: '500 kB at 100 kB a second: the longest task of the page',
  async run(conditions) {
    const floor = await watch(conditions, { kind: 'line', size: 0, rate: 0 })
    const figures: Figure[] = [
      { what: 'an answer of one word', unit: 'ms', value: floor.longest, note: 'what the page takes anyway' },
    ]
    for (const [name, piece] of kinds) {
      const { longest, count } = await watch(conditions, { kind: 'repeated', piece, size: tokens, rate })
      conditions.say(`${name}: ${longest.toFixed(0)} ms`)
      figures.push({
        what: name,
        unit: 'ms',
        value: longest,
        // A page that does nothing has tasks as long as the machine makes them.
        budget: Math.max(longestMs, floor.longest),
        note: `${count} over 50 ms`,
      })
    }
    return figures
  },
}

const watch = async (
  { server }: Conditions,
  spec: Pick<AnswerSpec, 'kind' | 'piece' | 'size' | 'rate'>,
): Promise<{ longest: number; count: number }> => {
  await calm()
  const app = await startConnected(server)
  try {
    const { page } = app
    await writeQuestion(page, specWith(spec))
    await page.probe('watchTasks')
    const lastByte = server.next('last-byte')
    await pressEnter(page)
    await within(120_000, lastByte, 'the end of the answer')
    await page.probe('idle')
    // What is drawn at the end belongs to it.
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    const tasks = await page.probe('longTasks')
    return { longest: Math.max(0, ...tasks), count: tasks.length }
  } finally {
    await app.stop()
  }
}
