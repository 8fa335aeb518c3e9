import type { Token, TokenizerExtensionFunction, TokenizerStartFunction } from 'marked'

/** `[^label]` in a text. */
export interface FootnoteMark {
  readonly type: 'footnote-mark'
  readonly raw: string
  readonly label: string
  /** Some services mark their sources like `[^1^]`: nothing is to be seen of it where no footnote comes. */
  readonly isCitation?: boolean
}
/** `[^label]: words`, where it was written. */
export interface Footnote {
  readonly type: 'footnote'
  readonly raw: string
  readonly label: string
  readonly tokens: Token[]
}

const definition = /^ {0,3}\[\^([^\]\s^]{1,60})\]:[ \t]*/
const mark = /^\[\^([^\]\s^]{1,60})\](?!:)/
/** What begins a block of its own even where no blank line is before it. */
const opensBlock = /^ {0,3}(?:`{3}|~{3}|#{1,6}[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t]|\||\$\$|\\\[|<|\[\^)/

/**
 * How much of `source` belongs to the footnote that begins it: its lines, and indented ones after blank
 * lines.
 */
const lengthOf = (source: string): number => {
  let end = source.indexOf('\n') + 1
  if (end === 0) return source.length
  let isAfterBlank = false
  let at = end
  while (at < source.length) {
    const next = source.indexOf('\n', at) + 1 || source.length
    const line = source.slice(at, next)
    if (line.trim() === '') isAfterBlank = true
    else if (/^(?: {4}|\t)/.test(line)) {
      end = next
      isAfterBlank = false
    } else if (isAfterBlank || opensBlock.test(line)) break
    else end = next
    at = next
  }
  return end
}

export const tokenizeFootnote: TokenizerExtensionFunction = function (source) {
  const match = definition.exec(source)
  const label = match?.[1]
  if (!match || !label) return undefined
  const raw = source.slice(0, lengthOf(source))
  const inner = raw.slice(match[0].length).replace(/^(?: {4}|\t)/gm, '')
  return { type: 'footnote', raw, label, tokens: this.lexer.blockTokens(inner, []) }
}

export const tokenizeFootnoteMark: TokenizerExtensionFunction = (source) => {
  const match = mark.exec(source)
  return match?.[1] ? { type: 'footnote-mark', raw: match[0], label: match[1] } : undefined
}

export const startOfFootnoteMark: TokenizerStartFunction = (source) => {
  // Nearby only, as for formulas.
  const at = source.slice(0, 1_000).indexOf('[^')
  return at < 0 ? undefined : at
}
