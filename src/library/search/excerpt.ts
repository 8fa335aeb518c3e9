import type { Term } from './query'
import { fold, mayHold, runsOf } from './words'

export interface Excerpt {
  readonly excerpt: string
  readonly marks: readonly (readonly [number, number])[]
}

/** About two lines of a result. */
const excerptLength = 200
/** How much of it comes before the first match. */
const leadLength = 60

interface Match {
  readonly term: Term
  readonly start: number
  readonly end: number
}

/** Where the terms occur, in the text as it was written. */
function* matchesIn(text: string, terms: readonly Term[]): Generator<Match> {
  for (const { start, end, isDense } of runsOf(text)) {
    const run = text.slice(start, end)
    const folded = fold(run)
    // Folding that changes the length (ligatures, half-width kana) leaves no offsets: then the whole run is marked.
    const keepsOffsets = folded.length === run.length
    for (const term of terms) {
      if (term.isDense !== isDense) continue
      const { length } = term.folded
      if (isDense) {
        let at = folded.indexOf(term.folded)
        if (at >= 0 && !keepsOffsets) yield { term, start, end }
        while (at >= 0 && keepsOffsets) {
          yield { term, start: start + at, end: start + at + length }
          at = folded.indexOf(term.folded, at + length)
        }
      } else if (folded.startsWith(term.folded)) {
        yield { term, start, end: keepsOffsets ? start + length : end }
      }
    }
  }
}

/** How often the terms occur; none when one of them does not. */
export const countMatches = (text: string, terms: readonly Term[]): number => {
  if (!mayHold(text, foldedOf(terms))) return 0
  const found = new Set<Term>()
  const marks: (readonly [number, number])[] = []
  for (const { term, start, end } of matchesIn(text, terms)) {
    found.add(term)
    marks.push([start, end])
  }
  return found.size < terms.length ? 0 : withoutOverlaps(marks.sort(([a], [b]) => a - b)).length
}

/** The stretch of the text that shows why it was found, or null when it does not hold every term after all. */
export const excerptOf = (text: string, terms: readonly Term[]): Excerpt | null => {
  if (!mayHold(text, foldedOf(terms))) return null
  const first = firstMatches(text, terms)
  if (first.length < terms.length) return null
  // The longest word says most about the place.
  const shown = first.reduce((best, match) =>
    match.term.folded.length > best.term.folded.length ? match : best,
  )
  const from = startOfExcerpt(text, shown.start)
  const to = Math.max(endOfExcerpt(text, from + excerptLength), shown.end)
  const stretch = text.slice(from, to).replace(/\s/g, ' ')
  const lead = from > 0 ? '…' : ''
  const marks = [...matchesIn(stretch, terms)]
    .map(({ start, end }) => [start + lead.length, end + lead.length] as const)
    .sort(([a], [b]) => a - b)
  return { excerpt: `${lead}${stretch}${to < text.length ? '…' : ''}`, marks: withoutOverlaps(marks) }
}

const foldedOf = (terms: readonly Term[]): readonly string[] => terms.map(({ folded }) => folded)

/** The first match of each term that has one; reading stops when all are found. */
const firstMatches = (text: string, terms: readonly Term[]): Match[] => {
  const found = new Map<Term, Match>()
  for (const match of matchesIn(text, terms)) {
    if (!found.has(match.term)) found.set(match.term, match)
    if (found.size === terms.length) break
  }
  return [...found.values()]
}

const startOfExcerpt = (text: string, matchStart: number): number => {
  const wished = matchStart - leadLength
  if (wished <= 0) return 0
  const space = text.slice(wished, matchStart).search(/\s/)
  return space >= 0 ? wished + space + 1 : avoidHalves(text, wished)
}

const endOfExcerpt = (text: string, wished: number): number => {
  if (wished >= text.length) return text.length
  const space = text.slice(wished - 20, wished).search(/\s\S*$/)
  return space > 0 ? wished - 20 + space : avoidHalves(text, wished)
}

/** Never between the two halves of one character. */
const avoidHalves = (text: string, at: number): number =>
  /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at

const withoutOverlaps = (marks: readonly (readonly [number, number])[]): (readonly [number, number])[] => {
  const joined: (readonly [number, number])[] = []
  for (const [start, end] of marks) {
    const last = joined.at(-1)
    if (last && start <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], end)]
    else joined.push([start, end])
  }
  return joined
}
