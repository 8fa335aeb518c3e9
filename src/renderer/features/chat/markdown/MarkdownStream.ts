import { type Block, copyLinks, definitionsIn, lex } from '@shared/markdown/tokens'
import type { Links, Token, Tokens } from 'marked'
import { type Growing, GrowingList, GrowingTable, type Piece, piecesOf } from './growing'
import { OpenFence } from './OpenFence'

/** What changed since it was last asked. */
export interface Growth {
  /** Blocks that are done; they follow all earlier ones and never change again (but see `revised`). */
  readonly frozen: readonly Block[]
  /** Blocks that may still change; they follow the frozen ones and replace the previous tail. */
  readonly tail: readonly Block[]
  /**
   * Earlier blocks, by index among all frozen ones, that a later `[label]: address` line has given a link.
   */
  readonly revised: readonly { readonly index: number; readonly block: Block }[]
}

/** An unfinished block longer than this is parsed again only after it has grown by a part of itself. */
const longBlock = 6_000

const isSpace = (token: Token): boolean => token.type === 'space'

/**
 * Markdown that arrives in pieces. Parses only from the last unfinished block on: what is done is handed out
 * once and forgotten, so the cost of a piece does not grow with the text before it. Whatever the pieces, the
 * blocks are those of the whole text parsed at once.
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
  private links: Links = Object.create(null) as Links
  private fence: OpenFence | null = null
  private growing: Growing | null = null
  private frozen: Block[] = []
  private revised: { index: number; block: Block }[] = []
  private frozenCount = 0
  /** Frozen blocks with a bracket in them: candidates for links that are defined later. */
  private readonly bracketed: { readonly index: number; readonly raw: string }[] = []
  private tail: { readonly blocks: readonly Block[]; readonly length: number } | null = null
  private isFinished = false

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
    if (this.fence) this.freeze(this.fence.token(this.pending, false))
    else for (const piece of this.parse(this.pending)) if (!isSpace(piece.token)) this.freeze(piece.token)
    this.fence = null
    this.growing = null
    this.pending = ''
    this.tail = { blocks: [], length: 0 }
  }

  take(): Growth {
    const growth: Growth = { frozen: this.frozen, tail: this.currentTail(), revised: this.revised }
    this.frozen = []
    this.revised = []
    return growth
  }

  private grow(text: string): void {
    this.pending += text
    // Each turn of the loop either ends or opens or closes a fence.
    while (this.fence ? this.takeFence(this.fence) : this.freezeDone());
  }

  private takeFence(fence: OpenFence): boolean {
    const { rest, isClosed } = fence.take(this.pending)
    this.drop(this.pending.length - rest.length)
    if (!isClosed) return false
    this.freeze(fence.token('', false))
    this.fence = null
    return true
  }

  /** Freezes what whole lines have finished. True when a fence has opened, so that its lines can be taken. */
  private freezeDone(): boolean {
    const end = this.pending.lastIndexOf('\n') + 1
    if (end <= this.examined || !this.isWorthParsing(end)) return false
    const pieces = this.parse(this.pending.slice(0, end))
    const last = pieces.findLastIndex(({ token }) => !isSpace(token))
    this.examined = end
    for (const piece of pieces.slice(0, last)) {
      if (!this.pending.startsWith(piece.source)) return false
      this.drop(piece.source.length)
      this.growing = null
      if (!isSpace(piece.token)) this.freeze(piece.token)
    }
    const open = pieces[last]?.token
    if (open?.type === 'code') return this.openFence()
    if (open?.type === 'list') this.absorb(open, () => new GrowingList())
    if (open?.type === 'table') this.absorb(open, () => new GrowingTable())
    return false
  }

  /**
   * A very long unfinished block is not parsed at each of its lines; a blank line, which may end it, counts
   * for more.
   */
  private isWorthParsing(end: number): boolean {
    if (this.examined < longBlock) return true
    const hasBlankLine = /\n[ \t]*\n/.test(this.pending.slice(this.examined - 1, end))
    return end > this.examined * (hasBlankLine ? 1.05 : 1.25)
  }

  private openFence(): boolean {
    const end = this.pending.indexOf('\n')
    const fence = OpenFence.from(this.pending.slice(0, end))
    if (!fence) return false
    this.fence = fence
    this.drop(end + 1)
    return true
  }

  private absorb(token: Token, begin: () => Growing): void {
    const growing = this.growing ?? begin()
    const source = growing.absorb(token)
    if (source === '') return
    this.growing = growing
    this.drop(source.length)
  }

  private drop(length: number): void {
    if (length === 0) return
    this.pending = this.pending.slice(length)
    this.examined = Math.max(0, this.examined - length)
    this.tail = null
  }

  private freeze(block: Token): void {
    const index = this.frozenCount
    this.frozenCount += 1
    this.frozen.push(block)
    if (block.type !== 'code' && block.raw.includes('[')) this.bracketed.push({ index, raw: block.raw })
    for (const definition of definitionsIn(block)) this.define(definition)
  }

  private define({ tag, href, title }: Tokens.Def): void {
    if (this.links[tag]) return
    this.links = copyLinks(this.links)
    this.links[tag] = { href, title }
    this.tail = null
    const label = `[${tag}]`
    for (const { index, raw } of this.bracketed) {
      if (!raw.toLowerCase().replace(/\s+/g, ' ').includes(label)) continue
      const block = lex(raw, this.links).tokens.find((token) => !isSpace(token))
      if (block) this.revised.push({ index, block })
    }
  }

  private parse(source: string): readonly Piece[] {
    return this.growing?.parse(source, this.links) ?? piecesOf(lex(source, this.links).tokens)
  }

  private currentTail(): readonly Block[] {
    if (this.isFinished) return []
    if (this.fence) return [this.fence.token(this.pending, true)]
    const { tail, pending } = this
    if (tail?.length === pending.length) return tail.blocks
    if (tail && pending.length > longBlock && pending.length < tail.length * 1.25) {
      return [...tail.blocks, { type: 'rest', raw: pending.slice(tail.length) }]
    }
    const blocks = this.parse(pending).flatMap(({ token }) => (isSpace(token) ? [] : [token]))
    this.tail = { blocks, length: pending.length }
    return blocks
  }
}
