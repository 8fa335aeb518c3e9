import { makeProfile, start } from '../lib/app'
import { calm } from '../lib/calm'
import { writeHistory } from '../lib/history'
import { quiet } from '../lib/processTree'
import type { Figure } from '../lib/report'
import { median, quantile } from '../lib/statistics'
import { monotonicMs } from '../server/answerSpec'
import type { Benchmark } from './benchmark'

const rounds = 10
const subjects = [
  { title: 'Bench short', messages: 10, budget: 100, last: 'zzshort' },
  { title: 'Bench long', messages: 5_000, budget: 200, last: 'zzlong' },
] as const

/** The time from the click on a conversation's link to its last message on the screen. */
export const open: Benchmark = {
  name: 'open',
  title: 'Opening conversations',
  async run({ say }) {
    const profile = makeProfile()
    const others = Array.from({ length: 20 }, (_, index) => ({
      id: `other-${index}`,
      title: `Other ${index}`,
      messages: 20,
    }))
    // The newest stand first in the list.
    writeHistory(profile, [
      ...others,
      ...subjects.map(({ title, messages, last }) => ({ id: last, title, messages, last, isRich: true })),
    ])
    await calm()
    const { page, pid, stop } = await start('app', { profile })
    const times = new Map<string, number[]>()
    try {
      await quiet(pid)
      for (let round = 0; round <= rounds; round += 1) {
        for (const { title, last } of subjects) {
          const at = await page.probe('linkCentre', title)
          if (!at) throw new Error(`no link ${title}`)
          await page.hover(at)
          const painted = page.painted(last)
          const clicked = monotonicMs()
          await page.click(at)
          const seen = await painted
          const taken = seen.at - clicked
          if (round === 0) say(`${title}, for the first time since the start: ${taken.toFixed(0)} ms`)
          times.set(title, [...(times.get(title) ?? []), taken])
          await page.evaluate('new Promise((done) => setTimeout(done, 300))')
        }
      }
    } finally {
      await stop()
    }
    return subjects.map(({ title, messages, budget }): Figure => {
      const all = times.get(title) ?? []
      const warm = all.slice(1)
      return {
        what: `open a conversation of ${messages} messages`,
        unit: 'ms',
        value: median(warm),
        budget,
        note: `95th percentile ${quantile(warm, 0.95).toFixed(0)} ms; first after a start ${all[0]?.toFixed(0)} ms`,
        samples: { app: all },
      }
    })
  },
}
