import { makeProfile, type Page, type Subject, start } from '../lib/app'
import { calm } from '../lib/calm'
import { writeHistory } from '../lib/history'
import { quiet } from '../lib/processTree'
import type { Figure } from '../lib/report'
import { quantile } from '../lib/statistics'
import { wheelThrough } from '../lib/wheel'
import { monotonicMs } from '../server/answerSpec'
import type { Benchmark } from './benchmark'

const messages = 5_000
const title = 'Bench scroll'
const last = 'zzscroll'
const screens = 30
/** Two frames at 60 a second: longer ones are seen as a jerk. */
const jerkMs = 33.4

/** Wheeling back from the end of a long conversation, against a page of paragraphs of the same height. */
export const scroll: Benchmark = {
  name: 'scroll',
  title: `Scrolling in a conversation of ${messages} messages`,
  async run({ say }) {
    const profile = makeProfile()
    writeHistory(profile, [{ id: 'scroll', title, messages, last, isRich: true }])
    say('the history is written')
    await calm()
    const app = await start('app', { profile })
    const { frames, height } = await inApp(app.page, app.pid, say).finally(() => app.stop())

    await calm()
    const plain = await start('floor', { profile: makeProfile(), environment: { FLOOR_PAGE: 'plain.html' } })
    try {
      await plain.page.evaluate(`fill(${height})`)
      await quiet(plain.pid)
      return figuresOf({ app: frames, floor: await wheelThrough(plain.page, '[role="log"]', 'up', screens) })
    } finally {
      await plain.stop()
    }
  },
}

const inApp = async (page: Page, pid: number, say: (text: string) => void) => {
  await quiet(pid, 20_000)
  const at = await page.probe('linkCentre', title)
  if (!at) throw new Error(`no link ${title}`)
  const painted = page.painted(last)
  const clicked = monotonicMs()
  await page.click(at)
  const seen = await painted
  say(`opened at its end after ${(seen.at - clicked).toFixed(0)} ms, for the first time since the start`)
  await quiet(pid, 20_000)
  const height = (await page.evaluate(`document.querySelector('[role="log"]').scrollHeight`)) as number
  return { frames: await wheelThrough(page, '[role="log"]', 'up', screens), height }
}

const figuresOf = (samples: Readonly<Record<Subject, readonly number[]>>): Figure[] => {
  const jerks = (frames: readonly number[]) =>
    (frames.filter((ms) => ms > jerkMs).length / frames.length) * 100
  const longest = (frames: readonly number[]) => Math.max(...frames).toFixed(0)
  return [
    {
      what: `${screens} screens back in ${messages} messages: frame time, 95th percentile`,
      unit: 'ms',
      value: quantile(samples.app, 0.95),
      note: `longest ${longest(samples.app)} ms; plain page ${quantile(samples.floor, 0.95).toFixed(1)} ms, longest ${longest(samples.floor)} ms`,
      samples,
    },
    {
      what: '  frames over 33 ms',
      unit: '%',
      value: jerks(samples.app),
      note: `of ${samples.app.length}; plain page ${jerks(samples.floor).toFixed(2)} % of ${samples.floor.length}`,
    },
  ]
}
