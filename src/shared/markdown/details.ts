import type { Token, TokenizerExtensionFunction } from 'marked'

/** What an answer folds: `<details>`, or thoughts that came as text. `isOpen`: its end has not come. */
export interface DetailsToken {
  readonly type: 'details'
  readonly raw: string
  readonly isThought: boolean
  readonly isOpen: boolean
  readonly summary: Token[]
  readonly tokens: Token[]
}

const opening = /^ {0,3}<(details|think|thinking|thoughts?|reasoning)(?:\s[^<>\n]{0,100})?>/i
/** Deeper ones are raw HTML: each level is parsed again with all it holds. */
const deepest = 4
let depth = 0

/** Where the closing tag of `name` begins and ends, past those of inner ones and not in fenced code. */
const closeOf = (source: string, from: number, name: string): { start: number; end: number } | null => {
  let level = 1
  let isCode = false
  const marks = new RegExp(`<(/?)${name}(?:\\s[^<>\\n]{0,100})?>|^ {0,3}(?:\`{3}|~{3})`, 'gim')
  marks.lastIndex = from
  for (let match = marks.exec(source); match; match = marks.exec(source)) {
    if (!match[0].endsWith('>')) isCode = !isCode
    else if (!isCode) level += match[1] === '/' ? -1 : 1
    if (level === 0) return { start: match.index, end: match.index + match[0].length }
  }
  return null
}

const summaryIn = (inner: string): { words: string; length: number } => {
  const start = /^\s*<summary(?:\s[^<>\n]{0,100})?>/i.exec(inner)
  const end = start ? inner.search(/<\/summary>/i) : -1
  if (!start || end < 0) return { words: '', length: start?.[0].length ?? 0 }
  return { words: inner.slice(start[0].length, end).trim(), length: end + '</summary>'.length }
}

/** Takes all up to its closing tag; without one, all there is, which is then in sight. */
export const tokenizeDetails: TokenizerExtensionFunction = function (source) {
  const match = opening.exec(source)
  if (!match || depth >= deepest) return undefined
  const name = match[1]?.toLowerCase() ?? ''
  const close = closeOf(source, match[0].length, name)
  const inner = source.slice(match[0].length, close?.start)
  const end = close ? close.end + (/^[ \t]*\n/.exec(source.slice(close.end))?.[0].length ?? 0) : source.length
  const isThought = name !== 'details'
  const { words, length } = isThought ? { words: 'Thoughts', length: 0 } : summaryIn(inner)
  depth += 1
  try {
    return {
      type: 'details',
      raw: source.slice(0, end),
      isThought,
      isOpen: close === null,
      summary: this.lexer.inline(words === '' ? 'Details' : words),
      tokens: this.lexer.blockTokens(inner.slice(length).replace(/^[ \t]*\n/, ''), []),
    }
  } finally {
    depth -= 1
  }
}
