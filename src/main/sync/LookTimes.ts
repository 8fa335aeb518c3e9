import type { Timers } from '../lib/timers'

export interface LookTimesDeps {
  readonly timers: Timers
  readonly now: () => number
  /** A window of ours has the keyboard. */
  readonly isFocused: () => boolean
  readonly look: () => void
}

/** The user goes on typing: a look sends what was said once, not word by word. */
const afterChangeMs = 3_000
/** With changes that never pause, they go at the latest after this. */
const mostAfterChangeMs = 15_000
const inFocusMs = 30_000
const otherwiseMs = 5 * 60_000
/** Focus comes and goes; two looks are never closer. */
const betweenNudgesMs = 5_000
const firstRetryMs = 5_000
const longestRetryMs = 10 * 60_000

/** When the place is looked at: one timer, none while sync is off or stopped. */
export class LookTimes {
  private timer: unknown = null
  private dueAt: number | null = null
  private isLooking = false
  private isOn = false
  private isAgain = false
  private failures = 0
  private lastLookAt = Number.NEGATIVE_INFINITY
  /** The first of the changes that wait. */
  private changedAt: number | null = null
  /** The place wants to be left alone until then. */
  private quietUntil = Number.NEGATIVE_INFINITY

  constructor(private readonly deps: LookTimesDeps) {}

  /** When the next look is after one that failed; null where none failed, or none comes. */
  get nextTryAt(): number | null {
    return this.failures > 0 ? this.dueAt : null
  }

  /** At once, whatever failed before. */
  begin(): void {
    this.isOn = true
    this.failures = 0
    this.quietUntil = Number.NEGATIVE_INFINITY
    this.dueIn(0)
  }

  end(): void {
    this.isOn = false
    this.changedAt = null
    this.stopWaiting()
  }

  /** Something changed here. */
  changed(): void {
    if (!this.isOn) return
    const now = this.deps.now()
    this.changedAt ??= now
    // What fails anyway is not tried more often for it.
    if (this.failures > 0) return
    this.dueIn(Math.max(0, Math.min(afterChangeMs, this.changedAt + mostAfterChangeMs - now)))
  }

  /** The computer woke up, a window got the keyboard, the network is back. */
  nudge(): void {
    const now = this.deps.now()
    if (!this.isOn || now < this.quietUntil || this.isLooking) return
    this.failures = 0
    const soonest = Math.max(0, this.lastLookAt + betweenNudgesMs - now)
    // Timers do not count the time that the computer slept: one may be over by the clock and not fire.
    const isLate = this.dueAt !== null && this.dueAt < now
    if (this.dueAt === null || isLate || this.dueAt > now + soonest) this.dueIn(soonest)
  }

  /** What others wrote is there, or a part of it. A place that fails is not asked more often for it. */
  came(): void {
    if (this.failures === 0) this.dueIn(0)
  }

  /** A look has come to its end. */
  succeeded(): void {
    this.looked()
    this.failures = 0
    if (this.isAgain) this.dueIn(0)
    // What changed while it ran may be in it or not.
    else if (this.changedAt === null) this.dueIn(this.deps.isFocused() ? inFocusMs : otherwiseMs)
    else this.changed()
  }

  /** `retryAfterMs`: as the place itself says. */
  failed(retryAfterMs: number | null): void {
    this.looked()
    this.failures += 1
    const backOffMs = Math.min(firstRetryMs * 2 ** (this.failures - 1), longestRetryMs)
    if (retryAfterMs !== null) this.quietUntil = this.deps.now() + retryAfterMs
    this.dueIn(Math.max(backOffMs, retryAfterMs ?? 0))
  }

  /** Trying again by itself is of no use. */
  gaveUp(): void {
    this.looked()
    this.stopWaiting()
  }

  private looked(): void {
    this.isLooking = false
    this.lastLookAt = this.deps.now()
  }

  private dueIn(delayMs: number): void {
    if (!this.isOn) return
    if (this.isLooking) {
      // One at a time: the next follows it.
      if (delayMs === 0) this.isAgain = true
      return
    }
    this.stopWaiting()
    this.dueAt = this.deps.now() + delayMs
    this.timer = this.deps.timers.set(() => {
      this.timer = null
      this.dueAt = null
      this.isLooking = true
      this.isAgain = false
      this.changedAt = null
      this.deps.look()
    }, delayMs)
  }

  private stopWaiting(): void {
    if (this.timer !== null) this.deps.timers.clear(this.timer)
    this.timer = null
    this.dueAt = null
  }
}
