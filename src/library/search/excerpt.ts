import { inOneLine, isInCode, plainText } from './plainText'
import type { Phrase, Query, Term } from './query'
import { fold, mayHold, runsOf } from './words'

export interface Excerpt {
  readonly excerpt: string
  readonly marks: readonly (readonly [number, number])[]
}

/** About two lines of a result. */
const excerptLength = 200
/** How much of it comes before the first match. */
const leadLength = 60
/**
 * How much of a text is looked at for an excerpt, before and behind the match: enough for what markup takes
 * away.
 */
const pieceBefore = 300
const pieceBehind = 500

/** The number of matches that are compared for the best place: enough for any text that a user reads. */
const mostCompared = 400

/** A word that counts alone, or a phrase. */
type Wanted = Term | Phrase

interface Match {
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
const countWanted = (query: Query): number => aloneIn(query).length + query.phrases.length

const foldedOf = ({ terms }: Query): readonly string[] => terms.map(({ folded }) => folded)

/** The places of the words and phrases in the text as it was written. */
function* matchesIn(text: string, query: Query): Generator<Match> {
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

/**
 * The stretch of the text that shows why it was found, or null when it does not hold everything after all.
 */
export const excerptOf = (text: string, query: Query, isMarkdown = false): Excerpt | null => {
  if (!mayHold(text, foldedOf(query))) return null
  const shown = bestMatch(text, query)
  if (!shown) return null
  const from = lineBefore(text, Math.max(0, shown.start - pieceBefore), shown.start)
  const to = Math.min(text.length, shown.end + pieceBehind)
  const piece = text.slice(from, to)
  const isWhole = { start: from === 0, end: to === text.length }
  const read = isMarkdown ? plainText(piece, isInCode(text.slice(0, from))) : inOneLine(piece)
  // The match may lie in what is not shown (the address of a link): then the excerpt is the text as it was
  // written.
  return cutOut(read, query, isWhole) ?? cutOut(inOneLine(piece), query, isWhole)
}

/** The beginning of a text where nothing is looked for. */
export const beginningOf = (text: string, isMarkdown: boolean): Excerpt => {
  const piece = text.slice(0, 2 * pieceBehind)
  const read = isMarkdown ? plainText(piece) : inOneLine(piece)
  const end = endOfExcerpt(read, excerptLength)
  return { excerpt: `${read.slice(0, end)}${end < read.length ? '…' : ''}`, marks: [] }
}

/** An excerpt of a piece of a text, or null: the piece need not hold everything. */
const cutOut = (
  text: string,
  query: Query,
  isWhole: { readonly start: boolean; readonly end: boolean },
): Excerpt | null => {
  const shown = densest(
    countWanted(query) === 1 ? firstOf(matchesIn(text, query)) : [...matchesIn(text, query)],
  )
  if (!shown) return null
  const from = startOfExcerpt(text, shown.start)
  const to = Math.max(endOfExcerpt(text, from + excerptLength), shown.end)
  const stretch = text.slice(from, to)
  const lead = from > 0 || !isWhole.start ? '…' : ''
  const tail = to < text.length || !isWhole.end ? '…' : ''
  const marks = [...matchesIn(stretch, query)]
    .map(({ start, end }) => [start + lead.length, end + lead.length] as const)
    .sort(([a], [b]) => a - b)
  return { excerpt: `${lead}${stretch}${tail}`, marks: withoutOverlaps(marks) }
}

const firstOf = (matches: Iterable<Match>): readonly Match[] => {
  for (const match of matches) return [match]
  return []
}

/**
 * The match around which an excerpt says most about why a text was found; null when the text does not hold
 * everything after all.
 */
const bestMatch = (text: string, query: Query): Match | null => {
  const count = countWanted(query)
  const found = new Set<Wanted>()
  const matches: Match[] = []
  for (const match of matchesIn(text, query)) {
    found.add(match.wanted)
    matches.push(match)
    if (found.size < count) continue
    // All is found. Where it is far apart, there may be a better place, but it is not looked for in all of a
    // long text.
    const isNear = match.end - (matches[0]?.start ?? 0) <= excerptLength
    if (count === 1 || isNear || matches.length >= mostCompared) break
  }
  return found.size < count ? null : densest(matches)
}

/**
 * The beginning of the stretch, as long as an excerpt, that holds most of what was looked for; the first of
 * several.
 */
const densest = (matches: readonly Match[]): Match | null => {
  let best: Match | null = null
  let most = 0
  const counts = new Map<Wanted, number>()
  let behind = 0
  for (const [at, match] of matches.entries()) {
    for (
      ;
      (matches[behind]?.end ?? Number.POSITIVE_INFINITY) <= match.start + excerptLength - leadLength;
      behind += 1
    ) {
      const wanted = matches[behind]?.wanted
      if (wanted) counts.set(wanted, (counts.get(wanted) ?? 0) + 1)
    }
    if (counts.size > most) {
      best = match
      most = counts.size
    }
    // It leaves the stretch that the next one begins.
    const left = (counts.get(match.wanted) ?? 0) - 1
    if (left > 0) counts.set(match.wanted, left)
    else counts.delete(match.wanted)
    if (behind <= at) behind = at + 1
  }
  return best ?? matches[0] ?? null
}

/** A line's beginning between the two places, so that its mark is seen; or the first place. */
const lineBefore = (text: string, wished: number, match: number): number => {
  if (wished === 0) return 0
  const line = text.indexOf('\n', wished)
  return line >= 0 && line < match ? line + 1 : avoidHalves(text, wished)
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

/** Moves a cut so that it is never between the two halves of one character. */
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
