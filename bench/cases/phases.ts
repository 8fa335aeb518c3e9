import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeProfile, projectRoot, type Subject, start } from '../lib/app'
import type { Figure } from '../lib/report'
import { median } from '../lib/statistics'
import type { Benchmark } from './benchmark'

const starts = 5

type Mark = readonly [name: string, at: number, cpu: { readonly user: number; readonly system: number }]

/** The phases of a start: no promises, but what to look at when `startup` misses its own. */
export const phases: Benchmark = {
  name: 'phases',
  title: 'Phases of a start',
  async run() {
    const profiles: Record<Subject, string> = { floor: makeProfile(), app: makeProfile() }
    const seen: Record<Subject, Map<string, number[]>> = { floor: new Map(), app: new Map() }
    const preload = [join(projectRoot, 'bench/phases/main.cjs')]
    for (let round = 0; round <= starts; round += 1) {
      for (const subject of ['floor', 'app'] as const) {
        const marksFile = join(profiles[subject], 'marks.json')
        const begin = Date.now()
        const program = await start(subject, {
          profile: profiles[subject],
          preload,
          environment: { BENCH_MARKS: marksFile },
        })
        const inPage = (await program.page.evaluate(pageMarks)) as readonly (readonly [string, number])[]
        await program.stop()
        if (round === 0) continue
        const inMain = (JSON.parse(readFileSync(marksFile, 'utf8')) as readonly Mark[]).map(
          ([name, at]) => [`main: ${name}`, at] as const,
        )
        const all = [...inMain, ...inPage, ['usable', begin + program.startMs] as const]
        for (const [name, at] of all)
          seen[subject].set(name, [...(seen[subject].get(name) ?? []), at - begin])
      }
    }
    const names = new Set([...seen.app.keys(), ...seen.floor.keys()])
    return [...names]
      .map((name): Figure => {
        const app = seen.app.get(name)
        const floor = seen.floor.get(name)
        return {
          what: `phase: ${name}`,
          unit: 'ms',
          value: median(app ?? []),
          note: floor ? `floor ${median(floor).toFixed(0)} ms` : 'not in the floor',
          samples: { app: app ?? [], floor: floor ?? [] },
        }
      })
      .sort((a, b) => a.value - b.value)
  },
}

/** What Chromium noted by itself, in milliseconds since the epoch. */
const pageMarks = `(() => {
  const at = (time) => performance.timeOrigin + time
  const [navigation] = performance.getEntriesByType('navigation')
  return [
    ['page: navigation starts', at(0)],
    ['page: HTML arrives', at(navigation.responseStart)],
    ['page: HTML read', at(navigation.domInteractive)],
    ['page: scripts run', at(navigation.domContentLoadedEventStart)],
    ...performance.getEntriesByType('paint').map(({ name, startTime }) => ['page: ' + name, at(startTime)]),
    ...performance.getEntriesByType('resource').map(({ name, responseEnd }) => [
      'page: has ' + name.split('/').pop().replace(/-[\\w-]{8}\\./, '.'), at(responseEnd),
    ]),
  ]
})()`
