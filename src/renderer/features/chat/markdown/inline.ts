import type { ElementToken } from '@shared/markdown/elements'
import type { FootnoteMark } from '@shared/markdown/footnotes'
import type { MathToken } from '@shared/markdown/math'
import type { UnseenToken } from '@shared/markdown/unseen'
import type { Token, Tokens } from 'marked'
import { disguisedHost, openableAddress } from './addresses'
import { element, setText } from './dom'
import { decodeEntities } from './entities'
import { mathElement } from './mathElement'
import { type Kind, sync } from './sync'

// What was drawn into an element, for the next sync.
const drawn = new WeakMap<Node, { tokens: readonly Token[]; nodes: ChildNode[] }>()

/** Draws inline tokens into an element, or brings what is there to them. */
export const drawInline = (parent: Node, tokens: readonly Token[]): void => {
  const before = drawn.get(parent)
  const nodes = before?.nodes ?? []
  sync(parent, nodes, { before: before?.tokens ?? [], after: tokens }, inlineKind)
  drawn.set(parent, { tokens, nodes })
}

const innerOf = (token: Token): readonly Token[] => ('tokens' in token ? (token.tokens ?? []) : [])

const wrappers = { strong: 'strong', em: 'em', del: 'del' } as const

const wrapperOf = (token: Token): 'strong' | 'em' | 'del' | null =>
  token.type in wrappers ? wrappers[token.type as keyof typeof wrappers] : null

const link = (href: string, title: string | null | undefined): HTMLElement => {
  const address = openableAddress(href)
  // Not ours to open: shown, with its target, as text.
  if (!address) {
    const text = element('span', 'md-deadlink')
    text.title = href
    return text
  }
  const anchor = element('a', 'md-link')
  anchor.href = address
  anchor.dataset.external = ''
  // The address first: a long title must not push it out of sight.
  anchor.title = title ? `${address} – ${decodeEntities(title)}` : address
  anchor.rel = 'noreferrer noopener'
  return anchor
}

/** Shows the host behind words that promise another, by the style sheet: it is no part of what is copied. */
const showDisguisedHost = (made: Node, href: string): void => {
  if (!(made instanceof HTMLAnchorElement)) return
  const host = disguisedHost(made.textContent ?? '', href)
  if (host === null) delete made.dataset.host
  else made.dataset.host = host
}

/** The text that stands for a token that has no element of its own. */
const plainText = (token: Token): string => {
  switch (token.type) {
    case 'text':
      return decodeEntities((token as Tokens.Text).text)
    case 'unseen':
      return (token as unknown as UnseenToken).text
    case 'escape':
      return (token as Tokens.Escape).text
    default:
      // Raw HTML above all: shown as it was written.
      return token.raw
  }
}

const codespan = (text: string): HTMLElement => {
  const made = element('code', 'md-codespan', text)
  made.dir = 'ltr'
  return made
}

const checkbox = (token: Token): HTMLElement => {
  const box = element('input', 'md-checkbox')
  box.type = 'checkbox'
  box.disabled = true
  box.checked = (token as { checked?: boolean }).checked === true
  box.setAttribute('aria-label', box.checked ? 'Done' : 'Not done')
  return box
}

export const inlineKind: Kind<Token> = {
  create(token) {
    const wrapper = wrapperOf(token)
    if (wrapper) {
      const made = element(wrapper)
      drawInline(made, innerOf(token))
      return made
    }
    switch (token.type) {
      case 'codespan':
        return codespan((token as Tokens.Codespan).text)
      case 'br':
        return element('br')
      case 'checkbox':
        return checkbox(token)
      case 'link': {
        const { href, title } = token as Tokens.Link
        const made = link(href, title)
        drawInline(made, innerOf(token))
        showDisguisedHost(made, href)
        return made
      }
      case 'image': {
        // Never fetched: a remote picture tells its server that, and what, was answered.
        const { href, title, text } = token as Tokens.Image
        const made = link(href, title)
        made.append(`Picture: ${decodeEntities(text) || href}`)
        showDisguisedHost(made, href)
        return made
      }
      case 'element': {
        const made = element((token as unknown as ElementToken).name)
        drawInline(made, innerOf(token))
        return made
      }
      case 'math':
        return mathElement(token as MathToken, 'span')
      case 'footnote-mark': {
        const { raw, label, isCitation } = token as FootnoteMark
        // As written, until its footnote has come.
        const made = element('span', 'md-footnote-mark', isCitation ? '' : raw)
        made.dataset.footnote = label
        return made
      }
      case 'text':
        if (innerOf(token).length > 0) {
          const made = element('span')
          drawInline(made, innerOf(token))
          return made
        }
        return document.createTextNode(plainText(token))
      default:
        return document.createTextNode(plainText(token))
    }
  },

  update(node, before, after) {
    if (before.type !== after.type) return false
    if (node instanceof Text) {
      if (innerOf(after).length > 0) return false
      setText(node, plainText(after))
      return true
    }
    const isSameElement =
      after.type === 'element' &&
      (after as unknown as ElementToken).name === (before as unknown as ElementToken).name
    const hasInner =
      isSameElement || wrapperOf(after) !== null || (after.type === 'text' && innerOf(after).length > 0)
    const isSameLink =
      after.type === 'link' &&
      (before as Tokens.Link).href === (after as Tokens.Link).href &&
      (before as Tokens.Link).title === (after as Tokens.Link).title
    if (!hasInner && !isSameLink) return false
    drawInline(node, innerOf(after))
    if (isSameLink) showDisguisedHost(node, (after as Tokens.Link).href)
    return true
  },

  // A bracket may have become a link through a definition elsewhere, with the same source.
  isSame: (before, after) =>
    before.type === after.type && before.raw === after.raw && !after.raw.includes('['),
}
