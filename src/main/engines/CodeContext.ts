/** The part of a line's start that is looked at. */
const longestStart = 100
const aFence = /^\s{0,3}(```|~~~)/

/** Follows an answer as it grows: whether it is within code, and how its last line stands. */
export class CodeContext {
  isInBlock = false
  /** The start of the last line. */
  line = ''
  private ticks = 0
  private end = ''

  follow(text: string): void {
    if (text === '') return
    const from = text.lastIndexOf('\n') + 1
    if (from > 0) this.endLines(text.slice(0, from - 1))
    const last = from > 0 ? text.slice(from) : text
    if (this.line.length < longestStart) this.line += last.slice(0, longestStart)
    if (last.includes('`')) this.ticks += last.split('`').length - 1
    this.end = (last.length > 1 ? last : this.end + last).slice(-2)
  }

  /** Whether what comes next stands within code. */
  get isInCode(): boolean {
    return this.isInBlock || this.ticks % 2 === 1
  }

  /** Whether what comes next stands within code, or in the middle of a sentence, up to the sign behind it. */
  isQuoted(after: string | undefined): boolean {
    if (this.isInCode) return true
    return /\S $|["'“‘(«„]$/.test(this.end) && after !== undefined && /[ ,.;:!?"'”’)»]/.test(after)
  }

  private endLines(text: string): void {
    for (const line of (this.line + text).split('\n')) if (aFence.test(line)) this.isInBlock = !this.isInBlock
    this.line = ''
    this.ticks = 0
    this.end = ''
  }
}
