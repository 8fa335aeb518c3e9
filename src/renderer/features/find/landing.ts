import { wordsOf } from './matches'
import { articleOf, showRange } from './places'
import { rangesIn } from './ranges'

/** What comes into view gets its real height, and the place moves: it is looked at again until it stays. */
const settleMs = 120
const mostTries = 10

/**
 * Marks the words that a message was found by, and brings the first of them into view: a long answer does not fit into it.
 * Returns what takes the marks away.
 */
export const markWords = (messageId: string, query: string): (() => void) => {
  const words = wordsOf(query)
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = (left: number) => {
    const article = articleOf(messageId)
    const ranges = article ? rangesIn(article, words) : []
    if (ranges.length > 0) CSS.highlights.set('searched', new Highlight(...ranges))
    const isShown = showRange(ranges[0] ?? null)
    if (!isShown && left > 0) timer = setTimeout(() => look(left - 1), settleMs)
  }
  timer = setTimeout(() => look(mostTries), settleMs)
  return () => {
    clearTimeout(timer)
    CSS.highlights.delete('searched')
  }
}
