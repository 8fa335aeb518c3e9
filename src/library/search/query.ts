import { cut, fold, pairsOf, runsOf } from './words'

/** One word of a question to the index: the beginning of a word, or a stretch of a script without spaces. */
export interface Term {
  readonly folded: string
  readonly isDense: boolean
  /** The word itself, not one that begins so. */
  readonly isWhole?: boolean
  /** It counts only where its phrase is. */
  readonly isInPhrase?: boolean
}

/** Words that follow each other, with nothing but signs and spaces between. */
export interface Phrase {
  readonly words: readonly Term[]
}

export interface Query {
  /** All words, those of phrases included: what the index is asked for. */
  readonly terms: readonly Term[]
  /** Phrases of two words or more, which only the text itself can confirm. */
  readonly phrases: readonly Phrase[]
}

/** The limit is above what a user types; a pasted page must not become a thousand lookups. */
const mostTerms = 16

/** Straight and curled, as keyboards and word processors write them. */
const quoted = /["“”„«»]([^"“”„«»]*)(["“”„«»]|$)/g

/**
 * What to look for. Quotation marks make a phrase, one that is not closed yet included; nothing else in a
 * query has a meaning of its own, so no query can be malformed.
 */
export const readQuery = (query: string): Query => {
  const terms = new Map<string, Term>()
  const phrases: Phrase[] = []
  let count = 0
  const add = (term: Term) => {
    count += 1
    // A word that is looked for alone, too, counts alone.
    const known = terms.get(term.folded)
    if (!known || (known.isInPhrase && !term.isInPhrase)) terms.set(term.folded, term)
  }
  const wordsIn = (text: string, isWhole: boolean): Term[] => {
    const words: Term[] = []
    for (const { start, end, isDense } of runsOf(text)) {
      const folded = fold(text.slice(start, end))
      if (folded === '') continue
      if (count + words.length >= mostTerms) break
      words.push(isWhole && !isDense ? { folded, isDense, isWhole } : { folded, isDense })
    }
    return words
  }
  let at = 0
  for (const { 0: all, 1: inside = '', 2: end, index } of query.matchAll(quoted)) {
    wordsIn(query.slice(at, index), false).forEach(add)
    at = index + all.length
    const words = wordsIn(inside, true)
    // The last word may be the beginning of one while the query is being typed.
    const last = words.at(-1)
    if (end === '' && last) words[words.length - 1] = { folded: last.folded, isDense: last.isDense }
    if (words.length > 1) {
      phrases.push({ words })
      for (const word of words) add({ ...word, isInPhrase: true })
    } else words.forEach(add)
  }
  wordsIn(query.slice(at), false).forEach(add)
  return { terms: [...terms.values()], phrases }
}

/** The words of a query alone. */
export const parseQuery = (query: string): readonly Term[] => readQuery(query).terms

/**
 * The query in FTS5's syntax. Tokens hold letters, numbers, marks and pictographs only: quoting them is safe.
 */
export const toMatch = (terms: readonly Term[]): string =>
  terms
    .flatMap(({ folded, isDense, isWhole }) => {
      if (!isDense) return [`"${cut(folded)}"${isWhole ? '' : '*'}`]
      const pairs = pairsOf(folded)
      // A single character is the beginning of a pair; in a longer stretch its pairs say all.
      return pairs.length === 1 ? [`"${folded}"*`] : pairs.slice(0, -1).map((pair) => `"${pair}"`)
    })
    .join(' AND ')
