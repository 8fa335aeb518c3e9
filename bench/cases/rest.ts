import { makeProfile, type Subject, start } from '../lib/app'
import { calm } from '../lib/calm'
import { memoryByKind, quiet, sumOf, treeCpuMs } from '../lib/processTree'
import { median } from '../lib/statistics'
import type { Benchmark } from './benchmark'
import { medianRatio } from './startup'

const rounds = 3
const watchedMs = 10_000

/** Memory and CPU of an open window in which nothing happens. */
export const rest: Benchmark = {
  name: 'rest',
  title: 'Memory and CPU at rest',
  async run({ say }) {
    const profiles: Record<Subject, string> = { floor: makeProfile(), app: makeProfile() }
    const memory: Record<Subject, number[]> = { floor: [], app: [] }
    const cpu: Record<Subject, number[]> = { floor: [], app: [] }
    let kinds = ''
    for (let round = 0; round <= rounds; round += 1) {
      for (const subject of ['floor', 'app'] as const) {
        await calm()
        const program = await start(subject, { profile: profiles[subject] })
        try {
          if (round === 0) continue
          // The window for quick questions is made a while after the start.
          if (subject === 'app') await program.secondPage()
          if (!(await quiet(program.pid))) say(`${subject} did not come to rest within a minute`)
          const byKind = memoryByKind(program.pid)
          memory[subject].push(sumOf(byKind))
          if (subject === 'app')
            kinds = [...byKind].map(([kind, size]) => `${kind} ${size.toFixed(0)}`).join(', ')
          const before = treeCpuMs(program.pid)
          await new Promise((resolve) => setTimeout(resolve, watchedMs))
          cpu[subject].push(((treeCpuMs(program.pid) - before) / watchedMs) * 100)
        } finally {
          await program.stop()
        }
      }
      if (round > 0) say(`${round} of ${rounds}: app ${memory.app.at(-1)?.toFixed(0)} MB (${kinds})`)
    }
    return [
      {
        what: 'memory at rest, empty library',
        unit: '×',
        value: medianRatio(memory),
        budget: 1.4,
        note: `${median(memory.app).toFixed(0)} MB against ${median(memory.floor).toFixed(0)} MB (${kinds})`,
        samples: memory,
      },
      {
        // The blinking caret alone costs about half a per cent where nothing but software draws, in the floor
        // as well.
        what: 'CPU at rest, of one core, above the floor',
        unit: '%',
        value: median(cpu.app) - median(cpu.floor),
        budget: 0.3,
        note: `app ${median(cpu.app).toFixed(2)} %, floor ${median(cpu.floor).toFixed(2)} %`,
        samples: cpu,
      },
    ]
  },
}
