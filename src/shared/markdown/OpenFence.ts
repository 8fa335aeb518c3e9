import type { Token, Tokens } from 'marked'
import { withoutAnsi } from './ansi'
import { FenceEnd } from './FenceEnd'

/** A fenced block; `isOpen` while its end has not come. */
export type CodeToken = Tokens.Code & { readonly isOpen?: boolean }

const opening = /^( {0,3})(`{3,}(?=[^`\n]*$)|~{3,})([^\n]*)$/
const punctuationEscapes = /\\([!"#$%&'()*+,\-./:;<=>?@[\]\\^_`{|}~])/g

/**
 * A fenced code block whose end has not come. Lines are taken one by one, so the cost of a line does not
 * depend on how many there are.
 */
export class OpenFence {
  private text = ''
  private isEmpty = true

  private constructor(
    private raw: string,
    private readonly closing: RegExp,
    private readonly indentation: number,
    private readonly info: string,
    /** Where the code ends; null for what goes on behind a cut. */
    private readonly end: FenceEnd | null,
  ) {}

  static from(line: string): OpenFence | null {
    const match = opening.exec(line)
    if (!match) return null
    const [, indentation = '', marker = '', info = ''] = match
    // As marked does it: only fences of backticks take their own indentation off the code.
    const own = marker.startsWith('`') ? indentation.length : 0
    return new OpenFence(
      `${line}\n`,
      new RegExp(`^ {0,3}${marker}${marker.charAt(0)}*[ \\t]*$`),
      own,
      infoOf(info),
      new FenceEnd(marker, info),
    )
  }

  /**
   * The code that goes on behind a list item that was cut: it is code still, and its end begins nothing. Null
   * where `token`, which ends with `source`, ends with anything else.
   */
  static behind(token: Token, source: string): OpenFence | null {
    const code = openCodeIn(token)
    if (!code) return null
    const { marker, info, first } = code
    const line = source.split('\n').findLast((each) => each.trimEnd().endsWith(first.trim())) ?? ''
    return new OpenFence(
      '',
      new RegExp(`^ *${marker}${marker.charAt(0)}*[ \\t]*$`),
      line.indexOf(marker),
      infoOf(info),
      null,
    )
  }

  /**
   * Takes whole lines off the start of `source`; answers what it did not take. `isAll`: nothing follows it.
   */
  take(source: string, isAll = false): { readonly rest: string; readonly isClosed: boolean } {
    let from = 0
    for (;;) {
      const end = source.indexOf('\n', from)
      if (end < 0) return { rest: source.slice(from), isClosed: false }
      const line = source.slice(from, end)
      const kind = this.kindOf(line, nextLine(source, end + 1, isAll))
      if (kind === 'unknown') return { rest: source.slice(from), isClosed: false }
      this.raw += `${line}\n`
      from = end + 1
      if (kind === 'closed-behind') this.add(line.slice(0, line.indexOf('`')))
      if (kind !== 'code') return { rest: source.slice(from), isClosed: true }
      this.add(line)
    }
  }

  /** The block so far, with an unfinished last line unless that may become the closing fence. */
  token(unfinishedLine: string, isOpen: boolean): CodeToken {
    const mayClose = isOpen && /^ {0,3}(`+|~+)[ \t]*(?:\n[ \t]*)?$/.test(unfinishedLine)
    const kind = isOpen ? 'code' : this.kindOf(unfinishedLine, '')
    let text = this.text
    if (unfinishedLine !== '' && !mayClose && kind !== 'closed') {
      const written =
        kind === 'closed-behind' ? unfinishedLine.slice(0, unfinishedLine.indexOf('`')) : unfinishedLine
      const line = this.unindent(withoutAnsi(isOpen ? written.replace(/`{1,9}\s*$/, '') : written))
      text = this.isEmpty ? line : `${text}\n${line}`
    }
    return {
      type: 'code',
      raw: this.raw + unfinishedLine,
      lang: this.info,
      text,
      isOpen,
    }
  }

  private kindOf(line: string, next: string | undefined) {
    if (this.end) return this.end.see(line, next)
    return this.closing.test(line) ? 'closed' : 'code'
  }

  private add(line: string): void {
    const code = this.unindent(withoutAnsi(line))
    this.text = this.isEmpty ? code : `${this.text}\n${code}`
    this.isEmpty = false
  }

  private unindent(line: string): string {
    if (this.indentation === 0) return line
    const own = /^\s+/.exec(line)?.[0].length ?? 0
    return own >= this.indentation ? line.slice(this.indentation) : line
  }
}

/** The line that begins at `from`; undefined where it has not come, and no sign of it tells what it is. */
const nextLine = (source: string, from: number, isAll: boolean): string | undefined => {
  const end = source.indexOf('\n', from)
  const line = source.slice(from, end < 0 ? undefined : end)
  return end >= 0 || isAll || line.trim() !== '' ? line : undefined
}

const infoOf = (info: string): string => info.trim().replace(punctuationEscapes, '$1')

/** The fenced code that `token` ends with, however deep in lists, and that has no end. */
const openCodeIn = (token: Token): { marker: string; info: string; first: string } | null => {
  if (token.type === 'list') {
    const last = (token as Tokens.List).items.at(-1)?.tokens.findLast(({ type }) => type !== 'space')
    return last ? openCodeIn(last) : null
  }
  if (token.type !== 'code') return null
  const first = token.raw.slice(0, token.raw.indexOf('\n') + 1).trimEnd()
  const [, , marker = '', info = ''] = opening.exec(first) ?? []
  if (marker === '' || new RegExp(`\\n *${marker}${marker.charAt(0)}*[ \\t]*\\n?$`).test(token.raw))
    return null
  return { marker, info, first }
}

/** The marker of such code, or ''. */
export const openMarkerIn = (token: Token): string => openCodeIn(token)?.marker ?? ''
