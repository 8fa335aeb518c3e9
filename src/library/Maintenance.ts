import type { LocalLibrary } from './library'

export interface MaintenanceDeps {
  readonly library: Pick<LocalLibrary, 'maintain' | 'applyRetention' | 'retentionDueAt'>
  readonly now: () => number
  /** Runs work when nothing else waits. */
  readonly whenIdle: (work: () => void) => void
  /** Runs work once, later, unless the process has ended by then. Returns what takes that back. */
  readonly later: (work: () => void, delayMs: number) => () => void
  readonly onFault: (error: unknown) => void
}

/** The first round waits until the app has started: everything else is more urgent. */
const firstRetentionMs = 60_000
/** The shortest wait between two rounds of retention, when something's hour is what they wait for. */
const leastWaitMs = 60_000
const longestWaitMs = 60 * 60_000

/**
 * The library's own work, in steps between requests: what deletions leave behind, and retention out what
 * nothing needs any more. Rounds of retention come a while after the start, after deletions, and when
 * something's hour is over; otherwise nothing runs.
 */
export class Maintenance {
  private isRunning = false
  private isRetentionDue = false
  private isApplyingRetention = false
  private cancel: (() => void) | null = null

  constructor(private readonly deps: MaintenanceDeps) {}

  opened(): void {
    this.maintain()
    this.applyRetentionAfter(firstRetentionMs)
  }

  /** Something was deleted. */
  deleted(): void {
    this.isRetentionDue = true
    this.maintain()
  }

  /** There may be something to do between requests. */
  maintain(): void {
    if (this.isRunning) return
    this.isRunning = true
    const step = () => {
      try {
        if (this.step()) return this.deps.whenIdle(step)
      } catch (error) {
        // This is not urgent: the next deletion or the next start goes on with it.
        this.deps.onFault(error)
      }
      this.isRunning = false
    }
    this.deps.whenIdle(step)
  }

  private step(): boolean {
    const { library, now } = this.deps
    if (library.maintain()) return true
    if (!this.isApplyingRetention && !this.isRetentionDue) return false
    // What is deleted while a round goes on is looked at by another.
    if (!this.isApplyingRetention) this.isRetentionDue = false
    this.isApplyingRetention = true
    if (library.applyRetention()) return true
    this.isApplyingRetention = false
    const due = library.retentionDueAt()
    if (due !== null) this.applyRetentionAfter(Math.min(Math.max(due - now(), leastWaitMs), longestWaitMs))
    // Its rows left free pages.
    return true
  }

  private applyRetentionAfter(delayMs: number): void {
    this.cancel?.()
    this.cancel = this.deps.later(() => {
      this.cancel = null
      this.deleted()
    }, delayMs)
  }
}
