import { makeProfile, within } from '../lib/app'
import { calm } from '../lib/calm'
import type { Figure } from '../lib/report'
import type { Server } from '../lib/server'
import { median, quantile } from '../lib/statistics'
import { monotonicMs } from '../server/answerSpec'
import { pressEnter, settle, specWith, startConnected, writeQuestion } from './answers'
import type { Benchmark, Conditions } from './benchmark'

const questions = 24
const starts = 7

/** The times from the Enter key to the request and from the first byte to pixels, in one conversation. */
export const ask: Benchmark = {
  name: 'ask',
  title: 'Enter to request, first byte to pixels',
  async run({ server, say }): Promise<readonly Figure[]> {
    const firsts = await firstQuestions(server, say)
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
        if (index === 0) continue
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
        what: 'the first question of a start: Enter to the request at the server, median',
        unit: 'ms',
        value: median(firsts),
        budget: 100,
        note: 'asked as soon as the composer takes keys; main, the library and the SDK are still starting',
        samples: { app: firsts },
      },
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

/** One question in each of several starts of a profile, as soon as it can be asked. */
const firstQuestions = async (server: Server, say: Conditions['say']): Promise<readonly number[]> => {
  const profile = makeProfile()
  const times: number[] = []
  for (let round = 0; round <= starts; round += 1) {
    await calm()
    const app = await startConnected(server, profile)
    try {
      await writeQuestion(app.page, specWith({ kind: 'line', size: 5, rate: 40 }))
      await settle(app.page)
      const request = server.next('request')
      const pressed = monotonicMs()
      await pressEnter(app.page)
      const asked = await within(10_000, request, 'the first request')
      await app.page.probe('idle')
      // The first start of a profile lays out its files and fills the caches.
      if (round > 0) times.push(asked.at - pressed)
    } finally {
      await app.stop()
    }
  }
  say(`the first question of a start left after ${median(times).toFixed(0)} ms`)
  return times
}
