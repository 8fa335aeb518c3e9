/** How much of the end of a text is looked at: what began earlier is shown as it was written. */
const longestEnd = 2_000

/** A line of nothing but marks, which the next sign may make a list, a heading, a rule or a table. */
const isOnlyMarks = (line: string): boolean =>
  (/^[-=*_+~#`|:.> \t]+$/.test(line) && /[-=*_+~#`|:]/.test(line)) || /^[ \t>]*\d{1,3}[.)]?$/.test(line)
/** The beginning of a tag, an address in angle brackets, a reference, a source's mark or an escape. */
const halfSign =
  /(?:<\/?(?:[a-zA-Z][\w-]{0,20})?|<(?:a|span|div|p|font|details|summary|br|img)\s[^<>\n]{0,200}|<https?:[^\s<>]{0,500}|<!-{0,2}|&#?\w{0,12}| ?【\d[^】\n]{0,60}|\\)$/

/**
 * What of a text that still grows can be shown without showing something else at the next sign: no heading
 * from a line of dashes, no marks of emphasis that has only begun, no half link or tag. `isInBlock`: it goes
 * on with the items or rows of a block.
 */
export const settled = (text: string, isInBlock = false): string => {
  const line = text.lastIndexOf('\n') + 1
  const whole = isOnlyMarks(text.slice(line)) ? text.slice(0, line) : text
  const begin = startOfLastBlock(whole)
  const last = whole.slice(begin)
  const isTableHead = last.trimStart().startsWith('|') && !last.trimEnd().includes('\n')
  if (isTableHead && !isInBlock) return whole.slice(0, begin)
  if (isInCode(whole) || /^\s*(?:\$\$|\\\[|\\begin\{)/.test(last) || last.endsWith('\n')) return whole
  return whole.slice(0, begin) + settledEnd(last)
}

const startOfLastBlock = (text: string): number => {
  const from = Math.max(0, text.length - longestEnd)
  const near = text.slice(from)
  let start = 0
  for (const { index, 0: blank } of near.matchAll(/\n[ \t]*\n/g)) {
    if (index + blank.length < near.trimEnd().length) start = index + blank.length
  }
  return from + start
}

const isInCode = (text: string): boolean => (text.match(/^[ \t>]*(?:`{3}|~{3})/gm)?.length ?? 0) % 2 === 1

const settledEnd = (text: string): string => {
  const cut = text.replace(halfSign, '').replace(/[*_~`]{1,9}$/, '')
  return new OpenMarks(cut).closed()
}

/** Walks over a text and closes what is open at its end, in order. */
class OpenMarks {
  private at = 0
  private marks: string[] = []

  constructor(private text: string) {}

  closed(): string {
    while (this.at < this.text.length) {
      const end = this.step()
      if (end !== null) return this.text + end
    }
    const words = this.text.trimEnd()
    return (
      words + this.marks.reverse().join('') + (this.marks.length === 0 ? this.text.slice(words.length) : '')
    )
  }

  /** Moves on; what closes all that follows where that is open, else null. */
  private step(): string | null {
    const sign = this.text.charAt(this.at)
    const next = this.text.charAt(this.at + 1)
    if (sign === '`') return this.over(/^`+/.exec(this.text.slice(this.at, this.at + 20))?.[0] ?? '`')
    if (sign === '$' && next === '$') return this.over('$$')
    if (sign === '\\' && (next === '(' || next === '['))
      return this.over(sign + next, next === '(' ? '\\)' : '\\]')
    if (sign === '[') this.bracket()
    else if (sign === '*' || sign === '_' || sign === '~') this.emphasis(sign)
    else this.plain(sign)
    return null
  }

  private plain(sign: string): void {
    this.at += sign === '\\' ? 2 : 1
    const line = this.text.slice(this.text.lastIndexOf('\n', this.at - 1) + 1, this.at + 8)
    // Emphasis ends with its item or cell.
    if (sign === '\n' && /^\s*(?:[-*+#>|]|\d{1,3}[.)])/.test(line)) this.marks = []
    if (sign === '|' && line.trimStart().startsWith('|')) this.marks = []
  }

  private over(open: string, close = open): string | null {
    const end = this.text.indexOf(close, this.at + open.length)
    if (end < 0) return close
    this.at = end + close.length
    return null
  }

  /** `[label](address` is its label until the address is whole. */
  private bracket(): void {
    const start = this.text[this.at - 1] === '!' ? this.at - 1 : this.at
    const end = this.text.indexOf(']', this.at)
    const label = this.text.slice(this.at + 1, end < 0 ? undefined : end)
    const isWhole = end >= 0 && end + 1 < this.text.length && this.text[end + 1] !== '('
    const close = this.text[end + 1] === '(' ? this.text.indexOf(')', end) : -1
    const isNoLink = end >= 0 && close < 0 && /^[\sxX\d^]*$/.test(label)
    if (isWhole || isNoLink) this.at = end + 1
    else if (end >= 0 && close >= 0) this.at = close + 1
    else {
      this.text = this.text.slice(0, start) + (start < this.at ? '' : label)
      this.at = start
    }
  }

  private emphasis(sign: string): void {
    const before = this.text.charAt(this.at - 1)
    let end = this.at
    while (this.text[end] === sign) end += 1
    const mark = this.text.slice(this.at, end)
    const after = this.text.charAt(end)
    this.at = end
    if (mark === '~' || mark.length > 3) return
    const isWord = (character: string) => /[\p{L}\p{N}]/u.test(character)
    const isInWord = isWord(before) && isWord(after) && (sign === '_' || mark === '*')
    if (this.marks.at(-1) === mark && before !== '' && !/\s/.test(before)) this.marks.pop()
    else if (after !== '' && !/\s/.test(after) && !isInWord && (sign !== '_' || !isWord(before)))
      this.marks.push(mark)
  }
}
