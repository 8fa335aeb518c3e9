/**
 * Changes whenever the same text would give other tokens: messages indexed under an older one can then be
 * found.
 */
export const tokensVersion = 1

/** A run of letters, numbers and marks, or one pictograph. */
const wordShape = /[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic}/gu
/**
 * Scripts that put no spaces between words (and Hangul, whose words carry endings): found by any character.
 */
const denseRun =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Tibetan}\p{Extended_Pictographic}]+/gu
const ascii = /^[\0-\x7f]*$/
/** What \p{L}, \p{N} and \p{M} are among these: most texts, in a fraction of the time. */
const asciiWord = /[a-z\d]+/gi
/** Accents, variation selectors and joiners are ignored: no user searches for them. */
const ignorable = /[\u0300-\u036f]|\u200d|[\ufe00-\ufe0f]/g
/** Letters that Unicode does not decompose but users type as their plain forms. */
const lookalikes: Readonly<Record<string, string>> = {
  ß: 'ss',
  ς: 'σ',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
}
/** Long enough for any word; what is longer is data (Base64), of which the beginning is found. */
const longestToken = 64

/** One spelling for all cases, accents and widths. */
export const fold = (text: string): string => {
  if (ascii.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replace(ignorable, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ßςæœøłđı]/g, (letter) => lookalikes[letter] ?? letter)
    .replace(/[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}]+/gu, '')
}

/**
 * Quickly: whether a text may hold all of these, which are folded; most texts that do not are known at once,
 * without being taken apart into words.
 */
export const mayHold = (text: string, folded: readonly string[]): boolean => {
  if (ascii.test(text)) {
    const lower = text.toLowerCase()
    return folded.every((each) => lower.includes(each))
  }
  const spelt = text
    .normalize('NFKD')
    .replace(ignorable, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ßςæœøłđı]/g, (letter) => lookalikes[letter] ?? letter)
  if (folded.every((each) => spelt.includes(each))) return true
  // Compatibility characters may become signs that folding takes out of the middle of a word (½ is 12): rare,
  // so look closely.
  return text.normalize('NFKC') !== text.normalize('NFC')
}

/** A stretch of text that is searched as one: a word, or a run of a script without spaces. */
export interface Run {
  readonly start: number
  readonly end: number
  readonly isDense: boolean
}

/** The runs of a text, in order, lazily: a reader of a huge text stops where it has seen enough. */
export function* runsOf(text: string): Generator<Run> {
  if (ascii.test(text)) {
    for (const { 0: word, index } of text.matchAll(asciiWord))
      yield { start: index, end: index + word.length, isDense: false }
    return
  }
  for (const { 0: word, index } of text.matchAll(wordShape)) {
    if (ascii.test(word)) {
      yield { start: index, end: index + word.length, isDense: false }
      continue
    }
    let at = 0
    for (const dense of word.matchAll(denseRun)) {
      if (dense.index > at) yield { start: index + at, end: index + dense.index, isDense: false }
      at = dense.index + dense[0].length
      yield { start: index + dense.index, end: index + at, isDense: true }
    }
    if (at < word.length) yield { start: index + at, end: index + word.length, isDense: false }
  }
}

/**
 * Pairs of neighbours, and the last character alone: with prefixes, every single character is then found too.
 */
export const pairsOf = (dense: string): string[] => {
  const characters = [...dense]
  return characters.map((character, index) => character + (characters[index + 1] ?? ''))
}

/** What the index holds of a text: each token once. */
export const tokensOf = (text: string): Set<string> => {
  const tokens = new Set<string>()
  for (const { start, end, isDense } of runsOf(text)) {
    const folded = fold(text.slice(start, end))
    if (folded === '') continue
    if (isDense) for (const pair of pairsOf(folded)) tokens.add(pair)
    else tokens.add(cut(folded))
  }
  return tokens
}

export const cut = (token: string): string =>
  token.length <= longestToken ? token : token.slice(0, longestToken).replace(/[\ud800-\udbff]$/, '')
