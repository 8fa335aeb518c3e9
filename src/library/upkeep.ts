import type { LocalLibrary } from './library'

export interface UpkeepParts {
  readonly library: Pick<LocalLibrary, 'tidy' | 'sweep' | 'sweepDueAt'>
  readonly now: () => number
  /** Runs work when nothing else waits. */
  readonly whenIdle: (work: () => void) => void
  /** Runs work once, later, unless the process has ended by then. Returns what takes that back. */
  readonly later: (work: () => void, delayMs: number) => () => void
  readonly onFault: (error: unknown) => void
}

/** Not while the app starts: everything else is more urgent. */
const firstSweepMs = 60_000
/** Between two sweeps that wait for something's hour. */
const leastWaitMs = 60_000
const longestWaitMs = 60 * 60_000

/**
 * The library's own work, in steps between requests: what deletions leave behind, and sweeping out what nothing needs any
 * more. Sweeps come a while after the start, after deletions, and when something's hour is over; otherwise nothing runs.
 */
export class Upkeep {
  private isRunning = false
  private isSweepWanted = false
  private isSweeping = false
  private cancel: (() => void) | null = null

  constructor(private readonly parts: UpkeepParts) {}

  opened(): void {
    this.tidy()
    this.sweepAfter(firstSweepMs)
  }

  /** Something was deleted. */
  deleted(): void {
    this.isSweepWanted = true
    this.tidy()
  }

  /** There may be something to do between requests. */
  tidy(): void {
    if (this.isRunning) return
    this.isRunning = true
    const step = () => {
      try {
        if (this.step()) return this.parts.whenIdle(step)
      } catch (error) {
        // Not urgent: the next deletion or the next start goes on with it.
        this.parts.onFault(error)
      }
      this.isRunning = false
    }
    this.parts.whenIdle(step)
  }

  private step(): boolean {
    const { library, now } = this.parts
    if (library.tidy()) return true
    if (!this.isSweeping && !this.isSweepWanted) return false
    // What is deleted while a round goes on is looked at by another.
    if (!this.isSweeping) this.isSweepWanted = false
    this.isSweeping = true
    if (library.sweep()) return true
    this.isSweeping = false
    const due = library.sweepDueAt()
    if (due !== null) this.sweepAfter(Math.min(Math.max(due - now(), leastWaitMs), longestWaitMs))
    // Its rows left free pages.
    return true
  }

  private sweepAfter(delayMs: number): void {
    this.cancel?.()
    this.cancel = this.parts.later(() => {
      this.cancel = null
      this.deleted()
    }, delayMs)
  }
}
