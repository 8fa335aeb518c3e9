import type { CodeToken } from '@shared/markdown/tokens'

const opening = /^( {0,3})(`{3,}(?=[^`\n]*$)|~{3,})([^\n]*)$/
const punctuationEscapes = /\\([!"#$%&'()*+,\-./:;<=>?@[\]\\^_`{|}~])/g

/**
 * A fenced code block whose end has not come. Lines are taken one by one, so the cost of a line does not
 * depend on how many there are.
 */
export class OpenFence {
  private text = ''
  private isEmpty = true
  private readonly closing: RegExp
  private readonly indentation: number
  private raw: string

  private constructor(
    firstLine: string,
    indentation: string,
    readonly marker: string,
    private readonly info: string,
  ) {
    this.raw = `${firstLine}\n`
    this.closing = new RegExp(`^ {0,3}${marker}[~\`]* *$`)
    // As marked does it: only fences of backticks take their own indentation off the code.
    this.indentation = marker.startsWith('`') ? indentation.length : 0
  }

  static from(line: string): OpenFence | null {
    const match = opening.exec(line)
    if (!match) return null
    const [, indentation = '', marker = '', info = ''] = match
    return new OpenFence(line, indentation, marker, info.trim().replace(punctuationEscapes, '$1'))
  }

  /** Takes whole lines off the start of `source`; answers what it did not take. */
  take(source: string): { readonly rest: string; readonly isClosed: boolean } {
    let from = 0
    for (;;) {
      const end = source.indexOf('\n', from)
      if (end < 0) return { rest: source.slice(from), isClosed: false }
      const line = source.slice(from, end)
      this.raw += `${line}\n`
      from = end + 1
      if (this.closing.test(line)) return { rest: source.slice(from), isClosed: true }
      this.add(line)
    }
  }

  /** The block so far, with an unfinished last line unless that may become the closing fence. */
  token(unfinishedLine: string, isOpen: boolean): CodeToken {
    const mayClose = isOpen && /^ {0,3}(`+|~+)[`~]* *$/.test(unfinishedLine)
    const isClosing = !isOpen && this.closing.test(unfinishedLine)
    let text = this.text
    if (unfinishedLine !== '' && !mayClose && !isClosing) {
      text = this.isEmpty ? this.unindent(unfinishedLine) : `${text}\n${this.unindent(unfinishedLine)}`
    }
    return {
      type: 'code',
      raw: this.raw + unfinishedLine,
      lang: this.info,
      text,
      isOpen,
    }
  }

  private add(line: string): void {
    const code = this.unindent(line)
    this.text = this.isEmpty ? code : `${this.text}\n${code}`
    this.isEmpty = false
  }

  private unindent(line: string): string {
    if (this.indentation === 0) return line
    const own = /^\s+/.exec(line)?.[0].length ?? 0
    return own >= this.indentation ? line.slice(this.indentation) : line
  }
}
