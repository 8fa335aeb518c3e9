/** What each mark may become: an element of its own, which is dearer to draw than a letter. */
const markWeight = 8

const codes = (signs: string): ReadonlySet<number> => new Set(Array.from(signs, (sign) => sign.charCodeAt(0)))
const inlineMarks = codes('`*_~$[<')
const allMarks = codes('`*_~$[<|\n')

/** How much work a text is for a page: its length, and more for each sign that may begin an element. */
export const weightOf = (text: string): number => {
  let weight = text.length
  for (let at = 0; at < text.length; at += 1) if (allMarks.has(text.charCodeAt(at))) weight += markWeight
  return weight
}

/** The length of the longest start of a text that is not heavier than `most`, and at least 1. */
export const lengthWithin = (text: string, most: number): number => {
  let left = most
  for (let at = 0; at < text.length; at += 1) {
    left -= allMarks.has(text.charCodeAt(at)) ? markWeight + 1 : 1
    if (left < 0) return Math.max(1, at)
  }
  return text.length
}

/** The same for text within a code block, whose signs are only letters, up to where it may end. */
export const lengthOfCodeWithin = (text: string, most: number): number => {
  const window = text.slice(0, most)
  const end = window.search(/\n[ \t>]*(?:`{3}|~{3})/)
  return end < 0 ? window.length : end + 1
}

/** Where a text has its mark number `most` within a line; `limit` where it is shorter or has fewer. */
export const placeOfMark = (text: string, most: number, limit: number): number => {
  let left = most
  const end = Math.min(text.length, limit)
  for (let at = 0; at < end; at += 1) {
    if (!inlineMarks.has(text.charCodeAt(at))) continue
    left -= 1
    if (left === 0) return at + 1
  }
  return limit
}
