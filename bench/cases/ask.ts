import { within } from '../lib/app'
import { calm } from '../lib/calm'
import type { Figure } from '../lib/report'
import { median, quantile } from '../lib/statistics'
import { monotonicMs } from '../server/answerSpec'
import { pressEnter, settle, specWith, startConnected, writeQuestion } from './answers'
import type { Benchmark } from './benchmark'

const questions = 24

/** From the Enter key to the request, and from the server's first byte to pixels, in one conversation. */
export const ask: Benchmark = {
  name: 'ask',
  title: 'Enter to request, first byte to pixels',
  async run({ server, say }): Promise<readonly Figure[]> {
    await calm()
    const app = await startConnected(server)
    const leaving: number[] = []
    const painting: number[] = []
    const changing: number[] = []
    const ways = new Set<string>()
    try {
      for (let index = 0; index <= questions; index += 1) {
        const spec = specWith({ kind: 'line', size: 20, rate: 40, delayMs: 150 })
        await writeQuestion(app.page, spec)
        await settle(app.page)
        const request = server.next('request')
        const firstByte = server.next('first-byte')
        const lastByte = server.next('last-byte')
        const painted = app.page.painted(spec.last)
        const pressed = monotonicMs()
        await pressEnter(app.page)
        const asked = await within(10_000, request, 'the request')
        const { at: sent } = await firstByte
        const seen = await painted
        await lastByte
        await app.page.probe('idle')
        // The first asks the server for its models before.
        if (index === 0) {
          say(`the first question of a start left after ${(asked.at - pressed).toFixed(0)} ms`)
          continue
        }
        leaving.push(asked.at - pressed)
        painting.push(seen.at - sent)
        changing.push(seen.changedAt - sent)
        ways.add(seen.how)
      }
    } finally {
      await app.stop()
    }
    return [
      {
        what: 'Enter to the request at the server, median',
        unit: 'ms',
        value: median(leaving),
        budget: 50,
        samples: { app: leaving },
      },
      {
        what: 'Enter to the request at the server, 95th percentile',
        unit: 'ms',
        value: quantile(leaving, 0.95),
        budget: 50,
      },
      {
        what: 'first byte to pixels, 95th percentile',
        unit: 'ms',
        value: quantile(painting, 0.95),
        budget: 32,
        note: `median ${median(painting).toFixed(1)} ms, of which ${median(changing).toFixed(1)} until the document changed; by ${[...ways].join(' and ')}`,
        samples: { app: painting, document: changing },
      },
    ]
  },
}
