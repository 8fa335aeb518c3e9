import type { Links, Token, Tokens } from 'marked'
import { type Growing, GrowingList, GrowingTable, type Piece, piecesOf, wholeOf } from './growing'
import { wholeSigns } from './inlinePieces'
import { LabelledBlocks } from './LabelledBlocks'
import { OpenFence } from './OpenFence'
import { ParsingTime } from './ParsingTime'
import { settled } from './settled'
import { type Block, definitionsIn, lex, noLinks, withoutHalfAddress } from './tokens'
import { placeOfMark } from './weight'

/** What changed since it was last asked. */
export interface Growth {
  /** Blocks that are done; they follow all earlier ones and never change again (but see `revised`). */
  readonly frozen: readonly Block[]
  /** Where each of them begins in the text, in which every line ends with `\n`. */
  readonly starts: readonly number[]
  /** Blocks that may still change; they follow the frozen ones and replace the previous tail. */
  readonly tail: readonly Block[]
  /**
   * Earlier blocks, by index among all frozen ones, that a later `[label]: address` line has given a link.
   */
  readonly revised: readonly { readonly index: number; readonly block: Block }[]
  /** Whether there is more to revise: it is answered a little at a time. */
  readonly isRevising: boolean
}

/**
 * The longest text that is parsed at once, longer than nearly all blocks. A longer one is cut: its rest is a
 * block of its own. Fenced code is taken line by line and never cut, nor is a list between its items, or a
 * table between its rows.
 */
const longestBlock = 8_000
/** Nor is a block longer than so many marks: each may be an element, and they are all laid out together. */
const mostMarks = 1_000
/** How much is taken in between two looks for finished blocks. */
const stepLength = 4_000
/** An unfinished block longer than this is parsed again only after it has grown by a part of itself. */
const longish = 500
/** Shorter runs of finished members are simply parsed again. */
const worthMembers = 4

const isSpace = (token: Token): boolean => token.type === 'space'

/**
 * Markdown that arrives in pieces. Parses only from the last unfinished block on: what is done is handed out
 * once and forgotten, so the cost of a piece does not grow with the text before it. Whatever the pieces, the
 * blocks are the same.
 *
 * A block is done when a later block has begun, seen in whole lines only: an unfinished line may still change
 * what the line before it means ("1" after a list may become "1. next item").
 */
export class MarkdownStream {
  /** The source of what is not done. */
  private pending = ''
  /** How much of `pending` was looked at for finished blocks. */
  private examined = 0
  private heldReturn = false
  private readonly links: Links = noLinks()
  private fence: OpenFence | null = null
  private growing: Growing | null = null
  private frozen: Block[] = []
  private starts: number[] = []
  private frozenCount = 0
  /** Where `pending` begins in the text. */
  private position = 0
  /** Where what is open begins, part of which is not pending: a fence, a list or table that grows. */
  private openedAt = 0
  private readonly labelled = new LabelledBlocks()
  private tail: { readonly blocks: readonly Block[]; readonly length: number } | null = null
  private isFinished = false
  private readonly time: ParsingTime

  constructor(now: () => number = Date.now) {
    this.time = new ParsingTime(now)
  }

  append(piece: string): void {
    if (this.isFinished) throw new Error('Nothing comes after the end')
    const text = this.heldReturn ? `\r${piece}` : piece
    // A return may be half of a line end whose other half is in the next piece.
    this.heldReturn = text.endsWith('\r')
    this.grow((this.heldReturn ? text.slice(0, -1) : text).replace(/\r\n?/g, '\n'))
  }

  /** The text is complete: everything left is a block. */
  finish(): void {
    if (this.isFinished) return
    if (this.heldReturn) this.grow('\n')
    this.isFinished = true
    if (this.fence) this.freeze(this.endOf(this.fence), this.openedAt)
    else this.freezeAll(this.parse(this.pending))
    this.labelled.finish()
    this.fence = null
    this.growing = null
    this.pending = ''
    this.tail = { blocks: [], length: 0 }
  }

  /** Whether a fenced block is open at the end of what was appended. */
  get isInCode(): boolean {
    return this.fence !== null
  }

  take(): Growth {
    const { frozen, starts } = this
    this.frozen = []
    this.starts = []
    const tail = this.currentTail()
    const revised = this.mayRevise ? this.time.spend(() => this.revised()) : []
    return { frozen, starts, tail, revised, isRevising: this.mayRevise && this.labelled.isRevising }
  }

  /** Definition after definition may change a block: where that is dear, it is done once, at the end. */
  private get mayRevise(): boolean {
    return this.isFinished || !this.time.isUsedUp
  }

  private revised(): Growth['revised'] {
    return this.labelled.takeRevised(longestBlock).flatMap(({ index, raw }) => {
      const block = lex(raw, this.links).find((token) => !isSpace(token))
      return block ? [{ index, block }] : []
    })
  }

  private grow(text: string): void {
    this.time.earn(text.length)
    for (let at = 0; at < text.length; at += stepLength) {
      this.pending += text.slice(at, at + stepLength)
      // Each turn of the loop takes something off, or opens or closes a fence.
      while (this.fence ? this.takeFence(this.fence) : this.freezeDone());
    }
  }

  /** All that is left is the fence's, or blank. */
  private endOf(fence: OpenFence): Token {
    const { rest, isClosed } = fence.take(this.pending, true)
    return fence.token(isClosed ? '' : rest, false)
  }

  private takeFence(fence: OpenFence): boolean {
    const { rest, isClosed } = fence.take(this.pending)
    this.drop(this.pending.length - rest.length)
    if (!isClosed) return false
    this.freeze(fence.token('', false), this.openedAt)
    this.fence = null
    return true
  }

  /** Freezes what whole lines have finished. True when there may be more to be done. */
  private freezeDone(): boolean {
    const { length } = this.pending
    const longest = placeOfMark(this.pending, mostMarks, longestBlock)
    const isFull = length >= longest
    const end = this.pending.lastIndexOf('\n', longest - 1) + 1
    if (!isFull && (end <= this.examined || !this.isWorthParsing(end))) return false
    const pieces = this.parse(this.pending.slice(0, end))
    const last = pieces.findLastIndex(({ token }) => !isSpace(token))
    this.examined = end
    for (const piece of pieces.slice(0, Math.max(0, last))) {
      if (!this.pending.startsWith(piece.source)) break
      this.freezeAll([piece])
      this.drop(piece.source.length)
      this.growing = null
    }
    const hasProgress = this.pending.length < length
    const open = pieces[last]
    if (open && (hasProgress || last <= 0)) {
      if (open.token.type === 'code' && this.openFence()) return true
      this.absorb(open, isFull ? 1 : worthMembers)
    }
    if (isFull && this.pending.length === length) this.cut(end, pieces, longest)
    return isFull
  }

  /**
   * An unfinished block that is not short is not parsed at each of its lines; a blank line, which may end it,
   * counts for more.
   */
  private isWorthParsing(end: number): boolean {
    if (this.examined < longish) return true
    const hasBlankLine = /\n[ \t]*\n/.test(this.pending.slice(this.examined - 1, end))
    return end > this.examined * (hasBlankLine ? 1.04 : 1.12)
  }

  /** The block is as long as one may be: what there is of it, parsed up to `parsed`, is done. */
  private cut(parsed: number, pieces: readonly Piece[], longest: number): void {
    const half = longest / 2
    const window = this.pending.slice(0, longest)
    const word = Math.max(window.lastIndexOf(' '), window.lastIndexOf('\t')) + 1
    const end = [parsed, word].find((place) => place > half) ?? wholeSigns(this.pending, longest)
    const source = this.pending.slice(0, end)
    const done = end === parsed ? pieces : this.parse(source)
    this.freezeAll(done)
    this.drop(end)
    this.examined = 0
    this.growing = null
    const last = done.at(-1)?.token
    this.fence = last ? OpenFence.behind(last, source) : null
    this.openedAt = this.position
  }

  private openFence(): boolean {
    const end = this.pending.indexOf('\n')
    const fence = OpenFence.from(this.pending.slice(0, end))
    if (!fence) return false
    this.fence = fence
    this.openedAt = this.position
    this.drop(end + 1)
    return true
  }

  private absorb({ token, after }: Piece, atLeast: number): void {
    if (token.type !== 'list' && token.type !== 'table') return
    const growing = after ?? (token.type === 'list' ? new GrowingList() : new GrowingTable())
    const source = growing.absorb(token, atLeast)
    if (source === '') return
    if (!after) this.openedAt = this.position
    this.growing = growing
    this.drop(source.length)
  }

  private drop(length: number): void {
    if (length === 0) return
    this.position += length
    this.pending = this.pending.slice(length)
    this.examined = Math.max(0, this.examined - length)
    this.tail = null
  }

  /** Freezes what `pending` begins with. */
  private freezeAll(pieces: readonly Piece[]): void {
    let start = this.position
    for (const piece of pieces) {
      if (!isSpace(piece.token)) this.freeze(wholeOf(piece), piece.after ? this.openedAt : start)
      start += piece.source.length
    }
  }

  private freeze(block: Token, start: number): void {
    if (block.type !== 'code') this.labelled.add(this.frozenCount, block.raw)
    this.starts.push(start)
    this.frozenCount += 1
    this.frozen.push(block)
    for (const definition of definitionsIn(block)) this.define(definition)
  }

  private define({ tag, href, title }: Tokens.Def): void {
    if (this.links[tag]) return
    this.links[tag] = { href, title }
    this.tail = null
    this.labelled.revise(tag)
  }

  private parse(source: string): readonly Piece[] {
    const { growing } = this
    const pieces = growing?.parse(source, this.links)
    if (pieces) return pieces
    const others = piecesOf(lex(source, this.links))
    return growing ? [growing.end, ...others] : others
  }

  private currentTail(): readonly Block[] {
    if (this.isFinished) return []
    if (this.fence) return [this.fence.token(this.pending, true)]
    const { tail, pending } = this
    if (tail?.length === pending.length) return tail.blocks
    if (tail && this.time.isUsedUp && pending.length < tail.length * 1.25) {
      return [...tail.blocks, { type: 'rest', raw: pending.slice(tail.length) }]
    }
    const shown = this.time.isUsedUp ? pending : settled(pending, this.growing !== null)
    const pieces = this.time.spend(() => this.parse(shown))
    const blocks = pieces.flatMap((piece) => (isSpace(piece.token) ? [] : [wholeOf(piece)]))
    if (!/\s$/.test(pending)) withoutHalfAddress(blocks.at(-1))
    this.tail = { blocks, length: pending.length }
    return blocks
  }
}

/** A block and all of the text up to the next one: together they are the text. */
export interface SourceBlock {
  readonly block: Token
  readonly source: string
}

/** The blocks of a whole text. The work grows with its length, whatever it says. */
export const parseMarkdown = (text: string): readonly Token[] => sourceBlocks(text).map(({ block }) => block)

/** The same with the source of each. Line ends in `text` are `\n`. */
export const sourceBlocks = (text: string): readonly SourceBlock[] => {
  const stream = new MarkdownStream()
  stream.append(text)
  stream.finish()
  const blocks: Token[] = []
  const starts: number[] = []
  for (let isRevising = true; isRevising; ) {
    const growth = stream.take()
    for (const block of growth.frozen) blocks.push(block as Token)
    for (const start of growth.starts) starts.push(start)
    for (const { index, block } of growth.revised) blocks[index] = block as Token
    isRevising = growth.isRevising
  }
  return blocks.map((block, index) => ({
    block,
    source: text.slice(index === 0 ? 0 : starts[index], starts[index + 1]),
  }))
}
