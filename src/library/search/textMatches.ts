import type { Phrase, Query, Term } from './query'
import { fold, mayHold, runsOf } from './words'

/** A word that counts alone, or a phrase. */
export type Wanted = Term | Phrase

export interface Match {
  readonly wanted: Wanted
  readonly start: number
  readonly end: number
}

interface FoldedRun {
  readonly start: number
  readonly end: number
  readonly isDense: boolean
  readonly folded: string
  /**
   * Folding that changes the length (ligatures, half-width kana) leaves no offsets: then the whole run is
   * marked.
   */
  readonly keepsOffsets: boolean
}

const aloneIn = ({ terms }: Query): readonly Term[] => terms.filter(({ isInPhrase }) => !isInPhrase)
/** How many words and phrases a text has to hold. */
export const countWanted = (query: Query): number => aloneIn(query).length + query.phrases.length

export const foldedOf = ({ terms }: Query): readonly string[] => terms.map(({ folded }) => folded)

/** The places of the words and phrases in the text as it was written. */
export function* matchesIn(text: string, query: Query): Generator<Match> {
  // A phrase may go on in the next line.
  if (query.phrases.length > 0) return yield* matchesInRuns(text, 0, query)
  for (const { start, end, isAscii } of piecesOf(text)) {
    const piece = text.slice(start, end)
    if (isAscii) yield* matchesInAscii(piece.toLowerCase(), start, query.terms)
    else yield* matchesInRuns(piece, start, query)
  }
}

/**
 * Whole lines, those in plain ASCII apart from the others: most of most texts, and found in by far the
 * quickest.
 */
function* piecesOf(text: string): Generator<{ start: number; end: number; isAscii: boolean }> {
  const others = /[^\0-\x7f]/g
  let at = 0
  while (at < text.length) {
    others.lastIndex = at
    const other = others.exec(text)?.index ?? text.length
    const start = other === text.length ? other : Math.max(at, text.lastIndexOf('\n', other) + 1)
    if (start > at) yield { start: at, end: start, isAscii: true }
    const line = text.indexOf('\n', other)
    at = line < 0 ? text.length : line + 1
    if (start < at) yield { start, end: at, isAscii: false }
  }
}

/** The matches in whole lines of lower-case ASCII. */
function* matchesInAscii(lower: string, offset: number, terms: readonly Term[]): Generator<Match> {
  const next = terms.map((term) => ({ term, at: nextInAscii(lower, term, 0) }))
  for (;;) {
    let first: (typeof next)[number] | null = null
    for (const each of next) if (each.at >= 0 && (first === null || each.at < first.at)) first = each
    if (!first) return
    const { term, at } = first
    const end = at + term.folded.length
    yield { wanted: term, start: offset + at, end: offset + end }
    first.at = nextInAscii(lower, term, end)
  }
}

const nextInAscii = (lower: string, { folded, isDense, isWhole }: Term, from: number): number => {
  if (isDense) return -1
  for (let at = lower.indexOf(folded, from); at >= 0; at = lower.indexOf(folded, at + 1)) {
    if (isLetterOrNumber(lower, at - 1)) continue
    if (!isWhole || !isLetterOrNumber(lower, at + folded.length)) return at
  }
  return -1
}

const isLetterOrNumber = (lower: string, at: number): boolean => {
  const code = lower.charCodeAt(at)
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57)
}

function* matchesInRuns(text: string, offset: number, query: Query): Generator<Match> {
  const alone = aloneIn(query)
  const { phrases } = query
  const longest = phrases.reduce((most, { words }) => Math.max(most, words.length), 0)
  const recent: FoldedRun[] = []
  for (const { start, end, isDense } of runsOf(text)) {
    const written = text.slice(start, end)
    const folded = fold(written)
    const run = {
      start: offset + start,
      end: offset + end,
      isDense,
      folded,
      keepsOffsets: folded.length === written.length,
    }
    for (const term of alone) yield* matchesOfTerm(run, term)
    if (longest === 0 || folded === '') continue
    recent.push(run)
    if (recent.length > longest) recent.shift()
    for (const phrase of phrases) {
      const match = matchOfPhrase(recent, phrase)
      if (match) yield match
    }
  }
}

function* matchesOfTerm(
  { start, end, isDense, folded, keepsOffsets }: FoldedRun,
  term: Term,
): Generator<Match> {
  if (term.isDense !== isDense) return
  const { length } = term.folded
  if (isDense) {
    let at = folded.indexOf(term.folded)
    if (at >= 0 && !keepsOffsets) yield { wanted: term, start, end }
    while (at >= 0 && keepsOffsets) {
      yield { wanted: term, start: start + at, end: start + at + length }
      at = folded.indexOf(term.folded, at + length)
    }
  } else if (term.isWhole ? folded === term.folded : folded.startsWith(term.folded)) {
    yield { wanted: term, start, end: keepsOffsets ? start + length : end }
  }
}

/** Whether the last runs are the words of a phrase, one after the other. */
const matchOfPhrase = (recent: readonly FoldedRun[], phrase: Phrase): Match | null => {
  const { words } = phrase
  const runs = recent.slice(-words.length)
  const [first, last] = [runs[0], runs.at(-1)]
  const [firstWord, lastWord] = [words[0], words.at(-1)]
  if (runs.length < words.length || !first || !last || !firstWord || !lastWord) return null
  const fits = runs.every(({ folded, isDense }, index) => {
    const word = words[index]
    if (!word || word.isDense !== isDense) return false
    // A stretch without spaces may begin before the phrase, or go on behind it.
    if (isDense && index === 0) return folded.endsWith(word.folded)
    if (index < words.length - 1 || word.isWhole) return folded === word.folded
    return folded.startsWith(word.folded)
  })
  if (!fits) return null
  return {
    wanted: phrase,
    start: first.keepsOffsets ? first.end - firstWord.folded.length : first.start,
    end: last.keepsOffsets ? last.start + lastWord.folded.length : last.end,
  }
}

/** How often the query occurs; none when one of its words or phrases does not. */
export const countMatches = (text: string, query: Query): number => {
  if (!mayHold(text, foldedOf(query))) return 0
  const found = new Set<Wanted>()
  const marks: (readonly [number, number])[] = []
  for (const { wanted, start, end } of matchesIn(text, query)) {
    found.add(wanted)
    marks.push([start, end])
  }
  return found.size < countWanted(query) ? 0 : withoutOverlaps(marks.sort(([a], [b]) => a - b)).length
}

/** Marks in order, those that touch or overlap joined into one. */
export const withoutOverlaps = (
  marks: readonly (readonly [number, number])[],
): (readonly [number, number])[] => {
  const joined: (readonly [number, number])[] = []
  for (const [start, end] of marks) {
    const last = joined.at(-1)
    if (last && start <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], end)]
    else joined.push([start, end])
  }
  return joined
}
