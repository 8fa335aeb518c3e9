import { setTimeout as wait } from 'node:timers/promises'
import { sentenceGapSeconds } from '../../src/renderer/features/speech/PlaybackSchedule'
import { type HeardTone, recordSound, stretchesOf, tonesOf } from '../../tests/e2e/helpers/audio'
import { startFaultServer } from '../../tests/fakes/faultServer'
import { tone } from '../../tests/fakes/tone'
import { makeProfile, type Page, start, within } from '../lib/app'
import { calm } from '../lib/calm'
import type { Figure } from '../lib/report'
import { median, quantile } from '../lib/statistics'
import { monotonicMs } from '../server/answerSpec'
import { pressEnter } from './answers'
import type { Benchmark } from './benchmark'

const rounds = 8
const pitches = [330, 500, 750, 330, 500]
const longPitch = 900
const sentences = ['This is one.', 'Here is two.', 'Then comes three.', 'After it four.', 'Now five.']
const longSentence = 'And so it goes on.'

interface Round {
  /** The time from the first byte of the first sentence to the first sound. */
  readonly firstSound: number
  /** The difference of each silence between two sentences from the one that we put there. */
  readonly gaps: readonly number[]
  readonly pause: number
  readonly stop: number
}

/** First sound, gaps, pause and stop, on what a null sink heard. */
export const speech: Benchmark = {
  name: 'speech',
  title: 'Reading aloud: first sound, gaps, pause, stop',
  async run({ say }): Promise<readonly Figure[]> {
    await calm()
    const server = await startFaultServer()
    let firstByteAt: number | null = null
    server.script('/v1/chat/completions', ({ sse }) =>
      sse().chatAnswer([...sentences, longSentence].join(' ')),
    )
    server.script('/v1/audio/speech', ({ request, raw: { response } }) => {
      const { input } = request.body as { input: string }
      const index = sentences.indexOf(input)
      const pcm = tone(
        index === -1 ? { hertz: longPitch, seconds: 30 } : { hertz: pitches[index] ?? 0, seconds: 0.6 },
      )
      response.writeHead(200, { 'content-type': 'audio/pcm' })
      firstByteAt ??= monotonicMs()
      response.end(pcm)
    })
    // Nothing is kept: each round asks the engine.
    const profile = makeProfile({ speechKeptMb: 0 })
    const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'bench' }
    const app = await start('app', { profile, environment })
    const all: Round[] = []
    try {
      await app.page.type('Six sentences, please')
      await pressEnter(app.page)
      await until(app.page, `document.querySelector('[aria-label="Read aloud"]') !== null`)
      // The first reading of a start loads what it takes; it is counted apart.
      for (let index = 0; index <= rounds; index += 1) {
        firstByteAt = null
        const round = await readOnce(app.page, () => firstByteAt)
        if (index === 0) say(`the first reading of a start sounded after ${round.firstSound.toFixed(0)} ms`)
        else all.push(round)
      }
    } finally {
      await app.stop()
      await server.stop()
    }
    const gaps = all.flatMap((round) => round.gaps)
    const of = (what: 'firstSound' | 'pause' | 'stop') => all.map((round) => round[what])
    return [
      {
        what: 'first byte of a sentence to its first sound, median',
        unit: 'ms',
        value: median(of('firstSound')),
        budget: 300,
        samples: { app: of('firstSound') },
      },
      {
        what: 'gap between sentences, off by (median)',
        unit: 'ms',
        value: median(gaps.map(Math.abs)),
        budget: 10,
        note: `of ${sentenceGapSeconds * 1_000} ms; ${gaps.filter((gap) => Math.abs(gap) < 10).length} of ${gaps.length} within 10 ms, 95th percentile ${quantile(gaps.map(Math.abs), 0.95).toFixed(1)} ms`,
        samples: { app: gaps },
      },
      {
        what: 'pause to silence, median',
        unit: 'ms',
        value: median(of('pause')),
        budget: 50,
        samples: { app: of('pause') },
      },
      {
        what: 'stop to silence, median',
        unit: 'ms',
        value: median(of('stop')),
        budget: 50,
        note: 'with the recorder’s own delay',
        samples: { app: of('stop') },
      },
    ]
  },
}

const readOnce = async (page: Page, firstByteAt: () => number | null): Promise<Round> => {
  const recording = await recordSound()
  await click(page, 'Read aloud')
  await until(
    page,
    `document.querySelector('.reading-bar p')?.textContent === ${JSON.stringify(longSentence)}`,
  )
  await wait(400)
  const pausedAt = await click(page, 'Pause reading')
  await wait(500)
  await click(page, 'Resume reading')
  await wait(600)
  const stoppedAt = await click(page, 'Silence')
  await wait(500)
  const sound = await recording.stop()
  const began = recording.beganAt()
  const atMs = (seconds: number) => began + seconds * 1_000
  const tones = tonesOf(sound, [...pitches, longPitch])
  const first = tones[0]
  const byteAt = firstByteAt()
  if (!first || byteAt === null) throw new Error('Nothing was heard')
  // What is heard after a change ends in the silence that it makes.
  const ends = stretchesOf(sound, { pauseSeconds: 0.15 }).map(({ end }) => atMs(end))
  const silenceAfter = (moment: number) => (ends.find((end) => end > moment - 50) ?? Number.NaN) - moment
  return {
    firstSound: atMs(first.start) - byteAt,
    gaps: gapsBetween(tones).map((gap) => (gap - sentenceGapSeconds) * 1_000),
    pause: silenceAfter(pausedAt),
    stop: (ends.at(-1) ?? Number.NaN) - stoppedAt,
  }
}

const gapsBetween = (tones: readonly HeardTone[]): number[] =>
  tones.slice(1, sentences.length).map(({ start }, index) => start - (tones[index]?.end ?? 0))

/** Clicks a button, and says when, by our clock. */
const click = async (page: Page, name: string): Promise<number> => {
  const at = monotonicMs()
  await page.evaluate(`[...document.querySelectorAll('[aria-label="${name}"]')].at(-1).click()`)
  return at
}

const until = (page: Page, condition: string): Promise<unknown> =>
  within(
    60_000,
    page.evaluate(`new Promise((done) => {
      const look = () => ${condition} ? done() : requestAnimationFrame(look)
      look()
    })`),
    condition,
  )
