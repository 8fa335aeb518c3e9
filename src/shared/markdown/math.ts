import type { TokenizerExtensionFunction, TokenizerStartFunction } from 'marked'

/**
 * A formula, as it was written. `isOpen`: a display formula whose end has not come; it is shown as its
 * source.
 */
export interface MathToken {
  readonly type: 'math'
  readonly raw: string
  readonly text: string
  readonly isDisplay: boolean
  readonly isOpen?: boolean
}

const opening = /^ {0,3}(\$\$|\\\[)/

/**
 * True where this line begins a display formula on lines of its own. Words behind the formula make it part of
 * a text.
 */
const opens = (line: string): boolean => {
  const match = opening.exec(line)
  if (!match) return false
  const close = match[1] === '$$' ? '$$' : '\\]'
  const at = line.indexOf(close, match[0].length)
  return at < 0 || (at > match[0].length && line.slice(at + close.length).trim() === '')
}

/**
 * Where its closing sign is, or else where the blank line begins that ends it; looked for line by line, and
 * no further.
 */
const endOf = (source: string, begin: number, close: string): { close: number } | { open: number } => {
  for (let at = begin; ; ) {
    const newline = source.indexOf('\n', at)
    const line = source.slice(at, newline < 0 ? source.length : newline)
    const found = line.indexOf(close)
    if (found >= 0) return { close: at + found }
    if (newline < 0) return { open: source.length }
    if (at > begin && line.trim() === '') return { open: at }
    at = newline + 1
  }
}

/**
 * A display formula on lines of its own, up to its end. It holds no blank line (TeX allows none there
 * either): one that has not ended by then is open and shown as its source. What a line begins never depends
 * on a later one, so the blocks are the same however the text was cut.
 */
export const tokenizeMathBlock: TokenizerExtensionFunction = (source) => {
  const match = opening.exec(source)
  if (!match || !opens(source.split('\n', 1)[0] ?? '')) return undefined
  const close = match[1] === '$$' ? '$$' : '\\]'
  const begin = match[0].length
  const end = endOf(source, begin, close)
  if ('open' in end) {
    const raw = source.slice(0, end.open)
    return { type: 'math', raw, text: raw.slice(begin).trim(), isDisplay: true, isOpen: true }
  }
  const behind = end.close + close.length
  const after = /^[ \t]*(?:\n|$)/.exec(source.slice(behind))?.[0] ?? ''
  const raw = source.slice(0, behind + after.length)
  return { type: 'math', raw, text: source.slice(begin, end.close).trim(), isDisplay: true }
}

/** Every paragraph asks; so many lines without a blank one are a list of data, not words before a formula. */
const mostLines = 500

/** The position at which a display formula interrupts a paragraph. */
export const startOfMathBlock: TokenizerStartFunction = (source) => {
  let at = source.indexOf('\n')
  for (let count = 0; at >= 0 && count < mostLines; count += 1) {
    const next = source.indexOf('\n', at + 1)
    const line = source.slice(at + 1, next < 0 ? source.length : next)
    if (opens(line)) return at + 1
    // The paragraph ends here.
    if (line.trim() === '') return undefined
    at = next
  }
  return undefined
}

const inlines: readonly { readonly pattern: RegExp; readonly isDisplay: boolean }[] = [
  { pattern: /^\$\$(?!\$)((?:\\[\s\S]|[^$\\`])+?)\$\$(?!\$)/, isDisplay: true },
  // No space inside the dollars and no digit behind them: "$5 and $10" are prices.
  { pattern: /^\$(?![\s$])((?:\\[\s\S]|[^$\\`])*?(?:\\[^\s]|[^\s$\\`]))\$(?![\d$])/, isDisplay: false },
  { pattern: /^\\\(((?:(?!\\\))[^`])+?)\\\)/, isDisplay: false },
  { pattern: /^\\\[((?:(?!\\\])[^`])+?)\\\]/, isDisplay: true },
]
/** A dollar far away is another dollar; and a longer search would cost at each one. */
const longestInline = 1_000

export const tokenizeMathInline: TokenizerExtensionFunction = (source) => {
  const first = source[0]
  if (first !== '$' && first !== '\\') return undefined
  const near = source.slice(0, longestInline)
  for (const { pattern, isDisplay } of inlines) {
    const match = pattern.exec(near)
    const text = match?.[1]?.trim()
    if (match && text) return { type: 'math', raw: match[0], text, isDisplay }
  }
  return undefined
}

// Every text asks where the next formula may begin: looked for nearby only, so that a long text does not cost
// its square.
const nearby = 1_000

export const startOfMathInline: TokenizerStartFunction = (source) => {
  // A dollar in a word ("US$5") opens nothing.
  const at = /(?<![\p{L}\p{N}\\$])\$|\\[([]/u.exec(source.slice(0, nearby))
  return at?.index ?? (source.length > nearby ? nearby : undefined)
}
