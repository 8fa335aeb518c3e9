/** Blocks in these languages hold fenced code of their own, as models write it: with as many ticks. */
const nesting = new Set(['', 'markdown', 'md', 'mdx', 'text', 'txt', 'plaintext'])
const markdown = new Set(['markdown', 'md', 'mdx'])

const fence = /^ *(`{3,}(?!`)|~{3,}(?!~))([^`\n]*)$/

/** What a line within fenced code is. `closed-behind`: its code ends where its ticks begin. */
export type FencedLine = 'code' | 'closed' | 'closed-behind' | 'unknown'

/**
 * Tells where fenced code ends, line by line and without looking further than the next line. CommonMark ends
 * it at the first bare fence, which swallows the rest of an answer where code in it has as many ticks, and
 * never at ticks behind code.
 */
export class FenceEnd {
  private readonly nested: string[] = []
  private before = ''
  private readonly language: string

  constructor(
    private readonly marker: string,
    info: string,
  ) {
    this.language =
      info
        .trim()
        .split(/[\s{,:]/, 1)[0]
        ?.toLowerCase() ?? ''
  }

  /** `next` is undefined where it has not come. An answer `unknown` takes nothing in. */
  see(line: string, next: string | undefined): FencedLine {
    const kind = this.kindOf(line, next)
    if (kind !== 'unknown') this.before = line
    return kind
  }

  private kindOf(line: string, next: string | undefined): FencedLine {
    const match = fence.exec(line)
    const run = match?.[1] ?? ''
    if (!match || run[0] !== this.marker[0] || run.length < this.marker.length)
      return this.behindCode(line, next)
    if (match[2]?.trim() !== '') {
      if (nesting.has(this.language) && /^\s*[\w+#.-]+\s*$/.test(match[2] ?? '')) this.nested.push(run)
      return 'code'
    }
    const inner = this.nested.at(-1)
    if (inner !== undefined) {
      if (run.length >= inner.length) this.nested.pop()
      return 'code'
    }
    if (markdown.has(this.language) && /^\s*$|[:：]\s*$/.test(this.before)) {
      if (next === undefined) return 'unknown'
      if (next.trim() !== '') {
        this.nested.push(run)
        return 'code'
      }
    }
    return /^ {0,3}\S/.test(line) ? 'closed' : 'code'
  }

  private behindCode(line: string, next: string | undefined): FencedLine {
    const written = line.trimEnd()
    const at = written.indexOf('`')
    const isBehind = at > 0 && written.slice(at) === this.marker && !nesting.has(this.language)
    if (!isBehind || this.nested.length > 0) return 'code'
    if (next === undefined) return 'unknown'
    return next.trim() === '' ? 'closed-behind' : 'code'
  }
}

/** Where fenced code begins behind words of a line (`Example:```js`), before the next blank line. */
export const fenceBehindWordsIn = (source: string): number | undefined => {
  if (!source.includes('```')) return undefined
  for (let at = 0; at < source.length; ) {
    const end = source.indexOf('\n', at)
    // A line that has not ended may still become inline code.
    if (end < 0) return undefined
    const line = source.slice(at, end)
    if (line.trim() === '') return undefined
    const ticks = line.indexOf('`')
    const words = line.slice(0, Math.max(0, ticks)).trimEnd()
    const opening = ticks < 0 ? null : /^`{3,}([A-Za-z][\w+#.-]*)?[ \t]*$/.exec(line.slice(ticks))
    if (opening && words.trim() !== '' && (opening[1] || /[:：]$/.test(words))) return at + ticks
    at = end + 1
  }
  return undefined
}
