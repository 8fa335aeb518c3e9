import { makeProfile, type Page, type Running, type Subject, start } from '../lib/app'
import { calm } from '../lib/calm'
import { median } from '../lib/statistics'
import type { Benchmark } from './benchmark'

const starts = 10

/**
 * How soon the first key lands in the composer, against the empty app. Alternating, after one start each to
 * warm up.
 */
export const startup: Benchmark = {
  name: 'startup',
  title: 'Start to a usable composer',
  async run({ say }) {
    const profiles: Record<Subject, string> = { floor: makeProfile(), app: makeProfile() }
    const times: Record<Subject, number[]> = { floor: [], app: [] }
    const cpu: Record<Subject, number[]> = { floor: [], app: [] }
    for (let round = 0; round <= starts; round += 1) {
      for (const subject of ['floor', 'app'] as const) {
        await calm()
        const program = await startOrAgain(subject, profiles[subject], say)
        const isTaking = await takesKeys(program.page)
        await program.stop()
        if (!isTaking) throw new Error(`${subject}: the composer took no keys`)
        // The first start of a profile lays out its files and fills the caches.
        if (round === 0) continue
        times[subject].push(program.startMs)
        cpu[subject].push(program.startCpuMs)
      }
      if (round > 0) {
        const last = (subject: Subject) => `${subject} ${times[subject].at(-1)?.toFixed(0)} ms`
        say(`${round} of ${starts}: ${last('floor')}, ${last('app')}`)
      }
    }
    const against = (values: Record<Subject, readonly number[]>) =>
      `${median(values.app).toFixed(0)} ms against ${median(values.floor).toFixed(0)} ms`
    return [
      {
        what: 'spawn to a usable composer',
        unit: '×',
        value: medianRatio(times),
        budget: 1.5,
        note: against(times),
        samples: times,
      },
      {
        what: 'CPU until then',
        unit: '×',
        value: medianRatio(cpu),
        budget: 2,
        note: against(cpu),
        samples: cpu,
      },
    ]
  },
}

/**
 * On a busy machine a window manager may fail to focus the new window: then nothing was measured, and once
 * more will do.
 */
const startOrAgain = async (
  subject: Subject,
  profile: string,
  say: (text: string) => void,
): Promise<Running> => {
  try {
    return await start(subject, { profile })
  } catch (error) {
    say(`starting again: ${error instanceof Error ? error.message : error}`)
    return start(subject, { profile })
  }
}

/**
 * The median of each start's ratio to the floor's start just before it: what else the machine does hits both
 * alike.
 */
export const medianRatio = ({ app, floor }: Readonly<Record<Subject, readonly number[]>>): number =>
  median(app.map((value, index) => value / (floor[index] ?? Number.NaN)))

const takesKeys = async (page: Page): Promise<boolean> => {
  await page.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'x', code: 'KeyX', text: 'x' })
  return (await page.evaluate(`document.querySelector('textarea[aria-label="Message"]').value`)) === 'x'
}
