/** A sentence must share so many letters with the text, to be taken for a part of it. */
const leastSigns = 3

const isSign = /[\p{L}\p{N}]/u

/** Letters and digits of a text, small, and where in the text each of them stands. */
export interface Signs {
  readonly text: string
  readonly places: readonly number[]
}

export const signsOf = (text: string): Signs => {
  let signs = ''
  const places: number[] = []
  let at = 0
  for (const char of text) {
    if (isSign.test(char)) {
      const small = char.toLowerCase()
      signs += small
      for (let unit = 0; unit < small.length; unit++) places.push(at)
    }
    at += char.length
  }
  return { text: signs, places }
}

/**
 * Finds a spoken sentence in the text that is shown, from `after` (in signs) on, as [start, end). The two
 * differ in marks, numbers of lists, addresses: the same beginning or end is enough; null where there is
 * neither.
 */
export const placeOfSentence = (
  shown: Signs,
  sentence: string,
  after: number,
): { readonly start: number; readonly end: number; readonly next: number } | null => {
  const words = sentence.split(/\s+/u).map((word) => signsOf(word).text)
  const all = words.join('')
  if (all === '') return null
  const found = (signs: string): number => {
    if (signs.length < Math.min(leastSigns, all.length)) return -1
    const ahead = shown.text.indexOf(signs, after)
    return ahead === -1 ? shown.text.indexOf(signs) : ahead
  }
  const between = (from: number, to: number) => {
    const start = shown.places[from]
    const last = shown.places[to - 1]
    return start === undefined || last === undefined ? null : { start, end: last + 1, next: to }
  }
  const whole = found(all)
  if (whole !== -1) return between(whole, whole + all.length)
  // The number of an item is said, but stands in the margin.
  const rest = words.slice(1).join('')
  const item = /^\d+[.)]?$/.test(sentence.split(/\s/, 1)[0] ?? '') ? found(rest) : -1
  if (item !== -1) return between(item, item + rest.length)
  for (let count = words.length - 1; count > 0; count--) {
    const head = words.slice(0, count).join('')
    // Half of it, or it may be anything.
    if (head.length * 2 < all.length) break
    const at = found(head)
    if (at !== -1) return between(at, at + head.length)
  }
  return null
}
