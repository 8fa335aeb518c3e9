/** Ten times what usual text takes. */
const earnedMsPerSign = 0.02
const mostMs = 100

/**
 * How long the unfinished end of a text may be parsed again and again: as long as its growth has earned. What
 * is dear to parse is parsed less often, and its last signs are shown as they were written meanwhile.
 */
export class ParsingTime {
  private leftMs = mostMs

  constructor(private readonly now: () => number) {}

  earn(signs: number): void {
    this.leftMs = Math.min(mostMs, this.leftMs + signs * earnedMsPerSign)
  }

  spend<T>(parse: () => T): T {
    const start = this.now()
    const result = parse()
    this.leftMs -= this.now() - start
    return result
  }

  get isUsedUp(): boolean {
    return this.leftMs < 0
  }
}
