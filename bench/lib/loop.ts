import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './app'

/** The times that main's event loop was held, in milliseconds. */
export interface Held {
  readonly max: number
  readonly p99: number
}

/** What `start` needs, so that `heldSinceLast` can ask. */
export const loopOptions = (profile: string) => ({
  preload: [join(projectRoot, 'bench/phases/loop.cjs')],
  environment: { BENCH_LOOP: fileOf(profile) },
})

/** Measures since the last call, or since the start. */
export const heldSinceLast = async (pid: number, profile: string): Promise<Held> => {
  const file = fileOf(profile)
  process.kill(pid, 'SIGUSR2')
  const end = performance.now() + 10_000
  while (!existsSync(file)) {
    if (performance.now() > end) throw new Error('main did not tell how long it was held')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const held = JSON.parse(readFileSync(file, 'utf8')) as Held
  rmSync(file)
  return held
}

const fileOf = (profile: string): string => join(profile, 'bench-loop.json')
