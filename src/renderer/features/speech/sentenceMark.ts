import type { SpeechState } from './createSpeechStore'
import { placeOfSentence, signsOf } from './placeOfSentence'

const skipped =
  '.visually-hidden, .katex-mathml, .actions, .md-code-head, pre, table, details, textarea, [hidden]'
const name = 'spoken'

let current: SpeechState['playing'] = null
let watching: MutationObserver | null = null
let frame = 0
let marked: Range | null = null
let words = ''
/** The reading has come this far in the message's signs: what is written twice is marked where it is read. */
let come: { messageId: string; index: number; from: number; next: number } | null = null

/** Marks the sentence that is heard, where its message is shown; with null, nothing. */
export const markSentence = (playing: SpeechState['playing']): void => {
  current = playing
  if (playing?.sentence == null) {
    CSS.highlights.delete(name)
    if (playing === null) leave()
    return
  }
  watch()
  mark()
}

const leave = (): void => {
  watching?.disconnect()
  watching = null
  cancelAnimationFrame(frame)
  marked = null
  come = null
}

/** The message may still be written, scrolled out of the page and back in, or drawn anew. */
const watch = (): void => {
  const log = document.querySelector('main')
  if (watching || !log) return
  watching = new MutationObserver(() => {
    // A growing answer changes ten times a second; the mark mostly stays. A range whose text is taken away
    // shrinks.
    if (marked?.startContainer.isConnected && marked.toString() === words) return
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(mark)
  })
  watching.observe(log, { childList: true, subtree: true, characterData: true })
}

const mark = (): void => {
  marked = rangeOfCurrent()
  words = marked?.toString() ?? ''
  if (marked) CSS.highlights.set(name, new Highlight(marked))
  else CSS.highlights.delete(name)
}

const rangeOfCurrent = (): Range | null => {
  if (current?.sentence == null) return null
  const { messageId, sentence, index } = current
  const article = document.querySelector(`[data-message="${CSS.escape(messageId)}"]`)
  if (!article) return null
  const { text, pieces } = textIn(article)
  if (come?.messageId !== messageId) come = { messageId, index: -1, from: 0, next: 0 }
  if (come.index !== index) come = { messageId, index, from: come.next, next: come.next }
  const place = placeOfSentence(signsOf(text), sentence, come.from)
  if (!place) return null
  come = { ...come, next: place.next }
  const at = (offset: number) => {
    const piece = pieces.findLast(({ from }) => from <= offset)
    return piece && { node: piece.node, offset: Math.min(offset - piece.from, piece.node.length) }
  }
  const start = at(place.start)
  const last = at(place.end - 1)
  if (!start || !last) return null
  const range = document.createRange()
  range.setStart(start.node, start.offset)
  range.setEnd(last.node, Math.min(last.offset + 1, last.node.length))
  return range
}

const textIn = (article: Element) => {
  const pieces: { readonly node: Text; readonly from: number }[] = []
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT)
  let text = ''
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text) || node.parentElement?.closest(skipped)) continue
    pieces.push({ node, from: text.length })
    text += node.data
  }
  return { text, pieces }
}
