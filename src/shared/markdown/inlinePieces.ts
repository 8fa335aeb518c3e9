/**
 * Longer than nearly all paragraphs. What marked takes for some texts (nested emphasis) grows with the square
 * of their length, so a longer one is parsed in pieces.
 */
const longestPiece = 2_000
/** A word is an address, more often than not: it stays whole up to this length. */
const longestWord = 2_000

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x09

/** Code spans, links, emphasis and formulas that have begun in a stretch of text, roughly. */
class OpenMarks {
  private ticks = 0
  private stars = 0
  private dollars = 0
  private brackets = 0

  add(character: string): void {
    if (character === '`') this.ticks += 1
    else if (character === '*') this.stars += 1
    else if (character === '$') this.dollars += 1
    else if (character === '[') this.brackets += 1
    else if (character === ']') this.brackets = Math.max(0, this.brackets - 1)
  }

  /** Higher where less is open. */
  get calm(): number {
    const isEven = (count: number) => (count % 2 === 0 ? 1 : 0)
    return (
      4 * isEven(this.ticks) +
      2 * (this.brackets === 0 ? 1 : 0) +
      2 * isEven(this.stars) +
      isEven(this.dollars)
    )
  }
}

/** Where a piece that begins at `from` ends: at a blank where nothing is open, if there is one. */
const endOfPiece = (source: string, from: number): number => {
  const limit = from + longestPiece
  if (source.length <= limit) return source.length
  const marks = new OpenMarks()
  let best = 0
  let calmest = -1
  for (let at = from; at < limit; at += 1) {
    marks.add(source.charAt(at))
    // Two spaces or a backslash before a line's end break the line: both stay with what follows.
    const isPlace = isBlank(source.charCodeAt(at)) && !/[ \\]/.test(source.charAt(at - 1))
    if (isPlace && at >= from + longestPiece / 2 && marks.calm >= calmest) {
      best = at + 1
      calmest = marks.calm
    }
  }
  if (best > 0) return best
  const word = source.slice(limit, limit + longestWord).search(/\s/)
  return word < 0 ? wholeSigns(source, limit) : limit + word
}

/** No cut between the halves of a surrogate pair, or behind a backslash. */
export const wholeSigns = (source: string, at: number): number =>
  at > 1 && /[\ud800-\udbff\\]/.test(source.charAt(at - 1)) ? at - 1 : at

/** Inline text in pieces that can be parsed one by one; together they are the text. */
export const inlinePieces = (source: string): readonly string[] => {
  if (source.length <= longestPiece) return [source]
  const pieces: string[] = []
  for (let from = 0; from < source.length; ) {
    const end = endOfPiece(source, from)
    pieces.push(source.slice(from, end))
    from = end
  }
  return pieces
}
