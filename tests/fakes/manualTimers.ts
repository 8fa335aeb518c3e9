import type { Timers } from '../../src/main/lib/timers'

/** Timers that fire when the test says so. */
export class ManualTimers implements Timers {
  private readonly waiting = new Map<number, { readonly run: () => void; readonly delayMs: number }>()
  private next = 0

  set(run: () => void, delayMs = 0): unknown {
    this.next += 1
    this.waiting.set(this.next, { run, delayMs })
    return this.next
  }

  clear(timer: unknown): void {
    this.waiting.delete(timer as number)
  }

  /** Fires everything that waits now. */
  fire(): void {
    const due = [...this.waiting.values()]
    this.waiting.clear()
    for (const { run } of due) run()
  }

  /** How long each that waits was set to wait. */
  get delays(): readonly number[] {
    return [...this.waiting.values()].map(({ delayMs }) => delayMs)
  }

  get count(): number {
    return this.waiting.size
  }
}
