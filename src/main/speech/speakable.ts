import { decodeEntities } from '@shared/lib/entities'
import type { DetailsToken } from '@shared/markdown/details'
import type { ElementToken } from '@shared/markdown/elements'
import type { Footnote } from '@shared/markdown/footnotes'
import type { MathToken } from '@shared/markdown/math'
import { openMarkerIn } from '@shared/markdown/OpenFence'
import { lex } from '@shared/markdown/tokens'
import type { UnseenToken } from '@shared/markdown/unseen'
import type { Token, Tokens } from 'marked'
import { formulaWords } from './formulaWords'

/** What is said in place of things that cannot be read out. */
const words = {
  code: (language: string) => (language ? `Code block, ${language}.` : 'Code block.'),
  table: (columns: string, rows: number) =>
    `Table${columns ? ` of ${columns}` : ''}, ${rows} ${rows === 1 ? 'row' : 'rows'}.`,
  picture: (alt: string) => (alt ? `Picture: ${alt}` : 'Picture'),
  formula: 'formula',
  done: 'Done:',
  toDo: 'To do:',
}

/** Names that a voice would otherwise spell or leave out. Others are said as written. */
const languageNames: Readonly<Record<string, string>> = {
  js: 'JavaScript',
  jsx: 'JavaScript',
  ts: 'TypeScript',
  tsx: 'TypeScript',
  py: 'Python',
  rb: 'Ruby',
  rs: 'Rust',
  sh: 'shell',
  bash: 'shell',
  zsh: 'shell',
  cs: 'C sharp',
  'c#': 'C sharp',
  cpp: 'C plus plus',
  'c++': 'C plus plus',
  yml: 'YAML',
  md: 'Markdown',
  text: '',
  txt: '',
  plaintext: '',
}

/** A top-level piece of Markdown and what a user would say for it. Each line of `speech` ends a sentence. */
export interface SpokenBlock {
  readonly type: string
  readonly raw: string
  readonly speech: string
  /** The marker of fenced code that it ends with and that goes on, or ''. */
  readonly openFence: string
}

/**
 * The blocks of a Markdown text, in order; together their `raw` is the text. For a short text: the work may
 * grow with the square of it. `rowsBefore`: of a table that begins it, rows that were left out behind its
 * head.
 */
export const spokenBlocks = (markdown: string, rowsBefore = 0): SpokenBlock[] => {
  let position = 0
  return lex(markdown)
    .flatMap((token, index) => blocksOf(token, index === 0 ? rowsBefore : 0))
    .map(({ token, type = token.type, length, speech }) => {
      const start = position
      position += length
      return {
        type: isThoughts(token) ? 'thoughts' : type,
        raw: markdown.slice(start, position),
        speech: withoutCitations(speech),
        openFence: openMarkerIn(token),
      }
    })
}

/** The numbers of sources, which a listener would hear as part of the sentence: ` [1]` or `.[2][3]`. */
const withoutCitations = (speech: string): string =>
  speech.replace(/[^\S\n]\[\d{1,3}\]|(?<=^|[.,;:!?)\]])\[\d{1,3}\]/gm, '')

const isThoughts = (token: Token): boolean =>
  token.type === 'details' && (token as unknown as DetailsToken).isThought

interface Spoken {
  readonly token: Token
  readonly type?: string
  readonly length: number
  readonly speech: string
}

/**
 * Items of a list stand alone: what was said of one must not depend on the items still to come. Lengths,
 * since marked changes some blank space in `raw`.
 */
const blocksOf = (token: Token, rowsBefore: number): Spoken[] => {
  if (token.type === 'table') {
    return [{ token, length: token.raw.length, speech: sayTable(token as Tokens.Table, rowsBefore) }]
  }
  if (token.type !== 'list') return [{ token, length: token.raw.length, speech: sayBlock(token) }]
  const list = token as Tokens.List
  const trailing = list.raw.length - list.items.reduce((sum, item) => sum + item.raw.length, 0)
  return list.items.map((item, index) => ({
    token: item.tokens.findLast(({ type }) => type !== 'space') ?? list,
    type: 'list_item',
    length: item.raw.length + (index === list.items.length - 1 ? trailing : 0),
    speech: sayItem(item, list.ordered),
  }))
}

const sayBlock = (token: Token): string => {
  switch (token.type) {
    case 'code':
      return sayCode(token as Tokens.Code)
    case 'table':
      return sayTable(token as Tokens.Table, 0)
    case 'blockquote':
      return sayAll((token as Tokens.Blockquote).tokens)
    case 'list': {
      const list = token as Tokens.List
      return lines(list.items.map((item) => sayItem(item, list.ordered)))
    }
    case 'heading':
    case 'paragraph':
    case 'text':
      return sayLine(token)
    case 'html':
      return closed(tidy(withoutTags(token.raw)))
    case 'math':
      return closed(capital(sayFormula((token as unknown as MathToken).text)))
    case 'details': {
      const { isThought, summary, tokens } = token as unknown as DetailsToken
      return isThought ? '' : lines([closed(tidy(sayInline(summary))), sayAll(tokens)])
    }
    case 'footnote':
      return sayAll((token as unknown as Footnote).tokens)
    case 'too-deep':
      return sayLine(token)
    // Rules, blank space and link definitions have no sound.
    default:
      return ''
  }
}

const sayAll = (tokens: readonly Token[]): string => lines(tokens.map(sayBlock))

const lines = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n')

const sayLine = (token: Token): string => {
  const text = 'tokens' in token && token.tokens ? sayInline(token.tokens) : plain(token.raw)
  return text.split('\n').map(tidy).filter(Boolean).map(closed).join('\n')
}

const sayItem = (item: Tokens.ListItem, isOrdered: boolean): string => {
  const [first = '', ...rest] = lines(
    item.tokens.filter((token) => token.type !== 'checkbox').map(sayBlock),
  ).split('\n')
  if (first === '') return ''
  // The number as written, not counted: a streamed list is read item by item.
  const number = isOrdered ? `${/\d+/.exec(item.raw)?.[0] ?? ''}. ` : ''
  const task = item.task ? `${item.checked ? words.done : words.toDo} ` : ''
  return lines([number + task + first, ...rest])
}

const sayCode = (code: Tokens.Code): string => {
  const tag = (/^[^\s{:,]+/.exec(code.lang ?? '')?.[0] ?? '').toLowerCase()
  return words.code(languageNames[tag] ?? tag)
}

const sayTable = (table: Tokens.Table, rowsBefore: number): string => {
  const names = table.header.map((cell) => tidy(sayInline(cell.tokens))).filter(Boolean)
  return words.table(names.join(', '), rowsBefore + table.rows.length)
}

const sayInline = (tokens: readonly Token[]): string => tokens.map(sayPiece).join('')

const sayPiece = (token: Token): string => {
  switch (token.type) {
    case 'link': {
      const link = token as Tokens.Link
      // A bare address is its own text; one with a name is said by the name.
      return /^(https?:|www\.)/i.test(link.text) ? sayUrl(link.text) : sayInline(link.tokens)
    }
    case 'image':
      return words.picture((token as Tokens.Image).text)
    case 'codespan':
      return withoutUrls((token as Tokens.Codespan).text)
    case 'br':
      return '\n'
    case 'html':
      return /^<br\b/i.test(token.raw) ? '\n' : ''
    case 'escape':
      return (token as Tokens.Escape).text
    case 'unseen':
      return (token as unknown as UnseenToken).text
    case 'element':
      return sayInline((token as unknown as ElementToken).tokens)
    case 'math':
      return sayFormula((token as unknown as MathToken).text)
    case 'footnote-mark':
      return ''
    case 'text':
    case 'strong':
    case 'em':
    case 'del':
      return 'tokens' in token && token.tokens ? sayInline(token.tokens) : plain(token.raw)
    default:
      return plain(token.raw)
  }
}

const plain = (text: string): string =>
  withoutUrls(withoutMarks(withoutFormulas(decodeEntities(text.replaceAll('\n', ' '))))).replace(
    /\[\^[^\]\s]+\]/g,
    '',
  )

const withoutUrls = (text: string): string => text.replace(/\b(?:https?:\/\/|www\.)\S+/gi, sayUrl)

/** The host alone. What follows it in a language without spaces is text again. */
const sayUrl = (url: string): string => {
  const [, host = '', after = ''] =
    /^(?:https?:\/\/)?(?:[^\s/?#@]*@)?(?:www\.)?([\w.-]*\w)[\w\-.~:/?#[\]@!$&'()*+,;=%]*([\s\S]*)$/i.exec(
      url,
    ) ?? []
  const stop = /[.,!?;:]$/.exec(url)?.[0] ?? ''
  return host + (after === '' ? stop : after)
}

/** Emphasis that is still open, or never was any: its marks are not said. `2 * 3` and `snake_case` stay. */
const withoutMarks = (text: string): string =>
  text.replace(/(?<=^|[\s\p{P}])(\*+|_+|~~)(?=\S)/gu, '').replace(/(?<=\S)(\*+|_+|~~)(?=$|[\s\p{P}])/gu, '')

/** Short formulas are read as they stand; longer ones are named. */
const withoutFormulas = (text: string): string =>
  text
    .replace(/\$\$[^$]{1,1000}\$\$|\\\[.{1,1000}?\\\]|\\\(.{1,1000}?\\\)/gs, (formula) =>
      sayFormula(formula.slice(2, -2)),
    )
    .replace(/(?<![\w$])\$(?=\S)([^$\n]*[^$\s])\$(?![\w$])/g, (_, formula: string) => sayFormula(formula))

const sayFormula = (formula: string): string =>
  /^[\w\s+=.,-]{1,24}$/.test(formula) && !formula.includes('_')
    ? formula
    : (formulaWords(formula) ?? words.formula)

const withoutTags = (html: string): string =>
  decodeEntities(
    html
      .replace(/<!--[\s\S]*?(-->|$)/g, '')
      .replace(/<(script|style)\b[\s\S]*?(<\/\1\s*>|$)/gi, '')
      .replace(/<\/?[a-z][^>]*>/gi, ' '),
  )

/** Pictographs with what joins and colours them, flags and keycaps; © ® ™ are words. */
const emoji =
  /(?![©®™])(?:\p{Regional_Indicator}{2}|[\d#*]\ufe0f?\u20e3|\p{Extended_Pictographic}(?:[\ufe0f\u{1f3fb}-\u{1f3ff}]|\u200d\p{Extended_Pictographic})*)/gu

/** Ranges and "about", which a voice reads as signs or leaves out. */
const spokenSigns = (text: string): string => {
  if (!/[~～–−]/.test(text)) return text
  const to = /[\p{sc=Hiragana}\p{sc=Katakana}]/u.test(text)
    ? 'から'
    : /\p{sc=Han}/u.test(text)
      ? '到'
      : ' to '
  return text
    .replace(/(?<=\d)(?:%|°)?\s?[~～–]\s?(?=\d)/g, (signs) =>
      /^[%°]/.test(signs) ? signs.charAt(0) + to : to,
    )
    .replace(/(?<![\p{L}\p{N}~/])[~～](?=[\d$€£])/gu, to === ' to ' ? 'about ' : '约')
}

/** Lines and blocks that draw, arrows of a terminal's frame, and signs of private use. */
const drawings = /[\u2500-\u259f\ue000-\uf8ff]+/g

const tidy = (text: string): string =>
  spokenSigns(text)
    .replace(drawings, ' ')
    .replace(emoji, '')
    .replace(/(?:\s|\u200b|\u200d|\ufe0f)+/gu, ' ')
    .replace(/ (?=[.,;!?](\s|$))/g, '')
    .trim()

/** A line that ends without a mark gets one, so that the voice comes to rest. */
const closed = (text: string): string => {
  if (!/[\p{L}\p{N}\p{M}%)\]"'”’»]$/u.test(text) || /[.!?…。！？؟۔।॥։።។]["'”’»)\]]*$/u.test(text)) return text
  return text + (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}][^\p{L}]*$/u.test(text) ? '。' : '.')
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
