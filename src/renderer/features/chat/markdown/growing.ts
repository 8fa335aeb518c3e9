import { type ListToken, lex, type TableToken } from '@shared/markdown/tokens'
import type { Links, Token, Tokens } from 'marked'

/** A block and the stretch of the unfinished text that it stands for. */
export interface Piece {
  readonly token: Token
  readonly source: string
}

/**
 * A list or table that is still growing and whose first members are done: their source has left the
 * unfinished text, so that the next piece of text need not parse them again.
 */
export interface Growing {
  /** The block goes on with `rest`; what follows it comes after. Null where `rest` does not continue it. */
  parse(rest: string, links: Links): readonly Piece[] | null
  /**
   * Takes over the members of `token` that are done; answers their source, which begins the unfinished text.
   */
  absorb(token: Token): string
}

/** Shorter runs of finished members are simply parsed again. */
const worthMembers = 4
const doubleBlankLine = /\n[ \t]*\n[ \t]*$/

export const piecesOf = (tokens: readonly Token[]): readonly Piece[] =>
  tokens.map((token) => ({ token, source: token.raw }))

export class GrowingList implements Growing {
  private items: readonly Tokens.ListItem[] = []
  private raw = ''
  private isLoose = false
  private start: number | '' | null = null

  parse(rest: string, links: Links): readonly Piece[] | null {
    const { tokens } = lex(rest, links)
    const [more, ...others] = tokens
    if (more?.type !== 'list') return null
    const { items, loose, raw, ordered, start } = more as Tokens.List
    const isLoose = this.isLoose || loose || doubleBlankLine.test(this.items.at(-1)?.raw ?? '')
    const token: ListToken = {
      type: 'list',
      raw: this.raw + raw,
      ordered,
      start: this.start ?? start,
      loose: isLoose,
      items: [...this.items, ...items],
      stable: this.items.length,
    }
    return [{ token, source: raw }, ...piecesOf(others)]
  }

  absorb(token: Token): string {
    const list = token as Tokens.List
    const done = list.items.slice(this.items.length, -1)
    if (done.length < worthMembers) return ''
    this.start ??= list.start
    this.isLoose ||= list.loose
    this.items = [...this.items, ...done]
    const source = done.map((item) => item.raw).join('')
    this.raw += source
    return source
  }
}

export class GrowingTable implements Growing {
  private head = ''
  private raw = ''
  private rows: readonly Tokens.TableCell[][] = []

  parse(rest: string, links: Links): readonly Piece[] | null {
    const { tokens } = lex(this.head + rest, links)
    const [more, ...others] = tokens
    if (more?.type !== 'table') return null
    const table = more as Tokens.Table
    const source = table.raw.slice(this.head.length)
    const token: TableToken = {
      ...table,
      raw: this.raw + source,
      rows: [...this.rows, ...table.rows],
      stable: this.rows.length,
    }
    return [{ token, source }, ...piecesOf(others)]
  }

  absorb(token: Token): string {
    const table = token as Tokens.Table
    const done = table.rows.slice(this.rows.length, -1)
    if (done.length < worthMembers) return ''
    const isFirst = this.head === ''
    const lines = table.raw.slice(this.raw.length).split('\n')
    if (isFirst) this.head = `${lines.slice(0, 2).join('\n')}\n`
    const source = `${lines.slice(0, done.length + (isFirst ? 2 : 0)).join('\n')}\n`
    this.rows = [...this.rows, ...done]
    this.raw += source
    return source
  }
}
