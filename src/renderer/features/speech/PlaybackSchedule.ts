/** Silence between two sentences. */
export const sentenceGapSeconds = 0.12
/** The lead to the first sample: time to hand it over, too short to be noticed. */
export const leadSeconds = 0.08
/** A sentence begins with no less than this, unless it is shorter. */
const firstPieceSeconds = 0.04
/** This much is gathered after running dry, twice as much each time: one pause instead of stutter. */
const firstReserveSeconds = 0.25
const maxReserveSeconds = 2

/**
 * Computes when each piece of sound begins, on a clock that only moves on. Pure: the caller gives the time.
 */
export class PlaybackSchedule {
  /** The end of the last piece; null before the first. */
  private end: number | null = null
  private isSentenceStart = true
  private isDry = false
  private reserveSeconds = 0

  constructor(private readonly sampleRate: number) {}

  /** Seconds of sound still to be heard. */
  ahead(now: number): number {
    return this.end === null ? 0 : Math.max(0, this.end - now)
  }

  /** Seconds of sound that must be there before the next piece is placed. */
  needed(now: number): number {
    if (this.end !== null && this.end < now && !this.isDry) {
      this.isDry = true
      // Late between two sentences is a longer breath; late within one would be heard as stutter.
      if (!this.isSentenceStart) {
        this.reserveSeconds = Math.min(
          Math.max(this.reserveSeconds * 2, firstReserveSeconds),
          maxReserveSeconds,
        )
      }
    }
    const reserve = this.isDry ? this.reserveSeconds : 0
    return this.isSentenceStart ? Math.max(reserve, firstPieceSeconds) : reserve
  }

  /** The next piece begins at the time returned: on a sample, right after the last one if it came in time. */
  place(now: number, frames: number): number {
    const gap = this.isSentenceStart ? sentenceGapSeconds : 0
    const next = this.end === null ? now : this.end + gap
    // An end that is an exact number of samples stays one in spite of rounding.
    const frame = Math.ceil((next > now ? next : now + leadSeconds) * this.sampleRate - 1e-3)
    this.end = (frame + frames) / this.sampleRate
    this.isSentenceStart = false
    this.isDry = false
    return frame / this.sampleRate
  }

  endSentence(): void {
    this.isSentenceStart = true
  }

  /**
   * Placed pieces are taken back: the next begins at this time, or after the short lead where none is given.
   */
  restart(at: number | null): void {
    this.end = at
    this.isSentenceStart = false
    this.isDry = false
  }
}
