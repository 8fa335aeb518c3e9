import { decodeEntities } from '@shared/lib/entities'
import type { Token, Tokens } from 'marked'
import type { DetailsToken } from './details'
import type { Footnote, FootnoteMark } from './footnotes'
import { parseMarkdown } from './MarkdownStream'
import type { UnseenToken } from './unseen'

/**
 * An answer as a user would have typed it into a program that knows no Markdown: code as it is written, lists
 * with their marks, tables with tabs, addresses behind their words.
 */
export const plainAnswer = (markdown: string): string => {
  try {
    return blocksOf(parseMarkdown(markdown)).trim()
  } catch (error) {
    // Nested deeper than the stack: as it was written.
    if (!(error instanceof RangeError)) throw error
    return markdown.trim()
  }
}

const innerOf = (token: Token): readonly Token[] => (token as { readonly tokens?: Token[] }).tokens ?? []

const blocksOf = (tokens: readonly Token[], gap = '\n\n'): string =>
  tokens
    .map(blockOf)
    .filter((text) => text !== '')
    .join(gap)

const blockOf = (token: Token): string => {
  switch (token.type) {
    case 'space':
    case 'def':
    case 'hr':
      return ''
    case 'code':
      return (token as Tokens.Code).text
    case 'blockquote':
      return blocksOf(innerOf(token))
    case 'list':
      return listOf(token as Tokens.List)
    case 'table':
      return tableOf(token as Tokens.Table)
    case 'math':
      return token.raw.trim()
    case 'details': {
      const { summary, tokens, isThought } = token as unknown as DetailsToken
      return isThought ? '' : [wordsOf(summary), blocksOf(tokens)].filter((text) => text !== '').join('\n\n')
    }
    case 'footnote': {
      const { label, tokens } = token as unknown as Footnote
      return `[${label}] ${blocksOf(tokens)}`
    }
    case 'heading':
    case 'paragraph':
      return wordsOf(innerOf(token))
    case 'text':
    case 'unseen':
    case 'checkbox':
      return wordsOf([token])
    default:
      return token.raw.trimEnd()
  }
}

const listOf = ({ ordered, start, items, loose }: Tokens.List): string => {
  const first = typeof start === 'number' ? start : 1
  return items
    .map((item, index) => {
      const mark = ordered ? `${first + index}. ` : '- '
      const [box, ...rest] = item.tokens
      const isTask = box?.type === 'checkbox'
      const text = (isTask ? wordOf(box) : '') + blocksOf(isTask ? rest : item.tokens, loose ? '\n\n' : '\n')
      // What belongs to an item stands under its words.
      return mark + text.replace(/\n(?=[^\n])/g, `\n${' '.repeat(mark.length)}`)
    })
    .join(loose ? '\n\n' : '\n')
}

const tableOf = ({ header, rows }: Tokens.Table): string =>
  [header, ...rows].map((row) => row.map((cell) => wordsOf(cell.tokens)).join('\t')).join('\n')

const wordsOf = (tokens: readonly Token[]): string => tokens.map(wordOf).join('')

const wordOf = (token: Token): string => {
  switch (token.type) {
    case 'br':
      return '\n'
    case 'codespan':
      return (token as Tokens.Codespan).text
    case 'unseen':
      return (token as unknown as UnseenToken).text
    case 'checkbox':
      return (token as { readonly checked?: boolean }).checked === true ? '[x] ' : '[ ] '
    case 'escape':
      return (token as Tokens.Escape).text
    case 'link':
      return linkOf(wordsOf(innerOf(token)), (token as Tokens.Link).href)
    case 'image': {
      const { text, href } = token as Tokens.Image
      return linkOf(decodeEntities(text), href)
    }
    case 'footnote-mark': {
      const { label, isCitation } = token as unknown as FootnoteMark
      return isCitation ? '' : `[${label}]`
    }
    case 'math':
      return token.raw
    default: {
      const inner = innerOf(token)
      if (inner.length > 0) return wordsOf(inner)
      return token.type === 'text' ? decodeEntities((token as Tokens.Text).text) : token.raw
    }
  }
}

/** An address is said once. */
const linkOf = (words: string, href: string): string => {
  const address = href.replace(/^mailto:/, '')
  if (words === '') return address
  return words === address || words === href ? words : `${words} (${address})`
}
