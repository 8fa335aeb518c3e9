const sign = /[\p{L}\p{N}]/gu
export const signsIn = (text: string): number => text.match(sign)?.length ?? 0

/** The text after so many letters and digits: marks may have changed meanwhile, words have not. */
export const afterSigns = (text: string, count: number): string => {
  if (count === 0) return text
  let seen = 0
  for (const match of text.matchAll(sign)) {
    if (seen === count) {
      const start = match.index
      // Take along what opens the next word.
      const opener = /["'“‘「『（([$€£-]+$/u.exec(text.slice(Math.max(0, start - 20), start))?.[0] ?? ''
      return text.slice(start - opener.length)
    }
    seen++
  }
  return ''
}

/**
 * Where the first inline construct begins that is not closed yet (code, link, formula, tag); the end when
 * there is none.
 */
export const openInline = (raw: string): number => {
  const closers: readonly (readonly [RegExp, RegExp])[] = [
    [/`+/g, /`+/g],
    [/!?\[/g, /\](?:\([^)]{0,500}\)|\[[^\]]{0,500}\]|(?![([]).)/gs],
    [/\$\$|\\\(|\\\[/g, /\$\$|\\\)|\\\]/g],
    [/<(?=[a-z/!])/gi, />/g],
  ]
  let open = raw.length
  for (const [opening, closing] of closers) {
    opening.lastIndex = 0
    for (let start = opening.exec(raw); start; start = opening.exec(raw)) {
      closing.lastIndex = opening.lastIndex
      const end = closing.exec(raw)
      if (!end) {
        // A lone mark must not hold back the rest of a long text.
        if (raw.length - start.index < maxOpenLength) open = Math.min(open, start.index)
        break
      }
      opening.lastIndex = Math.max(closing.lastIndex, opening.lastIndex)
    }
  }
  return open
}

/** The limit of waiting, longer than any link or piece of code that is worth it. */
const maxOpenLength = 500
