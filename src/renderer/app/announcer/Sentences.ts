import { lazily } from '@shared/lib/lazily'

const segmenter = lazily(() => new Intl.Segmenter('en', { granularity: 'sentence' }))

/** A sentence as it is said: without the signs of Markdown. */
const said = (source: string): string =>
  source
    .replace(/!?\[([^[\]]{0,1000})\]\([^)]{0,4000}\)/g, '$1')
    .replace(/\[\^[^[\]]{0,100}\]:?/g, '')
    .replace(/^[ \t]*(?:#{1,6}|>|[-*+]|\|)[ \t]+/gm, '')
    .replace(/^[ \t|:-]+$/gm, '')
    .replace(/[*`~]+|(?<!\w)_+|(?<!_)_+(?!\w)/g, '')
    .replace(/(?<!\s)\s*\|\s*/g, ', ')
    .replace(/\s+/g, ' ')
    .trim()

/** Longer than any sentence. */
const longestSentence = 2_000

/** Turns an answer that grows into whole sentences to be said. Code is named, not read. */
export class Sentences {
  /** The end of the text, not yet given as a sentence. */
  private pending = ''
  /** A line that may become the edge of a code block. */
  private line = ''
  private isCode = false

  /** The sentences that this piece has completed. */
  append(piece: string): readonly string[] {
    this.line += piece
    const end = this.line.lastIndexOf('\n') + 1
    for (const line of this.line.slice(0, end).split('\n').slice(0, -1)) this.take(line)
    this.line = this.line.slice(end)
    // Words need not wait for the end of their line; what may open or close a code block must.
    if (!this.isCode && this.line !== '' && !/^\s*(?:`{0,3}|~{0,3})$|^\s*(?:`{3}|~{3})/.test(this.line)) {
      const { pending, line } = this
      const segments = [...segmenter().segment(pending + line)]
      const done = segments.slice(0, -1).map(({ segment }) => segment)
      const length = done.join('').length
      if (length <= pending.length) {
        return pending.length + line.length > longestSentence ? this.broken() : this.completed()
      }
      this.pending = ''
      this.line = (pending + line).slice(length)
      return done.map(said).filter((sentence) => sentence !== '')
    }
    return this.completed()
  }

  /** What has no end for so long is said up to its last word: it would be looked at again for each piece. */
  private broken(): readonly string[] {
    const text = this.pending + this.line
    const end = text.lastIndexOf(' ') + 1 || text.length
    this.pending = ''
    this.line = text.slice(end)
    return [said(text.slice(0, end))].filter((sentence) => sentence !== '')
  }

  /** What is left when the answer is complete. */
  finish(): readonly string[] {
    if (this.line !== '') this.take(this.line)
    const rest = said(this.pending)
    this.pending = ''
    this.line = ''
    return rest === '' ? [] : [rest]
  }

  private take(line: string): void {
    if (/^\s*(?:`{3}|~{3})/.test(line)) {
      this.isCode = !this.isCode
      if (this.isCode) this.pending += '\nCode.\n'
    } else if (!this.isCode) this.pending += `${line}\n`
  }

  private completed(): readonly string[] {
    const segments = [...segmenter().segment(this.pending)].map(({ segment }) => segment)
    const last = segments.at(-1) ?? ''
    // The end of a line ends a sentence, but for the reader only where a block ends: a blank line, a list's
    // member.
    const words = last.trimEnd()
    const lines = last.slice(words.length).split('\n').length - 1
    const isWhole = lines > 1 || (lines === 1 && /[.!?:。！？]$/.test(words))
    const done = isWhole ? segments : segments.slice(0, -1)
    this.pending = isWhole ? '' : last
    return done.map(said).filter((sentence) => sentence !== '')
  }
}
