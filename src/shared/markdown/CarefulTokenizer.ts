import { type Links, type Token, Tokenizer, type Tokens } from 'marked'
import { withoutAnsi } from './ansi'
import { wrappedWords } from './elements'
import { fenceBehindWordsIn } from './FenceEnd'
import { mathBlockIn } from './math'
import { OpenFence } from './OpenFence'
import { tokenizeTable } from './table'
import { withoutTracking } from './unseen'

/** The limits of nesting, deeper than in real texts: each level costs all that it holds again. */
const deepestList = 60
const deepestQuote = 20
/** The words above an underline are a heading's only where they are about as short as one. */
const longestHeading = 1_000

const protocol = /^(?:https?:\/\/|ftp:\/\/|www\.|mailto:|xmpp:)/i
/** Of a mail address, what is before its `@`: 64 signs, by the standard. */
const longestMailbox = 80
const isWordSign = /[\p{L}\p{N}]/u

/**
 * Marked's rules, kept from what they are slow at: where an attempt can only fail, or where too many have
 * failed already, a mark is text.
 */
export class CarefulTokenizer extends Tokenizer {
  private listDepth = 0
  private quoteDepth = 0
  /** What may still be searched in the inline text at hand: the signs that failed attempts look at. */
  effort = 0
  /** Labels whose first definition is in the text at hand. */
  defined: string[] = []

  constructor() {
    super()
    this.hasEmphasis(false)
  }

  override list(source: string): Tokens.List | undefined {
    if (this.listDepth >= deepestList) return undefined
    const indentation = this.listDepth > 0 ? (overIndented.exec(source)?.[1]?.length ?? 0) : 0
    this.listDepth += 1
    try {
      return indentation === 0 ? super.list(source) : this.shiftedList(source, indentation)
    } finally {
      this.listDepth -= 1
    }
  }

  /** An item that is indented by more than its list asks for is an item, not code. */
  private shiftedList(source: string, indentation: number): Tokens.List | undefined {
    const list = super.list(source.replace(new RegExp(`^ {1,${indentation}}`, 'gm'), ''))
    if (!list) return undefined
    const lines = list.raw.split('\n')
    const written = source.split('\n', lines.length)
    const last = (written.length === lines.length && lines.at(-1) !== '' && written.at(-1)) || ''
    return { ...list, raw: [...written.slice(0, lines.length - 1), last].join('\n') }
  }

  override code(source: string): Tokens.Code | undefined {
    if (this.listDepth > 0 && overIndented.test(source)) return undefined
    const token = super.code(source)
    return token && { ...token, text: withoutAnsi(token.text) }
  }

  /** As `OpenFence` takes them line by line, which knows more of where they end than a pattern. */
  override fences(source: string): Tokens.Code | undefined {
    const end = source.indexOf('\n')
    const fence = OpenFence.from(end < 0 ? source : source.slice(0, end))
    if (!fence) return undefined
    if (end < 0) return { ...fence.token('', false), raw: source }
    const { rest, isClosed } = fence.take(source.slice(end + 1), true)
    return fence.token(isClosed ? '' : rest, false)
  }

  override text(source: string): Tokens.Text | undefined {
    const end = source.indexOf('\n')
    const fence = fenceBehindWordsIn(source.slice(0, end + 1))
    return super.text(fence === undefined ? source : source.slice(0, fence))
  }

  override html(source: string): Tokens.HTML | undefined {
    const token = super.html(source)
    const words = token ? wrappedWords(token) : null
    if (!token || words === null) return token
    const { raw } = token
    // What only wraps words is those words.
    const block: Token =
      words === ''
        ? { type: 'unseen', raw, text: '' }
        : { type: 'paragraph', raw, text: words, tokens: this.lexer.inline(words) }
    return block as Tokens.HTML
  }

  override blockquote(source: string): Tokens.Blockquote | undefined {
    // `- > 25: dear` is a comparison.
    if (this.listDepth > 0 && /^ {0,3}>=? ?[-+]?[\d$€£]/.test(source)) return undefined
    if (this.quoteDepth >= deepestQuote) return undefined
    this.quoteDepth += 1
    try {
      return super.blockquote(source)
    } finally {
      this.quoteDepth -= 1
    }
  }

  /** Underlined headings take any lines above the underline; a display formula is not a heading's. */
  override lheading(source: string): Tokens.Heading | undefined {
    const last = source.lastIndexOf('\n', longestHeading)
    const near = source.length <= longestHeading ? source : source.slice(0, last + 1)
    if (!/\n {0,3}[=-]/.test(near)) return undefined
    const end = Math.min(mathBlockIn(near) ?? near.length, fenceBehindWordsIn(near) ?? near.length)
    return super.lheading(near.slice(0, end))
  }

  override table(source: string): Tokens.Table | undefined {
    return tokenizeTable(source, this.rules.block.table, this.lexer)
  }

  override def(source: string): Tokens.Def | undefined {
    if (!' ['.includes(source.charAt(0))) return undefined
    const token = super.def(source)
    if (token && !this.lexer.tokens.links[token.tag]) this.defined.push(token.tag)
    return token
  }

  override link(source: string): Tokens.Link | Tokens.Image | undefined {
    if (!this.mayBeLink(source)) return undefined
    const token = super.link(source)
    if (!token) this.failed(source.includes('](') ? source.length : source.indexOf(']'))
    return token && withCleanAddress(token)
  }

  override reflink(source: string, links: Links): Tokens.Link | Tokens.Image | Tokens.Text | undefined {
    if (!this.mayBeLink(source)) return undefined
    const token = super.reflink(source, links)
    if (token?.type !== 'link' && token?.type !== 'image') this.failed(source.indexOf(']'))
    return token
  }

  override tag(source: string): Tokens.Tag | undefined {
    if (source[0] !== '<') return undefined
    const end = source.indexOf('>')
    if (end < 0 || this.effort <= 0) return undefined
    // Marked reads on otherwise behind `<a>` and `<code>`: here a tag changes nothing but the look.
    const { inLink, inRawBlock } = this.lexer.state
    const token = super.tag(source)
    Object.assign(this.lexer.state, { inLink, inRawBlock })
    if (!token) this.failed(/^<[!?]/.test(source) ? source.length : end)
    return token
  }

  override codespan(source: string): Tokens.Codespan | undefined {
    if (source[0] !== '`' || this.effort <= 0) return undefined
    const token = super.codespan(source)
    if (!token) this.failed(source.length)
    return token && { ...token, text: withoutAnsi(token.text) }
  }

  override url(source: string): Tokens.Link | undefined {
    if (!protocol.test(source) && !source.slice(0, longestMailbox).includes('@')) return undefined
    const match = this.rules.inline.url.exec(source)
    const token = match ? super.url(withoutReferences(bareAddress(match[0]))) : undefined
    return token && withCleanAddress(token)
  }

  /**
   * Whether the text at hand has marks of emphasis. Where it has none, both rules are marked's own: it asks,
   * and leaves out what only they need.
   */
  hasEmphasis(has: boolean): void {
    this.emStrong = has ? this.carefulEmStrong : Tokenizer.prototype.emStrong
    this.del = has ? this.carefulDel : Tokenizer.prototype.del
  }

  private readonly carefulEmStrong: Tokenizer['emStrong'] = (source, masked, before = '') => {
    const first = source[0]
    if ((first !== '*' && first !== '_') || this.effort <= 0) return undefined
    const token = Tokenizer.prototype.emStrong.call(this, source, masked, before) as
      | Tokens.Em
      | Tokens.Strong
      | undefined
    if (!token) {
      // These are seen at a glance: `2 * 3` and `snake_case`.
      const isPlain = /^[*_]\s/.test(source) || (first === '_' && isWordSign.test(before))
      this.failed(isPlain ? 1 : source.length)
    }
    return token
  }

  private readonly carefulDel: Tokenizer['del'] = (source, masked, before = '') => {
    // A single tilde is "about" or "to": a pair of them strikes nothing through.
    if (!source.startsWith('~~') || this.effort <= 0) return undefined
    const token = Tokenizer.prototype.del.call(this, source, masked, before) as Tokens.Del | undefined
    if (!token) this.failed(source.length)
    return token
  }

  private mayBeLink(source: string): boolean {
    if (source[0] !== '[' && source[0] !== '!') return false
    if (this.effort <= 0) return false
    const { isClosed, signs } = bracketsOf(source)
    if (!isClosed) this.failed(signs)
    return isClosed
  }

  private failed(signs: number): void {
    this.effort -= signs
  }
}

/** An item within a list, with as much before it as makes code. */
const overIndented = /^( {4,})(?:[-*+]|\d{1,9}[.)])[ \t]+\S/

/** The same link without what its service added to the address. */
const withCleanAddress = <T extends Tokens.Link | Tokens.Image>(token: T): T => {
  const href = withoutTracking(token.href)
  if (href === token.href) return token
  if (token.text !== token.href) return { ...token, href }
  const text = withoutTracking(token.text)
  return { ...token, href, text, tokens: [{ type: 'text', raw: token.text, text }] }
}

/** Brackets within brackets, as deep as marked's pattern for a link goes. */
const deepestBrackets = 3

/**
 * Whether the bracket that begins `source` is closed, and how many signs that took to tell. Marked's pattern
 * tries each bracket that is not with each that is within it.
 */
const bracketsOf = (source: string): { isClosed: boolean; signs: number } => {
  let depth = 0
  let at = source.indexOf('[')
  for (; at >= 0 && at < source.length; at += 1) {
    const sign = source[at]
    if (sign === '\\') at += 1
    else if (sign === '`') at = endOfCode(source, at) - 1
    else if (sign === '[') depth += 1
    else if (sign === ']') depth -= 1
    if (depth > deepestBrackets) return { isClosed: false, signs: at }
    if (depth === 0) return { isClosed: true, signs: at }
  }
  return { isClosed: false, signs: source.length }
}

/** Behind the code that begins at a backtick, or behind its backticks where they begin none. */
const endOfCode = (source: string, start: number): number => {
  let end = start
  while (source[end] === '`') end += 1
  const marker = source.slice(start, end)
  const close = source.indexOf(marker, end)
  return close < 0 ? end : close + marker.length
}

/** Whether so many brackets are open at once that none of them can be a link's. */
export const isFullOfBrackets = (source: string): boolean => {
  let open = 0
  for (let at = source.indexOf('['); at >= 0 && at < source.length; at += 1) {
    if (source[at] === '[') open += 1
    else if (source[at] === ']') open = Math.max(0, open - 1)
    if (open > 20) return true
  }
  return false
}

/** Full-width marks end an address, and so does a letter of their scripts right behind the host. */
const beyondAddress =
  /[\u3001-\u3003\u3008-\u3011\u3014-\u301b\uff01-\uff0c\uff0e\uff0f\uff1a-\uff20\uff3b-\uff3d\uff5b-\uff65“”‘’…]/
const beyondHost = /^((?:https?:\/\/|www\.)[\w.:-]*)[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/iu

const bareAddress = (address: string): string => {
  const host = beyondHost.exec(address)?.[1]
  if (host !== undefined) return host
  const end = address.search(beyondAddress)
  return end < 0 ? address : address.slice(0, end)
}

/** Character references at an address's end are not its own; marked takes them off one by one. */
const withoutReferences = (address: string): string => {
  let end = address.length
  while (address[end - 1] === ';') {
    const start = address.lastIndexOf('&', end - 1)
    if (start < 0 || !/^&[a-zA-Z0-9]+;$/.test(address.slice(start, end))) break
    end = start
  }
  return address.slice(0, end)
}

/** Text that is not looked at any further. */
export const plainText = (text: string): Token =>
  ({ type: 'text', raw: text, text, escaped: false }) satisfies Tokens.Text
