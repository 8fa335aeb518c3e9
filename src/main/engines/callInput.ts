import { isRecord, jsonIn } from './wire/values'

/**
 * The input of a call as it comes in pieces: knows without parsing where a whole value ends, so that a piece
 * that begins anew can be told from one that goes on.
 */
export class CallInput {
  text = ''
  /** Behind each whole value at the top. */
  private ends: number[] = []
  private depth = 0
  private isInString = false
  private isEscaped = false
  private isAtEnd = false

  /** A value is whole, and nothing is begun behind it. */
  get isWhole(): boolean {
    return this.isAtEnd
  }

  /** Compares in time that grows with the shorter one. */
  isSame(other: string): boolean {
    const surplus = Math.abs(this.text.length - other.length)
    return surplus <= mostSpace && this.text.trim() === other.trim()
  }

  append(piece: string): void {
    // The whole again, or all so far with every piece.
    if (this.text.length > 1 && piece.length >= this.text.length && piece.startsWith(this.text)) this.reset()
    this.scan(piece)
  }

  /**
   * The inputs that were written: mostly one. Several values are several calls; one that came twice is one,
   * and an empty one was only the start.
   */
  settle(): readonly string[] {
    const text = this.text.trim()
    if (text === '') return ['{}']
    const value = jsonIn(text)
    if (value !== undefined) return [plainInput(text, value)]
    if (!this.isWhole) return [this.text]
    const values = this.ends.map((end, index) => this.text.slice(this.ends[index - 1] ?? 0, end).trim())
    const filled = [...new Set(values)].filter((each) => !/^\{\s*\}$/.test(each))
    const isReadable = filled.every((each) => jsonIn(each) !== undefined)
    return isReadable && filled.length > 0 ? filled : [this.text]
  }

  private reset(): void {
    this.text = ''
    this.ends = []
    this.depth = 0
    this.isInString = false
    this.isEscaped = false
    this.isAtEnd = false
  }

  private scan(piece: string): void {
    const start = this.text.length
    for (let at = 0; at < piece.length; at += 1) {
      const sign = piece[at]
      if (this.isInString) {
        if (this.isEscaped) this.isEscaped = false
        else if (sign === '\\') this.isEscaped = true
        else if (sign === '"') this.isInString = false
      } else if (sign === '"') this.isInString = true
      else if (sign === '{' || sign === '[') this.depth += 1
      else if ((sign === '}' || sign === ']') && this.depth > 0) {
        this.depth -= 1
        if (this.depth === 0) {
          this.ends.push(start + at + 1)
          this.isAtEnd = true
          continue
        }
      }
      if (this.isAtEnd && sign !== undefined && !/\s/.test(sign)) this.isAtEnd = false
    }
    this.text += piece
  }
}

/** White space around the same input. */
const mostSpace = 100

/** Some servers write the input as JSON within JSON, or `null` for none. */
const plainInput = (text: string, value: unknown): string => {
  if (value === null) return '{}'
  if (typeof value !== 'string') return text
  return value.trim() === '' ? '{}' : isRecord(jsonIn(value)) ? value : text
}
