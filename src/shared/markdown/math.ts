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

const opening =
  /^ {0,3}(\$\$|\\\[|\\begin\{(?:equation|align|alignat|flalign|gather|multline|eqnarray|displaymath|math|aligned|split|cases|array|[pbvBV]?matrix|CD)\*?\})/

/** What ends a formula that so begins. An environment needs no dollars around it. */
const closingOf = (begin: string): string => {
  if (begin === '$$') return '$$'
  return begin.startsWith('\\begin') ? begin.replace('begin', 'end') : '\\]'
}
/** The TeX of one: an environment is part of it. */
const texOf = (begin: string, inner: string): string =>
  begin.startsWith('\\begin') ? `${begin}${inner}${closingOf(begin)}` : inner.trim()

/**
 * True where this line begins a display formula on lines of its own. Words behind the formula make it part of
 * a text.
 */
const opens = (line: string): boolean => {
  const match = opening.exec(line)
  if (!match) return false
  const close = closingOf(match[1] ?? '')
  const at = line.indexOf(close, match[0].length)
  if (at < 0) return true
  const inner = line.slice(match[0].length, at)
  return inner !== '' && line.slice(at + close.length).trim() === '' && !/^[\^\d\s,;–-]+$/.test(inner)
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
  const close = closingOf(match[1] ?? '')
  const begin = match[0].length
  const end = endOf(source, begin, close)
  if ('open' in end) {
    const raw = source.slice(0, end.open)
    return { type: 'math', raw, text: raw.slice(begin).trim(), isDisplay: true, isOpen: true }
  }
  const behind = end.close + close.length
  const after = /^[ \t]*(?:\n|$)/.exec(source.slice(behind))?.[0] ?? ''
  const raw = source.slice(0, behind + after.length)
  return { type: 'math', raw, text: texOf(match[1] ?? '', source.slice(begin, end.close)), isDisplay: true }
}

/** Every paragraph asks; words so long are no words before a formula. */
const longestWords = 4_000
/** Where a line begins that is blank, or may be a display formula. */
const candidate = /\n(?:[ \t]*(?=\n)| {0,3}(?=\$\$|\\\[|\\begin\{))/g

/** The position of the first display formula behind the first line, and before a blank one. */
export const mathBlockIn = (source: string): number | undefined => {
  if (!source.includes('$$') && !/\\(?:\[|begin\{)/.test(source)) return undefined
  for (const { index } of source.matchAll(candidate)) {
    const end = source.indexOf('\n', index + 1)
    const line = source.slice(index + 1, end < 0 ? source.length : end)
    if (line.trim() === '') return undefined
    if (opens(line)) return index + 1
  }
  return undefined
}

/** The position at which a display formula interrupts a paragraph. */
export const startOfMathBlock: TokenizerStartFunction = function (source) {
  // Where no paragraphs are (the text of a list item), none is interrupted.
  return this.lexer.state.top ? mathBlockIn(source.slice(0, longestWords)) : undefined
}

const dollars: readonly { readonly pattern: RegExp; readonly isDisplay: boolean }[] = [
  { pattern: /^\$\$(?!\$)((?:\\[\s\S]|[^$\\`])+)\$\$(?!\$)/, isDisplay: true },
  { pattern: /^\$(?!\$)((?:\\[\s\S]|[^$\\`])+)\$(?![\d$])/, isDisplay: false },
]
/** A dollar far away is another dollar; and a longer search would cost at each one. */
const longestInline = 1_000

/** What only TeX has: a command, a raised or lowered sign, a relation. */
const isTex = (text: string): boolean =>
  /\\[a-zA-Z,;!{}]|\^|=|(?<![A-Za-z])[A-Za-z]_|_\{|[A-Za-z}\])]\s*[<>+]/.test(text)
/** Words, or an amount with words behind it: nothing that stands between dollars on purpose. */
const isProse = (text: string): boolean => /[A-Za-z]{3}\s+[A-Za-z]{2}|^\d[\d.,]*\s[A-Za-z]{2}/.test(text)
/** What a formula does not end with, and names of shell variables are joined by. */
const endsOpen = (text: string): boolean => /[-+*/=,:;.|&<>([{~，。、：；]$/.test(text)
const ordinal = /^(?:th|st|nd|rd|s|d)\b/

/**
 * Whether what stands between two dollars is a formula, by what it says and what follows it: `$5 and $10` are
 * prices, `$HOME/$USER` are names, `$ x $` with blanks is a formula where it is TeX.
 */
const isMeant = (inner: string, after: string): boolean => {
  const isBlankBefore = /^\s/.test(inner)
  const isBlankBehind = /\s$/.test(inner)
  const text = inner.trim()
  if (text === '' || isBlankBefore !== isBlankBehind) return false
  if (!isTex(text) && (isProse(text) || (isBlankBefore && !/^[a-zA-Z]'?$/.test(text)))) return false
  if (/^[{(]/.test(after)) return after.startsWith('(') && !endsOpen(text) && !text.endsWith(')')
  if (!/^[A-Za-z_]/.test(after)) return true
  return (
    !endsOpen(text) &&
    (ordinal.test(after) || (isTex(text) && !/^\{?[A-Za-z_]\w/.test(text) && !isProse(text)))
  )
}

/** `\(…\)`, `\[…\]` and `\begin{…}…\end{…}`. */
const bracketed = (near: string): MathToken | undefined => {
  const begin = near[1] === 'b' ? opening.exec(near)?.[1] : undefined
  if (begin !== undefined) {
    const close = near.indexOf(closingOf(begin))
    if (close < 0) return undefined
    const raw = near.slice(0, close + closingOf(begin).length)
    return { type: 'math', raw, text: raw, isDisplay: true }
  }
  const isDisplay = near[1] === '['
  if (!isDisplay && near[1] !== '(') return undefined
  const end = near.indexOf(isDisplay ? '\\]' : '\\)', 2)
  const inner = near.slice(2, Math.max(2, end))
  const text = inner.trim()
  if (text === '' || inner.includes('`') || (isDisplay && isCitation(text))) return undefined
  return { type: 'math', raw: near.slice(0, end + 2), text, isDisplay }
}

/** Escaped brackets around the number of a source, a mark or a few words are brackets. */
const isCitation = (text: string): boolean =>
  /^[\^\d\s,;–-]+$|^[xX]?$/.test(text) || (/^[\p{L}\p{N}\s.,'’:;-]*$/u.test(text) && /\p{L}{3}/u.test(text))

export const tokenizeMathInline: TokenizerExtensionFunction = (source) => {
  const first = source[0]
  if (first !== '$' && first !== '\\') return undefined
  const near = source.slice(0, longestInline)
  if (first === '\\') return bracketed(near)
  for (const { pattern, isDisplay } of dollars) {
    const match = pattern.exec(near)
    const inner = match?.[1] ?? ''
    if (!match || inner.trim() === '') continue
    if (isDisplay || isMeant(inner, near.slice(match[0].length, match[0].length + 12)))
      return { type: 'math', raw: match[0], text: inner.trim(), isDisplay }
  }
  return undefined
}

/** Whether a text between dollars is all one formula. */
export const isDollarFormula = (text: string): boolean => {
  const inner = text.replace(/^\$\$?|\$\$?$/g, '')
  return text.startsWith('$$') || isMeant(inner, '')
}

// Every text asks where the next formula may begin: looked for nearby only, so that a long text does not cost
// its square.
const nearby = 1_000

export const startOfMathInline: TokenizerStartFunction = (source) => {
  const begin = source.slice(0, nearby)
  if (!begin.includes('$') && !begin.includes('\\')) return source.length > nearby ? nearby : undefined
  // A dollar in a word ("US$5") opens nothing.
  const at = /(?<![\p{L}\p{N}\\$])\$|\\(?:[([]|begin\{)/u.exec(begin)
  return at?.index ?? (source.length > nearby ? nearby : undefined)
}
