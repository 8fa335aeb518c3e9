import { inOneLine, isInCode, plainText } from './plainText'
import type { Query } from './query'
import { countWanted, foldedOf, type Match, matchesIn, type Wanted, withoutOverlaps } from './textMatches'
import { mayHold } from './words'

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
