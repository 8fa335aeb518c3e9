import { makeProfile, type Page, start, within } from '../lib/app'
import { calm } from '../lib/calm'
import type { KeyTimes } from '../lib/probe'
import { between, randomFrom } from '../lib/random'
import type { Figure } from '../lib/report'
import { median, quantile } from '../lib/statistics'
import { pressEnter, specWith, startConnected, writeQuestion } from './answers'
import type { Benchmark } from './benchmark'

const keys = 150
const rate = 200
/** Much longer than the typing takes. */
const tokens = 8_000
const text = 'the quick brown fox jumps over the lazy dog '

/** The time from a key to the frame with its letter, while an answer is written, against a bare textarea. */
export const typing: Benchmark = {
  name: 'typing',
  title: `Typing while an answer comes at ${rate} tokens a second`,
  async run({ server, say }) {
    await calm()
    const bare = await start('floor', { profile: makeProfile() })
    const floors = await typeIntoFloor(bare.page).finally(() => bare.stop())
    say(
      `bare textarea: 95th percentile ${p95(floors.still, 'painted').toFixed(1)} ms, ${p95(floors.moving, 'painted').toFixed(1)} ms beside something that moves`,
    )

    await calm()
    const { page, stop } = await startConnected(server)
    try {
      const spec = specWith({ kind: 'mixed', size: tokens, rate })
      await writeQuestion(page, spec)
      const under = server.next('token', 500)
      const lastByte = server.next('last-byte')
      await pressEnter(page)
      // The answer is some screens long by then.
      await within(30_000, under, 'the answer')
      const app = await typeInto(page)
      const isStillWritten = await page.evaluate(
        `document.querySelector('article[aria-busy="true"]') !== null`,
      )
      if (!isStillWritten) throw new Error('the answer had ended before the typing')
      await within((tokens / rate) * 2_000, lastByte, 'the end of the answer')
      return figuresOf({ app, ...floors })
    } finally {
      await stop()
    }
  },
}

/**
 * Where nothing moves, a key has its frame at once. Where something does, frames come at the screen's own
 * pace, and a key waits for the next: up to 17 ms at 60 a second, which is the screen's share and not the
 * app's.
 */
const typeIntoFloor = async (page: Page) => {
  const still = await typeInto(page)
  await page.evaluate(`(() => {
    const node = document.body.appendChild(document.createTextNode(''))
    const draw = () => {
      node.data = node.length > 400 ? '' : node.data + ' and'
      requestAnimationFrame(draw)
    }
    draw()
    document.querySelector('textarea').value = ''
  })()`)
  const moving = await typeInto(page)
  return { still, moving }
}

/** Letters at a quick typist's uneven pace, so that they fall anywhere between two frames. */
const typeInto = async (page: Page): Promise<readonly KeyTimes[]> => {
  const random = randomFrom(5)
  await page.evaluate(`document.querySelector('textarea[aria-label="Message"]').focus()`)
  await page.probe('watchKeys')
  for (let index = 0; index < keys; index += 1) {
    await page.pressLetter(text.charAt(index % text.length))
    await new Promise((resolve) => setTimeout(resolve, between(random, 50, 130)))
  }
  const seen = await page.probe('keys')
  const value = (await page.evaluate(
    `document.querySelector('textarea[aria-label="Message"]').value.length`,
  )) as number
  if (value !== keys || seen.length !== keys)
    throw new Error(`of ${keys} keys ${value} were taken and ${seen.length} drawn`)
  return seen
}

const p95 = (times: readonly KeyTimes[], until: keyof KeyTimes): number =>
  quantile(
    times.map((each) => each[until]),
    0.95,
  )

const figuresOf = (times: Readonly<Record<'app' | 'still' | 'moving', readonly KeyTimes[]>>): Figure[] => {
  const figure = (what: string, until: keyof KeyTimes, budget?: number): Figure => {
    const pick = (all: readonly KeyTimes[]) => all.map((each) => each[until])
    const samples = { app: pick(times.app), still: pick(times.still), moving: pick(times.moving) }
    const both = (values: readonly number[]) =>
      `${quantile(values, 0.95).toFixed(1)} ms (median ${median(values).toFixed(1)})`
    return {
      what,
      unit: 'ms',
      value: quantile(samples.app, 0.95),
      budget,
      note: `median ${median(samples.app).toFixed(1)}; bare textarea ${both(samples.still)}, beside something that moves ${both(samples.moving)}`,
      samples,
    }
  }
  return [
    figure(`typing during an answer at ${rate}/s: key to paint, 95th percentile`, 'painted', 16),
    figure('  of that, until the page hears of the key', 'heard'),
  ]
}
