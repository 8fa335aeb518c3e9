import type { Links, MarkedOptions, Token, Tokens } from 'marked'
import { CarefulLexer } from './CarefulLexer'
import { CarefulTokenizer } from './CarefulTokenizer'
import { tokenizeDetails } from './details'
import { fenceBehindWordsIn } from './FenceEnd'
import { startOfFootnoteMark, tokenizeFootnote, tokenizeFootnoteMark } from './footnotes'
import { startOfMathBlock, startOfMathInline, tokenizeMathBlock, tokenizeMathInline } from './math'
import { startOfUnseen, tokenizeUnseen } from './unseen'

/** A list that grows: `stable` items at its start will never change again. */
export type ListToken = Tokens.List & { readonly stable?: number }
/** A table that grows: `stable` rows at its start will never change again. */
export type TableToken = Tokens.Table & { readonly stable?: number }

/** One block of an answer. What comes after marked's own kinds is ours: text not parsed yet, only shown. */
export type Block = Token | { readonly type: 'rest'; readonly raw: string }

const tokenizer = new CarefulTokenizer()

/** Every paragraph asks; words so long are no words before code. */
const startOfFence = (source: string) => fenceBehindWordsIn(source.slice(0, 4_000))

const options: MarkedOptions = {
  gfm: true,
  breaks: false,
  pedantic: false,
  async: false,
  tokenizer,
  extensions: {
    renderers: {},
    childTokens: {},
    block: [tokenizeMathBlock, tokenizeFootnote, tokenizeDetails],
    startBlock: [startOfMathBlock, startOfFence],
    inline: [tokenizeMathInline, tokenizeUnseen, tokenizeFootnoteMark],
    startInline: [startOfMathInline, startOfUnseen, startOfFootnoteMark],
  },
}

export const noLinks = (): Links => Object.create(null) as Links

/**
 * Parses `source` with the definitions known so far; `links` is not changed. For one block or a few: whole
 * texts are parsed by `MarkdownStream`, which keeps blocks short.
 */
export const lex = (source: string, links: Links = noLinks()): readonly Token[] => {
  tokenizer.defined = []
  try {
    return new CarefulLexer(options, tokenizer, links).lex(source)
  } catch (error) {
    // Nested deeper than the stack: shown as it was written, as every kind that is not known.
    if (!(error instanceof RangeError)) throw error
    return [{ type: 'too-deep', raw: source }]
  } finally {
    // Taken back rather than written into a copy: a text may have thousands of definitions.
    for (const label of tokenizer.defined) delete links[label]
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

/** A bare address at the end of a text that grows leads nowhere yet: it may go on. */
export const withoutHalfAddress = (block: Token | undefined): void => {
  let last: Token | undefined = block
  while (last) {
    if (last.type === 'link') {
      if ((last as Tokens.Link).text === last.raw) Object.assign(last, { type: 'text' })
      return
    }
    if (last.type === 'table') {
      const { header, rows } = last as Tokens.Table
      last = (rows.at(-1) ?? header).at(-1)?.tokens.at(-1)
    } else last = last.type === 'list' ? (last as Tokens.List).items.at(-1) : innerOf(last).at(-1)
  }
}

const innerOf = (token: Token): readonly Token[] => ('tokens' in token ? (token.tokens ?? []) : [])
