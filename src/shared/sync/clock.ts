import { z } from 'zod'

/**
 * A moment of a hybrid logical clock (Kulkarni et al. 2014) as text that sorts: 48 bits of milliseconds since
 * the epoch and 20 bits of a count, both in hex, then the device. No two devices ever write the same.
 */
export type Clock = string

const msDigits = 12
const countDigits = 5
const mostCount = 16 ** countDigits - 1
/** The end of year 9999. */
export const lastMs = 253_402_300_799_999
/** There is room behind it to count on; what lies farther is damaged. */
const roomMs = 1_000_000_000

/** Vectors are objects, which have that by themselves. */
const isFree = (device: string): boolean => device !== 'constructor'

export const deviceSchema = z
  .string()
  .regex(/^[0-9a-z]{1,40}$/)
  .refine(isFree)

export const clockSchema = z
  .string()
  .max(60)
  .regex(/^[0-9a-f]{17}-[0-9a-z]{1,40}$/)
  .refine((clock) => msOf(clock) <= lastMs + roomMs)

export const makeClock = (ms: number, count: number, device: string): Clock =>
  `${ms.toString(16).padStart(msDigits, '0')}${count.toString(16).padStart(countDigits, '0')}-${device}`

/** Earlier than all moments of the device. */
export const lowest = (device: string): Clock => `${'0'.repeat(msDigits + countDigits)}-${device}`

/** Milliseconds since the epoch, as far as the device that wrote it knew. */
export const msOf = (clock: Clock): number => Number.parseInt(clock.slice(0, msDigits), 16)
export const deviceOf = (clock: Clock): string => clock.slice(msDigits + countDigits + 1)
const countOf = (clock: Clock): number => Number.parseInt(clock.slice(msDigits, msDigits + countDigits), 16)

/** The later of two; what a device has seen of nothing is earlier than everything. */
export const laterOf = (one: Clock | undefined, other: Clock | undefined): Clock | undefined => {
  if (one === undefined || other === undefined) return one ?? other
  return one < other ? other : one
}

/**
 * Gives this device's moments, each later than all that it has given or seen, whatever the computer's own
 * clock says: one that is hours off, or set back, orders rightly after what it has seen. It refuses nothing:
 * clocks that do have been measured to lose edits (see docs/decisions.md).
 */
export class HybridClock {
  constructor(
    private readonly device: string,
    private readonly now: () => number,
    /** The latest that was given or seen before, as it was kept; null on a new device. */
    private latest: Clock | null,
  ) {}

  /** To be kept together with what was stamped by it. */
  get last(): Clock | null {
    return this.latest
  }

  tick(): Clock {
    const ms = Math.min(Math.max(0, Math.floor(this.now())), lastMs)
    const [lastSeen, count] = this.latest ? [msOf(this.latest), countOf(this.latest)] : [-1, 0]
    if (ms > lastSeen) this.latest = makeClock(ms, 0, this.device)
    else if (count < mostCount) this.latest = makeClock(lastSeen, count + 1, this.device)
    else this.latest = makeClock(lastSeen + 1, 0, this.device)
    return this.latest
  }

  /** None is followed into the room behind the end: one who wrote its last moment would leave none. */
  see(clock: Clock): void {
    if (msOf(clock) > lastMs) return
    if (this.latest === null || clock > this.latest) this.latest = clock
  }
}
