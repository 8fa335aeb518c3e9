import type { Database } from '../Database'
import { readNumber } from '../values'
import { type Term, toMatch } from './query'

// A query of several words need not ask the index for all of them: every hit is read anyway, for its excerpt,
// and then shows whether it holds the others too. The index is asked for the rare words, which is quick;
// asking it for "the" as well would walk through a list of nearly every message, in every index.

// Measured in milliseconds on one machine; only their ratios count.
/** The time that it takes to read a message that turns out not to hold a word. */
const readMs = 0.08
/** The least time that it takes to ask an index for one more word. */
const askMs = 0.05
/** … and what more when every message holds it: its list is walked through, … */
const walkMs = 2.2
/**
 * … or first put together from all words that begin so, where the index has no list for prefixes of that
 * length.
 */
const gatherMs = 20
const longestListedPrefix = 3

/** How many of its entries tell how dense a word is. */
const sampled = 64
const mostRemembered = 500
const remembered = new WeakMap<Database, Map<string, number>>()

/**
 * Which of the words to ask the index for; what it then gives holds these, and is to be looked through for
 * the rest.
 */
export const toAskFor = (
  database: Database,
  terms: readonly Term[],
  index: { readonly name: string; readonly first: number; readonly size: number },
): readonly Term[] => {
  const [only] = terms
  if (terms.length < 2 || !only) return terms
  const byDensity = terms
    .map((term) => ({ term, density: densityOf(database, term, index) }))
    .sort((a, b) => a.density - b.density)
  const asked: Term[] = []
  let expected = index.size
  for (const { term, density } of byDensity) {
    const isGathered = !term.isDense && term.folded.length > longestListedPrefix
    const costs = askMs + (isGathered ? gatherMs : walkMs) * density
    if (asked.length > 0 && (1 - density) * expected * readMs <= costs) continue
    asked.push(term)
    expected *= density
  }
  return asked
}

/** Which share of the messages in an index holds a word, by its newest entries. */
const densityOf = (
  database: Database,
  term: Term,
  { name, first, size }: { readonly name: string; readonly first: number; readonly size: number },
): number => {
  const known = remembered.get(database) ?? new Map<string, number>()
  remembered.set(database, known)
  const match = toMatch([term])
  const key = `${name} ${match}`
  const before = known.get(key)
  if (before !== undefined) return before
  const rows = database.all(
    `SELECT rowid AS key FROM ${name} WHERE ${name} MATCH ? ORDER BY rowid DESC LIMIT ${sampled}`,
    [match],
  )
  const span = rows.length < sampled ? size : first + size - readNumber(rows.at(-1)?.key)
  const density = Math.min(1, rows.length / Math.max(1, span))
  // Words come again with every key that is pressed.
  if (known.size >= mostRemembered) known.clear()
  known.set(key, density)
  return density
}
