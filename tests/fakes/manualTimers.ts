import type { Timers } from '../../src/main/lib/timers'

/** Timers that fire when the test says so. */
export class ManualTimers implements Timers {
  private readonly waiting = new Map<number, () => void>()
  private next = 0

  set(run: () => void): unknown {
    this.next += 1
    this.waiting.set(this.next, run)
    return this.next
  }

  clear(timer: unknown): void {
    this.waiting.delete(timer as number)
  }

  /** Fires everything that waits now. */
  fire(): void {
    const due = [...this.waiting.values()]
    this.waiting.clear()
    for (const run of due) run()
  }

  get count(): number {
    return this.waiting.size
  }
}
