import { makeProfile, type Subject, start } from '../lib/app'
import { median } from '../lib/statistics'
import type { Benchmark } from './benchmark'

const starts = 10

/** How soon the first key lands in the composer, against the empty app. Alternating, after one start each to warm up. */
export const startup: Benchmark = {
  name: 'startup',
  title: 'Start to a usable composer',
  async run({ say }) {
    const profiles: Record<Subject, string> = { floor: makeProfile(), app: makeProfile() }
    const times: Record<Subject, number[]> = { floor: [], app: [] }
    const cpu: Record<Subject, number[]> = { floor: [], app: [] }
    for (let round = 0; round <= starts; round += 1) {
      for (const subject of ['floor', 'app'] as const) {
        const program = await start(subject, { profile: profiles[subject] })
        const isTaking = await takesKeys(program.page)
        await program.stop()
        if (!isTaking) throw new Error(`${subject}: the composer took no keys`)
        // The first start of a profile lays out its files and fills the caches.
        if (round === 0) continue
        times[subject].push(program.startMs)
        cpu[subject].push(program.startCpuMs)
      }
      if (round > 0)
        say(
          `${round} of ${starts}: floor ${times.floor.at(-1)?.toFixed(0)} ms, app ${times.app.at(-1)?.toFixed(0)} ms`,
        )
    }
    return [
      {
        what: 'spawn to a usable composer',
        unit: '×',
        value: median(times.app) / median(times.floor),
        budget: 1.5,
        note: `${median(times.app).toFixed(0)} ms against ${median(times.floor).toFixed(0)} ms`,
        samples: times,
      },
      {
        what: 'CPU until then',
        unit: '×',
        value: median(cpu.app) / median(cpu.floor),
        budget: 2,
        note: `${median(cpu.app).toFixed(0)} ms against ${median(cpu.floor).toFixed(0)} ms`,
        samples: cpu,
      },
    ]
  },
}

const takesKeys = async (page: Awaited<ReturnType<typeof start>>['page']): Promise<boolean> => {
  await page.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'x', code: 'KeyX', text: 'x' })
  return (await page.evaluate(`document.querySelector('textarea[aria-label="Message"]').value`)) === 'x'
}
