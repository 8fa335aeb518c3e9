import type { Links, Token, Tokens } from 'marked'
import { type ListToken, lex, type TableToken } from './tokens'

/** A block and the stretch of the unfinished text that it stands for. */
export interface Piece {
  readonly token: Token
  readonly source: string
  /** What the token goes on with: its members follow those that were done before. */
  readonly after?: Growing
}

/**
 * A list or table that is still growing and whose first members are done: their source has left the
 * unfinished text, so that the next piece of text need not parse them again.
 */
export interface Growing {
  /** The block goes on with `rest`; what follows it comes after. Null where `rest` does not continue it. */
  parse(rest: string, links: Links): readonly Piece[] | null
  /**
   * Takes over the members of `token` that are done, if there are so many; answers their source, which begins
   * the unfinished text.
   */
  absorb(token: Token, atLeast: number): string
  /** The block with all its members. Made only where it is shown: a long list costs its length each time. */
  whole(token: Token): Token
  /** The block without a continuation. */
  readonly end: Piece
}

const doubleBlankLine = /\n[ \t]*\n[ \t]*$/

export const piecesOf = (tokens: readonly Token[]): readonly Piece[] =>
  tokens.map((token) => ({ token, source: token.raw }))

export const wholeOf = ({ token, after }: Piece): Token => after?.whole(token) ?? token

export class GrowingList implements Growing {
  private readonly items: Tokens.ListItem[] = []
  private raw = ''
  private isLoose = false
  private start: number | '' | null = null
  private ended: Tokens.List | null = null

  parse(rest: string, links: Links): readonly Piece[] | null {
    const [more, ...others] = lex(rest, links)
    if (more?.type !== 'list') return null
    return [{ token: more, source: more.raw, after: this }, ...piecesOf(others)]
  }

  absorb(token: Token, atLeast: number): string {
    const list = token as Tokens.List
    const done = list.items.slice(0, -1)
    if (done.length < atLeast) return ''
    this.isLoose = this.isLooseWith(list)
    this.start ??= list.start
    this.ended ??= { ...list, raw: '', items: [] }
    this.items.push(...done)
    const source = done.map((item) => item.raw).join('')
    this.raw += source
    return source
  }

  whole(token: Token): ListToken {
    const list = token as Tokens.List
    return {
      ...list,
      raw: this.raw + list.raw,
      start: this.start ?? list.start,
      loose: this.isLooseWith(list),
      items: [...this.items, ...list.items],
      stable: this.items.length,
    }
  }

  get end(): Piece {
    return { token: this.ended as Token, source: '', after: this }
  }

  private isLooseWith(list: Tokens.List): boolean {
    return this.isLoose || list.loose || doubleBlankLine.test(this.items.at(-1)?.raw ?? '')
  }
}

export class GrowingTable implements Growing {
  private head = ''
  private raw = ''
  private readonly rows: Tokens.TableCell[][] = []
  private ended: Tokens.Table | null = null

  parse(rest: string, links: Links): readonly Piece[] | null {
    const [more, ...others] = lex(this.head + rest, links)
    if (more?.type !== 'table') return null
    const source = more.raw.slice(this.head.length)
    return [{ token: more, source, after: this }, ...piecesOf(others)]
  }

  absorb(token: Token, atLeast: number): string {
    const table = token as Tokens.Table
    const done = table.rows.slice(0, -1)
    if (done.length < atLeast) return ''
    const lines = table.raw.slice(this.head.length).split('\n')
    const isFirst = this.head === ''
    if (isFirst) this.head = `${lines.slice(0, 2).join('\n')}\n`
    const source = `${lines.slice(0, done.length + (isFirst ? 2 : 0)).join('\n')}\n`
    this.ended ??= { ...table, raw: this.head, rows: [] }
    this.rows.push(...done)
    this.raw += source
    return source
  }

  whole(token: Token): TableToken {
    const table = token as Tokens.Table
    return {
      ...table,
      raw: this.raw + table.raw.slice(this.head.length),
      rows: [...this.rows, ...table.rows],
      stable: this.rows.length,
    }
  }

  get end(): Piece {
    return { token: this.ended as Token, source: '', after: this }
  }
}
