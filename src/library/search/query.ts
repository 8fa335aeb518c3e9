import { cut, fold, pairsOf, runsOf } from './words'

/** One word of a question to the index: the beginning of a word, or a stretch of a script without spaces. */
export interface Term {
  readonly folded: string
  readonly isDense: boolean
}

/** More words than anybody types; a pasted page must not become a thousand lookups. */
const mostTerms = 16

/** What to look for. Nothing in a query has a meaning of its own, so no query can be malformed. */
export const parseQuery = (query: string): readonly Term[] => {
  const terms = new Map<string, Term>()
  for (const { start, end, isDense } of runsOf(query)) {
    const folded = fold(query.slice(start, end))
    if (folded === '' || terms.size === mostTerms) continue
    terms.set(folded, { folded, isDense })
  }
  return [...terms.values()]
}

/** As FTS5 wants it. Tokens hold letters, numbers, marks and pictographs only: quoting them is safe. */
export const toMatch = (terms: readonly Term[]): string =>
  terms
    .flatMap(({ folded, isDense }) => {
      if (!isDense) return [`"${cut(folded)}"*`]
      const pairs = pairsOf(folded)
      // A single character is the beginning of a pair; in a longer stretch its pairs say all.
      return pairs.length === 1 ? [`"${folded}"*`] : pairs.slice(0, -1).map((pair) => `"${pair}"`)
    })
    .join(' AND ')
