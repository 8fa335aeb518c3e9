import { setImmediate } from 'node:timers/promises'
import { afterSigns, openInline, signsIn } from './openMarkdown'
import { maxSentenceLength, splitSentences } from './sentences'
import { type SpokenBlock, spokenBlocks } from './speakable'

/** A longer block is read up to its last whole sentence, and on from there as a block of its own. */
const longestBlock = 3_000
/** How much of the end of the text is looked at to tell a sentence's end. */
const tailLength = 120

/**
 * Takes Markdown as it is written and gives sentences as they complete. What comes out depends on the text
 * alone, never on how it was cut on its way.
 */
export class SentenceReader {
  /** The text from the start of the first block that may still change. */
  private pending = ''
  /** The number of letters and digits of the block at the start of `pending` that were given out. */
  private spokenSigns = 0
  /** What kind of block `pending` began with at the last look. */
  private openType = ''
  /** Length of `pending` at the last look. */
  private parsedLength = 0
  /** First half of a surrogate pair whose second half is still to come. */
  private halfPair = ''
  /** The marker of the code that the text is in, all of which is left out, or ''. */
  private fence = ''
  /** Rows of the table at the start of `pending` that were left out behind its head. */
  private rowsBefore = 0

  constructor(private readonly maxLength = maxSentenceLength) {}

  /** Takes more of the text and gives the sentences that are complete now. */
  push(text: string): string[] {
    const whole = this.halfPair + text.replaceAll('\r', '')
    this.halfPair = /[\ud800-\udbff]$/.exec(whole)?.[0] ?? ''
    const sentences: string[] = []
    // One text and a place in it: a text that is made longer sign by sign is copied at each.
    let ahead = this.pending + (this.halfPair ? whole.slice(0, -1) : whole)
    let end = this.pending.length
    while (end < ahead.length) {
      const char = String.fromCodePoint(ahead.codePointAt(end) ?? 0)
      const isStep = this.isStep(char, ahead.slice(Math.max(0, end - tailLength), end), end)
      end += char.length
      if (!isStep && end < longestBlock) continue
      this.pending = ahead.slice(0, end)
      if (isStep) sentences.push(...this.advance(false))
      if (this.pending.length >= longestBlock) sentences.push(...this.shorten())
      ahead = this.pending + ahead.slice(end)
      end = this.pending.length
    }
    this.pending = ahead
    return sentences
  }

  /** The text has ended: what is left. */
  finish(): string[] {
    const sentences = this.fence ? [] : this.advance(true)
    this.pending = ''
    this.fence = ''
    this.spokenSigns = 0
    return sentences
  }

  /**
   * Is it worth a look once `char` is there, behind `tail`? When a line or the mark of an item has ended, or
   * when a sentence has and the beginning of the next can be seen. Depends on the text only.
   */
  private isStep(char: string, tail: string, length: number): boolean {
    // Most signs are letters behind letters.
    if (/[\p{L}\p{N}]$/u.test(tail.slice(-2)) && !/\s/.test(char)) return false
    const line = tail.slice(tail.lastIndexOf('\n') + 1)
    if (this.fence)
      return char === '\n' && new RegExp(`^\\s*${this.fence}${this.fence.charAt(0)}*\\s*$`).test(line)
    if (char === '\n' && /^\s*(`{3,}|~{3,})\s*$/.test(line)) return true
    if (this.openType === 'table') {
      // A line without a pipe may be a row as well; a blank one is not.
      const mayBeOver = char === '\n' && !line.includes('|')
      return mayBeOver && (line.trim() === '' || length >= this.nextLength(false))
    }
    // Parsing a block again at each sentence would cost the square of its length.
    if (length < this.nextLength(char === '\n' && line.trim() === '')) return false
    if (char === '\n') return true
    if (/\s/.test(char)) return /^\s*([-*+]|\d{1,4}[.)])$/.test(line)
    if (tail.endsWith('\n\n')) return true
    if (/["'“‘「『（《〈【([*_]/u.test(char)) return false
    // Also as written in Arabic, Urdu, the languages of India, Armenian, Ethiopic and Khmer.
    if (/[.!?…:؟۔।॥։።។]["'”’»)\]*_`]*\s+["'“‘([*_]*$/u.test(tail)) return true
    return (
      /[。！？][」』）”’》〉】*_]*[「『（《〈【“‘]*$/u.test(tail) && !/[。！？」』）”’》〉】]/u.test(char)
    )
  }

  /** How long `pending` must be for the next look, by its length at the last one. */
  private nextLength(isBlankLine: boolean): number {
    if (this.parsedLength < 60) return 0
    if (this.parsedLength < 300) return this.parsedLength + (isBlankLine ? 2 : 12)
    return this.parsedLength * (isBlankLine ? 1.05 : 1.2)
  }

  private advance(isEnd: boolean): string[] {
    if (this.fence) {
      this.fence = ''
      this.pending = ''
      return []
    }
    const blocks = spokenBlocks(this.pending, this.rowsBefore)
    const sentences: string[] = []
    const last = blocks.findLastIndex((block) => block.type !== 'space')
    this.openType = ''
    for (const [index, block] of blocks.entries()) {
      const isOver =
        isEnd ||
        index < last ||
        (index === last && isClosed(block, blocks[index + 1]?.raw ?? '', this.pending))
      if (!isOver) {
        this.openType = block.type
        sentences.push(...this.sayOpen(block))
        if (block.type === 'code' && block.openFence) this.enterFence(block.openFence)
        break
      }
      sentences.push(...splitSentences(afterSigns(block.speech, this.spokenSigns), this.maxLength))
      this.pending = this.pending.slice(block.raw.length)
      this.spokenSigns = 0
      this.rowsBefore = 0
    }
    this.parsedLength = this.pending.length
    return sentences
  }

  /** Nothing of code is said but that it is there: none of it is kept. */
  private enterFence(marker: string): void {
    this.fence = marker
    this.openType = ''
    this.pending = ''
    this.spokenSigns = 0
  }

  /** Takes off the longest part of a long block that can be spoken by itself. */
  private shorten(): string[] {
    if (this.fence) {
      // Its last line may become the end of the code.
      this.pending = this.pending.slice(this.pending.lastIndexOf('\n') + 1).slice(-tailLength)
      return []
    }
    if (this.openType === 'table' && this.leaveOutRows()) return []
    if (this.openType === 'thoughts') {
      // None of them is said: their beginning and what may become their end are enough.
      const [tag = ''] = /^\s*<[^<>]{1,120}>/.exec(this.pending) ?? []
      this.pending = `${tag}\n${this.pending.slice(-tailLength)}`
      this.parsedLength = 0
      return []
    }
    const rest = this.pending.slice(placeToCut(this.pending))
    this.pending = this.pending.slice(0, this.pending.length - rest.length)
    const marker = spokenBlocks(this.pending).findLast(({ type }) => type !== 'space')?.openFence ?? ''
    const sentences = this.advance(true)
    this.pending = rest
    this.parsedLength = 0
    if (marker) this.enterFence(marker)
    return sentences
  }

  private leaveOutRows(): boolean {
    const lines = this.pending.split('\n')
    const rows = lines.slice(2, -2)
    if (rows.length === 0) return false
    this.rowsBefore += rows.length
    this.pending = [...lines.slice(0, 2), ...lines.slice(-2)].join('\n')
    this.parsedLength = this.pending.length
    return this.pending.length < longestBlock
  }

  /**
   * Of a block that still grows, all sentences but the last, and nothing from where Markdown is still open.
   */
  private sayOpen({ raw, type, speech }: SpokenBlock): string[] {
    if (type !== 'paragraph' && type !== 'list_item' && type !== 'blockquote' && type !== 'code') return []
    const settled = type === 'code' ? raw.length : openInline(raw)
    const said = settled === raw.length ? speech : speechOf(raw.slice(0, settled))
    const sentences = splitSentences(afterSigns(said, this.spokenSigns), this.maxLength)
    if (type !== 'code') sentences.pop()
    this.spokenSigns += sentences.reduce((sum, sentence) => sum + signsIn(sentence), 0)
    return sentences
  }
}

const speechOf = (markdown: string): string =>
  spokenBlocks(markdown)
    .map((block) => block.speech)
    .filter(Boolean)
    .join('\n')

/** Behind the last sentence in the second half of the text, or the last line, or the last word. */
const placeToCut = (text: string): number => {
  const half = Math.floor(text.length / 2)
  const end = text.slice(half)
  for (const softBreak of [/[.!?…:؟۔।॥։።។]\s+|[。！？]/gu, /\n/g, /\s/g]) {
    const last = [...end.matchAll(softBreak)].at(-1)
    if (last) return half + last.index + last[0].length
  }
  return text.length
}

/** True where nothing that follows can change this last block any more. */
const isClosed = (block: SpokenBlock, following: string, pending: string): boolean => {
  switch (block.type) {
    case 'code':
      return (
        pending.endsWith('\n') &&
        /^ {0,3}(`{3,}|~{3,})[^\n]*\n(?:[\s\S]*\n)? {0,3}\1[`~]*\s*$/.test(block.raw)
      )
    case 'heading':
      return block.raw.startsWith('#') && pending.endsWith('\n')
    case 'paragraph':
    case 'table':
    case 'blockquote':
      return /\n[ \t]*\n/.test(block.raw.slice(-2) + following)
    case 'hr':
      return true
    default:
      return false
  }
}

/**
 * A whole answer at once is read in pieces of this length, with other work in between: all of it may take a
 * second.
 */
const pieceLength = 500

/** Sentences of a text that is still being written. */
export async function* readSentences(
  text: AsyncIterable<string>,
  maxLength = maxSentenceLength,
): AsyncGenerator<string> {
  const reader = new SentenceReader(maxLength)
  for await (const piece of text) {
    for (let at = 0; at < piece.length; at += pieceLength) {
      if (at > 0) await setImmediate()
      yield* reader.push(piece.slice(at, at + pieceLength))
    }
  }
  yield* reader.finish()
}
