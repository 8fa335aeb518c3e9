import { matchesIn, type wordsOf } from './matches'

const skipped = '.visually-hidden, .katex-mathml, .actions, .md-code-head, textarea, [hidden]'
const blocks = 'p, li, td, th, h2, h3, pre, blockquote, summary, div, article'

/** The places of the words in an element, as ranges: nothing in the page is changed for them. */
export const rangesIn = (root: Element, words: ReturnType<typeof wordsOf>): readonly Range[] => {
  const pieces: { readonly node: Text; readonly from: number }[] = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  let text = ''
  let block: Element | null = null
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (!(node instanceof Text) || !parent || parent.closest(skipped)) continue
    const own = parent.closest(blocks)
    if (own !== block) text += '\n'
    block = own
    pieces.push({ node, from: text.length })
    text += node.data
  }
  const placeOf = (at: number, isEnd: boolean) => {
    const piece = pieces.findLast(({ from }) => (isEnd ? from < at : from <= at))
    return piece && { node: piece.node, offset: Math.min(at - piece.from, piece.node.length) }
  }
  return matchesIn(text, words).flatMap(([start, end]) => {
    const from = placeOf(start, false)
    const to = placeOf(end, true)
    if (!from || !to) return []
    const range = document.createRange()
    range.setStart(from.node, from.offset)
    range.setEnd(to.node, to.offset)
    return [range]
  })
}
