import { visibleText } from '@shared/lib/visibleText'
import { childrenOf, type DomElement, type DomNode, isElement, isText } from './dom'
import { tableLines } from './tableLines'

/** Deeper than any page by hand; what lies deeper is left out, as the stack has an end. */
const mostDepth = 300
const longestLink = 2_000

const blocks: ReadonlySet<string> = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HGROUP HR HTML LI MAIN MENU NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL'.split(
    ' ',
  ),
)

const isBlock = (node: DomNode): boolean => blocks.has(node.nodeName)

/**
 * Markdown of a page's content, for a model to read: headings, lists, tables, code, quotes, links with whole
 * addresses. Pictures become their words.
 */
export const toMarkdown = (root: DomElement, base: string): string =>
  blocksOf(root, { base, depth: 0 })
    .join('\n\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

export interface Place {
  readonly base: string
  readonly depth: number
}

const deeper = ({ base, depth }: Place): Place => ({ base, depth: depth + 1 })

/** The blocks of an element, without empty ones: each some lines. */
const blocksOf = (element: DomNode, place: Place): readonly string[] => {
  if (place.depth > mostDepth) return []
  const found: string[] = []
  let line: DomNode[] = []
  const endLine = () => {
    const text = inlineOf(line, place).trim()
    if (text !== '') found.push(text)
    line = []
  }
  for (const child of childrenOf(element)) {
    if (!isElement(child) || !(isBlock(child) || holdsBlocks(child, mostDepth - place.depth))) {
      line.push(child)
      continue
    }
    endLine()
    for (const block of blockOf(child, deeper(place))) if (block.trim() !== '') found.push(block)
  }
  endLine()
  return found
}

/** Links and spans around blocks, as they are usual for cards. */
const holdsBlocks = (element: DomElement, most: number): boolean =>
  most > 0 &&
  childrenOf(element).some((child) => isElement(child) && (isBlock(child) || holdsBlocks(child, most - 1)))

const blockOf = (element: DomElement, place: Place): readonly string[] => {
  switch (element.nodeName) {
    case 'H1':
    case 'H2':
    case 'H3':
    case 'H4':
    case 'H5':
    case 'H6': {
      const text = inlineOf(childrenOf(element), place).replace(/\s+/g, ' ').trim()
      return text === '' ? [] : [`${'#'.repeat(Number(element.nodeName.charAt(1)))} ${text}`]
    }
    case 'HR':
      return ['---']
    case 'PRE':
      return [fenced(element.textContent ?? '')]
    case 'BLOCKQUOTE':
      return [prefixed(blocksOf(element, place).join('\n\n'), '> ')]
    case 'UL':
    case 'OL':
    case 'MENU':
      return [listOf(element, place)]
    case 'TABLE':
      return tableLines(element, {
        inline: (cell) => inlineOf(childrenOf(cell), deeper(place)),
        blocks: (cell) => blocksOf(cell, deeper(place)),
      })
    default:
      return blocksOf(element, place)
  }
}

const prefixed = (text: string, prefix: string): string =>
  text
    .split('\n')
    .map((line) => `${prefix}${line}`.trimEnd())
    .join('\n')

/** In a fence that the code itself cannot close. */
const fenced = (code: string): string => {
  const longest = Math.max(2, ...[...code.matchAll(/`{3,}/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${visibleText(code).replace(/^\n/, '').trimEnd()}\n${fence}`
}

const listOf = (list: DomElement, place: Place): string => {
  const isNumbered = list.nodeName === 'OL'
  const start = Number.parseInt(list.getAttribute('start') ?? '1', 10) || 1
  const items = childrenOf(list)
    .filter(isElement)
    .map((item) => blocksOf(item, deeper(place)).join('\n'))
    .filter((text) => text.trim() !== '')
  return items
    .map((text, index) => {
      const mark = isNumbered ? `${start + index}. ` : '- '
      return `${mark}${prefixed(text, ' '.repeat(mark.length)).trimStart()}`
    })
    .join('\n')
}

const inlineOf = (nodes: readonly DomNode[], place: Place): string =>
  nodes
    .map((node) => inline(node, place))
    .join('')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')

const inline = (node: DomNode, place: Place): string => {
  if (isText(node)) return visibleText(node.nodeValue ?? '').replace(/\s+/g, ' ')
  if (!isElement(node) || place.depth > mostDepth) return ''
  const words = () => inlineOf(childrenOf(node), deeper(place))
  switch (node.nodeName) {
    case 'BR':
      return '\n'
    case 'IMG': {
      const alt = visibleText(node.getAttribute('alt') ?? '').trim()
      return alt === '' ? '' : `[Image: ${alt.slice(0, 500)}]`
    }
    case 'A':
      return linked(words(), node.getAttribute('href'), place.base)
    case 'B':
    case 'STRONG':
      return around(words(), '**')
    case 'I':
    case 'EM':
      return around(words(), '*')
    case 'DEL':
    case 'S':
      return around(words(), '~~')
    case 'CODE':
    case 'KBD':
    case 'SAMP':
      return coded(visibleText(node.textContent ?? ''))
    default:
      return words()
  }
}

/** Marks stand at the words, not at the spaces around them, or they mark nothing. */
const around = (text: string, mark: string): string => {
  const inner = text.trim()
  if (inner === '' || inner.includes('\n')) return text
  const at = text.indexOf(inner)
  return `${text.slice(0, at)}${mark}${inner}${mark}${text.slice(at + inner.length)}`
}

const coded = (code: string): string => {
  const plain = code.replace(/\s+/g, ' ').trim()
  if (plain === '') return ''
  return plain.includes('`') ? `\`\` ${plain} \`\`` : `\`${plain}\``
}

const linked = (text: string, href: string | null, base: string): string => {
  const words = text.trim()
  if (words === '' || href === null || href.length > longestLink || !URL.canParse(href, base)) return text
  const address = new URL(href, base)
  const isOpenable = ['http:', 'https:', 'mailto:'].includes(address.protocol)
  if (!isOpenable || href.startsWith('#')) return text
  const written = address.href.replaceAll('(', '%28').replaceAll(')', '%29')
  return `[${words.replace(/\s+/g, ' ').replaceAll('[', '(').replaceAll(']', ')')}](${written})`
}
