import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'
import { dirname, join } from 'node:path'

const electronVersion = (): string => {
  try {
    const folder = dirname(process.env.ELECTRON_EXEC_PATH ?? '')
    return readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
  } catch {
    return 'unknown'
  }
}

/** What the figures depend on. */
export const describeMachine = () => ({
  date: new Date().toISOString(),
  cores: availableParallelism(),
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${release()}`,
  electron: electronVersion(),
  node: process.versions.node,
  /** Processes that wanted a core before we began: above 0.5 something else was at work. */
  loadBefore: loadavg()[0] ?? 0,
})
