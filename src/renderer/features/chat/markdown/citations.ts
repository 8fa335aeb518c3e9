import type { Source } from '@shared/model/tool'
import { openableAddress } from './addresses'
import { element } from './dom'

/** A message's source by its number, from 1. */
export type SourceAt = (number: number) => Source | undefined

/** `[1]` and `[1, 2]`, as models write the numbers of their sources. */
const citation = /\[(\d{1,3}(?:, ?\d{1,3})*)\]/g

/** Where a number in brackets is none of a source's. */
const elsewhere = 'code, pre, a, .md-math'

/** Makes links of the numbers under which a finished block names the message's sources. */
export const linkCitations = (block: Node, sourceAt: SourceAt): void => {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  while (walker.nextNode()) {
    const text = walker.currentNode as Text
    if (text.data.includes('[') && !text.parentElement?.closest(elsewhere)) texts.push(text)
  }
  for (const text of texts) {
    const pieces = withLinks(text.data, sourceAt)
    if (pieces) text.replaceWith(...pieces)
  }
}

/** Null where the text names no source. A number without a source leaves its brackets as they are. */
const withLinks = (text: string, sourceAt: SourceAt): (string | Node)[] | null => {
  const pieces: (string | Node)[] = []
  let end = 0
  for (const { 0: raw, 1: numbers = '', index } of text.matchAll(citation)) {
    const links = numbers.split(/, ?/).map((number) => linkTo(number, sourceAt(Number(number))))
    if (links.some((link) => link === null)) continue
    pieces.push(text.slice(end, index), element('sup', 'md-citation', '[', ...between(links), ']'))
    end = index + raw.length
  }
  return pieces.length === 0 ? null : [...pieces, text.slice(end)]
}

const between = (links: readonly (Node | null)[]): (string | Node)[] =>
  links.flatMap((link, index) => (link ? (index === 0 ? [link] : [', ', link]) : []))

const linkTo = (number: string, source: Source | undefined): HTMLAnchorElement | null => {
  const address = source && openableAddress(source.url)
  if (!source || !address) return null
  const link = element('a', 'md-link', number)
  link.href = address
  link.dataset.external = ''
  link.rel = 'noreferrer noopener'
  link.title = source.title.trim() === '' ? address : `${source.title} – ${address}`
  link.setAttribute('aria-label', `Source ${number}`)
  return link
}
