import { Lexer, type Links, type MarkedOptions, type Token } from 'marked'
import { type CarefulTokenizer, isFullOfBrackets, plainText } from './CarefulTokenizer'
import { nestElements } from './elements'
import { emphasisRules } from './emphasis'
import { inlinePieces } from './inlinePieces'
import { mayHoldUnseen, type UnseenHint } from './unseen'

/** What failed attempts may look at, for each sign of a piece of inline text; usual text takes one or two. */
const effortPerSign = 30
/** What a level of nesting takes for each of its signs: all marks are looked for anew. */
const nestingEffort = 4
const deepestInline = 30

/** Marked's lexer, whose work for a text grows with its length, not with the square of it. */
export class CarefulLexer extends Lexer implements UnseenHint {
  private depth = 0
  /** Whether the text at hand has marks of emphasis. */
  private isEmphatic = false
  /** Whether it has marks that no reader sees. */
  holdsUnseen = true

  constructor(
    options: MarkedOptions,
    private readonly careful: CarefulTokenizer,
    links: Links,
  ) {
    super(options)
    const { rules } = careful
    careful.rules = { ...rules, inline: { ...rules.inline, ...emphasisRules } }
    this.tokens.links = links
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    if (this.depth === 0) {
      for (const piece of inlinePieces(source)) {
        this.careful.effort = piece.length * effortPerSign
        // Brackets that never close are no text to be read, and each is dear.
        if (isFullOfBrackets(piece)) tokens.push(plainText(piece))
        else this.parseInline(piece, tokens)
      }
      nestElements(tokens)
      return tokens
    }
    this.careful.effort -= source.length * nestingEffort
    if (this.depth < deepestInline && this.careful.effort > 0) {
      this.parseInline(source, tokens)
      nestElements(tokens)
      return tokens
    }
    if (source !== '') tokens.push(plainText(source))
    return tokens
  }

  private parseInline(source: string, tokens: Token[]): Token[] {
    const around = this.isEmphatic
    const heldUnseen = this.holdsUnseen
    this.holdsUnseen = mayHoldUnseen(source)
    this.isEmphatic = /[*_~]/.test(source)
    this.careful.hasEmphasis(this.isEmphatic)
    this.depth += 1
    try {
      return super.inlineTokens(source, tokens)
    } finally {
      this.depth -= 1
      this.isEmphatic = around
      this.holdsUnseen = heldUnseen
      this.careful.hasEmphasis(around)
    }
  }
}
