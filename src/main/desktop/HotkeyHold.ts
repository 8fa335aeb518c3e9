import { describeError, log } from '../lib/log'
import type { Timers } from '../lib/timers'
import type { HeldKeys } from './heldKeys/HeldKeys'

/** A shorter press is a tap: it switches on until the next one. */
const tapMs = 350
/** Where keys cannot be looked at, what comes this soon after a press is the held key repeating itself. */
const repeatMs = 700

/** A user who holds a key on and on is not waited for. */
const mostHeldMs = 2_000

interface HotkeyHoldDeps {
  /** Null where this system does not tell. */
  readonly keys: HeldKeys | null
  /** Milliseconds that only grow. */
  readonly now: () => number
  readonly timers: Timers
  readonly onPress: () => void
  /** The keys came up. `isTap`: right away, or before that could be seen. */
  readonly onRelease: (isTap: boolean) => void
}

/**
 * A hotkey that can be held: systems tell presses only, and a held key presses itself again and again. Where
 * its coming up cannot be seen every press is a tap.
 */
export class HotkeyHold {
  private watching: { readonly over: AbortController; isReleased: boolean } | null = null
  private canSee: boolean
  private pressedAt = Number.NEGATIVE_INFINITY
  private clear: Promise<void> = Promise.resolve()

  constructor(private readonly deps: HotkeyHoldDeps) {
    this.canSee = deps.keys !== null
  }

  get seesRelease(): boolean {
    return this.canSee
  }

  /** Resolves once none of the keys is down any more, or they are held on and on. */
  untilClear(): Promise<void> {
    const { timers } = this.deps
    let timer: unknown
    const enough = new Promise<void>((resolve) => {
      timer = timers.set(resolve, mostHeldMs)
    })
    return Promise.race([this.clear, enough]).finally(() => timers.clear(timer))
  }

  press(): void {
    const now = this.deps.now()
    const isRepeat = this.canSee ? this.watching?.isReleased === false : now - this.pressedAt < repeatMs
    this.pressedAt = now
    if (isRepeat) return
    this.deps.onPress()
    this.letGo()
    if (this.deps.keys && this.canSee) this.clear = this.watch(this.deps.keys, now)
    else this.deps.onRelease(true)
  }

  /** Watches no longer. */
  letGo(): void {
    this.watching?.over.abort()
    this.watching = null
  }

  private async watch(keys: HeldKeys, pressedAt: number): Promise<void> {
    const mine = { over: new AbortController(), isReleased: false }
    this.watching = mine
    let wasHeld = false
    const release = (isTap: boolean) => {
      if (mine.isReleased || mine.over.signal.aborted) return
      mine.isReleased = true
      this.deps.onRelease(isTap)
    }
    try {
      for await (const event of keys.watch(mine.over.signal)) {
        if (event === 'held') wasHeld = true
        // What came up before it could be looked at was short, however long the looking took to begin.
        if (event === 'released') release(!wasHeld || this.deps.now() - pressedAt < tapMs)
      }
    } catch (error) {
      if (mine.over.signal.aborted) return
      log.warning(`Whether a key is held cannot be seen: ${describeError(error)}`)
      this.canSee = false
    } finally {
      // Also where the watch just ended.
      release(true)
      if (this.watching === mine) this.watching = null
    }
  }
}
