/**
 * A word to look for, folded; words of scripts without spaces are found anywhere, others where a word begins.
 */
interface Word {
  readonly folded: string
  readonly isDense: boolean
}

const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u
const wordPart = /[\p{L}\p{N}\p{M}]/u

/** The text without case and accents, and of the same length, so that places stay places. */
export const folded = (text: string): string => {
  const plain = text.normalize('NFC')
  const source = plain.length === text.length ? plain : text
  let made = ''
  for (const character of source) {
    const base = character.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    made += base.length === character.length ? base : character
  }
  return made
}

export const wordsOf = (query: string): readonly Word[] =>
  [...new Set(folded(query).match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])].map((word) => ({
    folded: word,
    isDense: dense.test(word),
  }))

/** The places of a query's words in a text, as [start, end), in order and without overlaps. */
export const matchesIn = (text: string, words: readonly Word[]): readonly (readonly [number, number])[] => {
  const source = folded(text)
  const found: (readonly [number, number])[] = []
  for (const { folded: word, isDense } of words) {
    for (let at = source.indexOf(word); at >= 0; at = source.indexOf(word, at + 1)) {
      const isBeginning = isDense || at === 0 || !wordPart.test(source[at - 1] ?? '')
      if (isBeginning) found.push([at, at + word.length])
    }
  }
  found.sort(([a, aEnd], [b, bEnd]) => a - b || bEnd - aEnd)
  let last = 0
  return found.filter(([start, end]) => {
    if (start < last) return false
    last = end
    return true
  })
}
