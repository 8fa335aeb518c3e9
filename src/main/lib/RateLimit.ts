const secondMs = 1_000

/** A number of acts within any second, and no more. */
export class RateLimit {
  private readonly taken: number[] = []

  constructor(
    private readonly most: number,
    /** Milliseconds that only grow. */
    private readonly now: () => number,
  ) {}

  /** False where there were as many within the last second. */
  take(): boolean {
    const now = this.now()
    while (this.taken[0] !== undefined && now - this.taken[0] >= secondMs) this.taken.shift()
    if (this.taken.length >= this.most) return false
    this.taken.push(now)
    return true
  }
}
