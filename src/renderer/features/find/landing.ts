import { wordsOf } from './matches'
import { articleOf, showRange } from './places'
import { rangesIn } from './ranges'

/** A pause after which it is looked again: what comes into view gets its real height, and places move. */
const settleMs = 120
const mostTries = 10

/**
 * Marks the words that a message was found by, as soon as it is there, and brings the first of them into
 * view: a long answer does not fit into it. Once they were seen, or the user moves, only the marks are kept.
 * Returns what takes them away.
 */
export const markWords = (messageId: string, query: string): (() => void) => {
  const words = wordsOf(query)
  const log = document.querySelector('[role="log"]')
  if (!log || words.length === 0) return () => {}
  const stopping = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = mostTries
  const look = () => {
    const article = articleOf(messageId)
    const ranges = article ? rangesIn(article, words) : []
    if (ranges.length === 0) return
    CSS.highlights.set('searched', new Highlight(...ranges))
    if (left === 0) return
    left = showRange(ranges[0] ?? null) ? 0 : left - 1
    if (left > 0) again()
  }
  const again = () => {
    clearTimeout(timer)
    timer = setTimeout(look, settleMs)
  }
  const moved = (event: Event) => {
    // Ours are not the user's.
    if (event.isTrusted) left = 0
  }
  const { signal } = stopping
  for (const name of ['wheel', 'pointerdown', 'keydown'])
    log.addEventListener(name, moved, { signal, passive: true })
  const changes = new MutationObserver(again)
  changes.observe(log, { childList: true, subtree: true, characterData: true })
  again()
  return () => {
    clearTimeout(timer)
    changes.disconnect()
    stopping.abort()
    CSS.highlights.delete('searched')
  }
}
