import { Lexer, type Links, type MarkedOptions, type Token, Tokenizer, type Tokens } from 'marked'
import { startOfFootnoteMark, tokenizeFootnote, tokenizeFootnoteMark } from './footnotes'
import { startOfMathBlock, startOfMathInline, tokenizeMathBlock, tokenizeMathInline } from './math'

/** A list that grows: `stable` items at its start will never change again. */
export type ListToken = Tokens.List & { readonly stable?: number }
/** A table that grows: `stable` rows at its start will never change again. */
export type TableToken = Tokens.Table & { readonly stable?: number }
/** A fenced block; `isOpen` while its end has not come. */
export type CodeToken = Tokens.Code & { readonly isOpen?: boolean }

/** One block of an answer. What comes after marked's own kinds is ours: text not parsed yet, only shown. */
export type Block = Token | { readonly type: 'rest'; readonly raw: string }

/** The limit of nesting, deeper than in real texts: each level of a list costs its whole rest again. */
const deepestList = 60

/**
 * Underlined headings take any lines above the underline; a display formula is not a heading's. Lists nested
 * without end are text from some depth on.
 */
class CarefulTokenizer extends Tokenizer {
  private listDepth = 0

  override list(source: string): Tokens.List | undefined {
    if (this.listDepth >= deepestList) return undefined
    this.listDepth += 1
    try {
      return super.list(source)
    } finally {
      this.listDepth -= 1
    }
  }

  override lheading(source: string): Tokens.Heading | undefined {
    return super.lheading(source.slice(0, startOfMathBlock.call({ lexer: this.lexer }, source) ?? undefined))
  }
}

const options: MarkedOptions = {
  gfm: true,
  breaks: false,
  pedantic: false,
  async: false,
  tokenizer: new CarefulTokenizer(),
  extensions: {
    renderers: {},
    childTokens: {},
    block: [tokenizeMathBlock, tokenizeFootnote],
    startBlock: [startOfMathBlock],
    inline: [tokenizeMathInline, tokenizeFootnoteMark],
    startInline: [startOfMathInline, startOfFootnoteMark],
  },
}

export interface Lexed {
  readonly tokens: readonly Token[]
  /** Definitions that `[label]: address` lines in these tokens made. */
  readonly links: Links
}

export const copyLinks = (links: Links): Links => Object.assign(Object.create(null) as Links, links)

/** Parses `source` with the definitions known so far; `links` is not changed. */
export const lex = (source: string, links: Links): Lexed => {
  const lexer = new Lexer(options)
  lexer.tokens.links = copyLinks(links)
  try {
    const tokens = lexer.lex(source)
    return { tokens, links: lexer.tokens.links }
  } catch (error) {
    // Nested deeper than the stack (thousands of `>`): shown as it was written, as every kind that is not
    // known.
    if (!(error instanceof RangeError)) throw error
    return { tokens: [{ type: 'too-deep', raw: source }], links }
  }
}

/** Every definition inside a token, however deep. */
export const definitionsIn = (token: Token): readonly Tokens.Def[] => {
  if (token.type === 'def') return [token as Tokens.Def]
  if (!token.raw.includes(']:')) return []
  const inner: readonly Token[] =
    token.type === 'list' ? (token as Tokens.List).items : 'tokens' in token ? (token.tokens ?? []) : []
  return inner.flatMap(definitionsIn)
}
