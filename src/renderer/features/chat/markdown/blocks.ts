import type { DetailsToken } from '@shared/markdown/details'
import type { Footnote } from '@shared/markdown/footnotes'
import type { MathToken } from '@shared/markdown/math'
import type { CodeToken } from '@shared/markdown/OpenFence'
import type { Block, ListToken, TableToken } from '@shared/markdown/tokens'
import type { Token, Tokens } from 'marked'
import { CodeBlock, codeBlockOf } from './CodeBlock'
import { directed, element, setText } from './dom'
import { drawInline, inlineKind } from './inline'
import { mathElement } from './mathElement'
import { groupSize, type Kind, sync } from './sync'
import { createTable, updateTable } from './tables'

const drawnBlocks = new WeakMap<Node, { blocks: readonly Block[]; nodes: ChildNode[] }>()

/** Draws blocks into an element, or brings what is there to them. */
const drawBlocks = (parent: Node, tokens: readonly Token[]): void => {
  const blocks = tokens.filter((token) => token.type !== 'space')
  const before = drawnBlocks.get(parent)
  const nodes = before?.nodes ?? []
  const kind = parent instanceof HTMLLIElement || parent instanceof HTMLQuoteElement ? innerKind : blockKind
  sync<Block>(parent, nodes, { before: before?.blocks ?? [], after: blocks }, kind)
  drawnBlocks.set(parent, { blocks, nodes })
}

const itemKind: Kind<Tokens.ListItem> = {
  create(item) {
    const made = element('li', item.task ? 'md-task' : '')
    drawBlocks(made, item.tokens)
    return made
  },
  update(node, before, after) {
    if (before.task !== after.task) return false
    drawBlocks(node, after.tokens)
    return true
  },
  isSame: (before, after) => before.raw === after.raw && !after.raw.includes('['),
}

// The items of lists that are on the page.
const members = new WeakMap<Node, ChildNode[]>()

/**
 * Where the members of a list go: those of a long one in groups, of which only what is in sight is laid out.
 */
const listParent = (list: HTMLElement, nodes: readonly ChildNode[], start: number | '') => ({
  appendChild: (item: ChildNode) => {
    const at = nodes.length
    if (at < groupSize) return list.appendChild(item)
    if (at === groupSize) {
      // Groups come between the list and its members: said outright, they still belong together.
      list.setAttribute('role', 'list')
      for (const first of list.children) first.setAttribute('role', 'listitem')
    }
    if (item instanceof HTMLElement) item.setAttribute('role', 'listitem')
    if (at % groupSize === 0) {
      list.lastElementChild?.classList.toggle('md-group-full', at > groupSize)
      list.append(element('div', 'md-group'))
      list.lastElementChild?.setAttribute('role', 'none')
      // A group that is laid out apart also counts apart.
      if (item instanceof HTMLLIElement && list.tagName === 'OL') item.value = (start || 1) + at
    }
    return (list.lastElementChild ?? list).appendChild(item)
  },
})

const createList = (list: ListToken): HTMLElement => {
  const made = directed(element(list.ordered ? 'ol' : 'ul'))
  if (list.ordered && list.start !== 1 && list.start !== '') made.setAttribute('start', String(list.start))
  made.classList.toggle('md-loose', list.loose)
  const nodes: ChildNode[] = []
  sync(listParent(made, nodes, list.start), nodes, { before: [], after: list.items }, itemKind)
  members.set(made, nodes)
  return made
}

const updateList = (node: HTMLElement, before: ListToken, after: ListToken): boolean => {
  const nodes = members.get(node)
  if (!nodes || before.ordered !== after.ordered || before.start !== after.start) return false
  node.classList.toggle('md-loose', after.loose)
  const stable = Math.min(after.stable ?? 0, before.stable ?? 0)
  sync(
    listParent(node, nodes, after.start),
    nodes,
    { before: before.items, after: after.items, stable },
    itemKind,
  )
  return true
}

const createHeading = (token: Tokens.Heading): HTMLElement => {
  // Answers begin at any depth and skip some, so their levels would break the page's outline: all are one
  // below the conversation's, and keep their look by class.
  const made = directed(element('h2', `md-h${token.depth}`))
  drawInline(made, token.tokens)
  return made
}

const createKnown = (token: Token): ChildNode => {
  switch (token.type) {
    case 'paragraph':
    case 'text': {
      const { tokens, text } = token as Tokens.Text
      const made = directed(element('p'))
      drawInline(made, tokens ?? [{ type: 'text', raw: text, text } as Tokens.Text])
      return made
    }
    case 'heading':
      return createHeading(token as Tokens.Heading)
    case 'code':
      return new CodeBlock(token as CodeToken).element
    case 'list':
      return createList(token as ListToken)
    case 'table':
      return createTable(token as TableToken)
    case 'blockquote': {
      const made = directed(element('blockquote'))
      drawBlocks(made, (token as Tokens.Blockquote).tokens)
      return made
    }
    case 'hr':
      return element('hr')
    case 'math':
      return mathElement(token as MathToken, 'div')
    case 'footnote': {
      const { label, tokens } = token as Footnote
      const body = element('div', 'md-footnote-body')
      drawBlocks(body, tokens)
      const made = element('div', 'md-footnote', element('span', 'md-footnote-label', label), body)
      made.dataset.footnote = label
      made.setAttribute('role', 'doc-footnote')
      return made
    }
    case 'details': {
      const { summary, tokens, isOpen } = token as unknown as DetailsToken
      const head = directed(element('summary'))
      drawInline(head, summary)
      const body = element('div', 'md-details-body')
      drawBlocks(body, tokens)
      const made = element('details', 'md-details', head, body)
      made.open = isOpen
      return made
    }
    case 'checkbox':
      return inlineKind.create(token)
    case 'def':
    case 'unseen':
      return element('span', 'md-nothing')
    default:
      // Raw HTML, and whatever marked may learn: shown as it was written.
      return directed(element('p', 'md-raw', document.createTextNode(token.raw.trimEnd())))
  }
}

const updateKnown = (node: HTMLElement, before: Token, after: Token): boolean => {
  const isParagraph = (token: Token) => token.type === 'paragraph' || token.type === 'text'
  if (isParagraph(before) && isParagraph(after)) {
    const { tokens } = after as Tokens.Text
    if (!tokens) return false
    drawInline(node, tokens)
    return true
  }
  if (before.type !== after.type) return false
  switch (after.type) {
    case 'heading': {
      const { depth, tokens } = after as Tokens.Heading
      if (depth !== (before as Tokens.Heading).depth) return false
      drawInline(node, tokens)
      return true
    }
    case 'code': {
      const block = codeBlockOf(node)
      block?.update(after as CodeToken)
      return block !== null
    }
    case 'list':
      return updateList(node, before as ListToken, after as ListToken)
    case 'table':
      return updateTable(node, before as TableToken, after as TableToken)
    case 'blockquote':
      drawBlocks(node, (after as Tokens.Blockquote).tokens)
      return true
    case 'hr':
    case 'def':
      return true
    case 'footnote': {
      const body = node.querySelector('.md-footnote-body')
      if (!body || (before as Footnote).label !== (after as Footnote).label) return false
      drawBlocks(body, (after as Footnote).tokens)
      return true
    }
    case 'details': {
      const body = node.querySelector('.md-details-body')
      const head = node.querySelector('summary')
      const { summary, tokens, isThought, isOpen } = after as unknown as DetailsToken
      if (!body || !head || !(node instanceof HTMLDetailsElement)) return false
      drawInline(head, summary)
      drawBlocks(body, tokens)
      if (isThought && !isOpen && (before as unknown as DetailsToken).isOpen) node.open = false
      return true
    }
    case 'html': {
      if (!(node.firstChild instanceof Text)) return false
      setText(node.firstChild, after.raw.trimEnd())
      return true
    }
    default:
      return false
  }
}

/** A block's source, for a block that cannot be drawn: never a hole, never a white window. */
const asSource = (raw: string): HTMLElement => directed(element('p', 'md-raw', document.createTextNode(raw)))

/** How a block becomes an element. A block that throws shows its source. */
export const blockKind: Kind<Block> = {
  create(block) {
    if (block.type === 'rest') return asSource(block.raw)
    try {
      return createKnown(block as Token)
    } catch (error) {
      console.error('A block could not be drawn', error)
      return asSource(block.raw)
    }
  },
  update(node, before, after) {
    if (before.type === 'rest' || after.type === 'rest') {
      if (before.type !== after.type || !(node.firstChild instanceof Text)) return false
      setText(node.firstChild, after.raw)
      return true
    }
    try {
      return updateKnown(node as HTMLElement, before as Token, after as Token)
    } catch (error) {
      console.error('A block could not be brought up to date', error)
      return false
    }
  },
  isSame: (before, after) =>
    before.type === after.type &&
    before.raw === after.raw &&
    after.type !== 'code' &&
    after.type !== 'list' &&
    !after.raw.includes('['),
}

/** In an item or a quote: its own paragraphs say in which direction all of it runs. */
const innerKind: Kind<Block> = {
  ...blockKind,
  create(block) {
    const made = blockKind.create(block)
    if (made instanceof HTMLParagraphElement) made.removeAttribute('dir')
    return made
  },
}
