import { Readability } from '@mozilla/readability'
import type { ReadPage, ReadPageRequest } from '@shared/ipc/webReader'
import { oneLine, visibleText } from '@shared/lib/visibleText'
import { parseHTML } from 'linkedom/worker'
import { decodePage } from './decodePage'
import { childrenOf, type DomDocument, type DomElement, isElement, isText } from './dom'
import { stripHidden } from './stripHidden'
import { toMarkdown } from './toMarkdown'

/** Beyond these the search for the article takes far longer than reading all. */
const mostElements = 60_000
const mostDepth = 200

/** A found article with so much less than the page is mostly a box at its side. */
const leastShare = 0.1

/** More than any model reads of a page. */
const mostCharacters = 2_000_000
const longestTitle = 300

/** Title and text of a page, without what its readers do not see. */
export const readPage = ({ kind, bytes, charset, address }: Omit<ReadPageRequest, 'id'>): ReadPage => {
  const source = decodePage(bytes, charset)
  if (kind === 'text') return { title: '', text: limited(visibleText(source)) }
  const document = parsed(source)
  const title = titleOf(document)
  const base = baseOf(document, address)
  const { elements, depth } = stripHidden(document.body)
  const whole = toMarkdown(document.body, base)
  if (elements > mostElements || depth > mostDepth) return { title, text: limited(whole) }
  const article = articleOf(document)
  const main = article === null ? '' : toMarkdown(article, base)
  return { title, text: limited(main.length >= whole.length * leastShare ? main : whole) }
}

/**
 * The parser takes the first element for the document's, whatever it is, and what follows for no part of it:
 * all that it found is put into a document of the usual form.
 */
const parsed = (source: string): DomDocument => {
  const found = parseHTML(source).document as unknown as DomDocument
  const document = parseHTML('<!doctype html><html><head></head><body></body></html>')
    .document as unknown as DomDocument
  document.body.append(...childrenOf(found).filter((node) => isElement(node) || isText(node)))
  return document
}

const limited = (text: string): string => text.slice(0, mostCharacters).toWellFormed()

/** Null where there is none, or where the page confuses the search. */
const articleOf = (document: DomDocument): DomElement | null => {
  try {
    const reader = new Readability<DomElement>(document as never, {
      serializer: (node) => node as unknown as DomElement,
      disableJSONLD: true,
    })
    return reader.parse()?.content ?? null
  } catch (error) {
    console.error(`No article found: ${error instanceof Error ? error.name : 'unknown'}`)
    return null
  }
}

const titleOf = (document: DomDocument): string => {
  const given = document.querySelector('meta[property="og:title"]')?.getAttribute('content')
  const own = document.querySelector('title')?.textContent
  return oneLine(own || given || '', longestTitle)
}

const baseOf = (document: DomDocument, address: string): string => {
  const href = document.querySelector('base[href]')?.getAttribute('href')
  const base = href && URL.canParse(href, address) ? new URL(href, address) : null
  return base && /^https?:$/.test(base.protocol) ? base.href : address
}
