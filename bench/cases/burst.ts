import { within } from '../lib/app'
import { calm } from '../lib/calm'
import type { Figure } from '../lib/report'
import { median } from '../lib/statistics'
import type { AnswerSpec } from '../server/answerSpec'
import { pressEnter, specWith, startConnected, writeQuestion } from './answers'
import type { Benchmark, Conditions } from './benchmark'

const rounds = 3

/** A long answer that comes all at once, and the bad case: one endless code block. */
export const burst: Benchmark = {
  name: 'burst',
  title: 'Long answers that come at once',
  async run(conditions) {
    return [
      ...(await measure(
        conditions,
        '20,000 tokens at once',
        { kind: 'mixed', size: 20_000, rate: 0 },
        1_000,
      )),
      ...(await measure(
        conditions,
        'a code block of 3,000 lines at once',
        { kind: 'code', size: 3_000, rate: 0 },
        1_000,
      )),
      ...(await measure(
        conditions,
        'the same at 2,000 tokens a second',
        { kind: 'code', size: 3_000, rate: 2_000 },
        1_000,
      )),
    ]
  },
}

const measure = async (
  { server, say }: Conditions,
  what: string,
  spec: Pick<AnswerSpec, 'kind' | 'size' | 'rate'>,
  budget: number,
): Promise<Figure[]> => {
  const visible: number[] = []
  const longest: number[] = []
  const counts: number[] = []
  for (let round = 1; round <= rounds; round += 1) {
    await calm()
    const app = await startConnected(server)
    try {
      const { page } = app
      const complete = specWith({ ...spec, seed: round })
      await writeQuestion(page, complete)
      await page.probe('watchTasks')
      const painted = page.painted(complete.last, 60_000)
      const lastByte = server.next('last-byte')
      await pressEnter(page)
      const { at } = await within(120_000, lastByte, 'the end of the answer')
      const seen = await painted
      visible.push(seen.at - at)
      await page.probe('idle')
      // Colours and other finishing touches count as well.
      await new Promise((resolve) => setTimeout(resolve, 2_000))
      const tasks = await page.probe('longTasks')
      longest.push(Math.max(0, ...tasks))
      counts.push(tasks.length)
    } finally {
      await app.stop()
    }
  }
  say(`${what}: ${median(visible).toFixed(0)} ms, longest task ${Math.max(...longest).toFixed(0)} ms`)
  return [
    {
      what: `${what}: last byte to all visible`,
      unit: 'ms',
      value: median(visible),
      budget,
      samples: { app: visible },
    },
    {
      what: '  longest task',
      unit: 'ms',
      value: Math.max(...longest),
      budget: 80,
      note: `${median(counts)} over 50 ms`,
      samples: { app: longest },
    },
  ]
}
