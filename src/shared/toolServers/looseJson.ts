/** JSON as people write it in settings: with comments and with commas before a closing bracket. */
export const parseLooseJson = (text: string): unknown => JSON.parse(strict(text))

/** The place behind the string that begins here. */
const endOfString = (text: string, start: number): number => {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** The place behind the comment that begins here; itself where none does. */
const endOfComment = (text: string, start: number): number => {
  const isLine = text.startsWith('//', start)
  if (!isLine && !text.startsWith('/*', start)) return start
  const end = text.indexOf(isLine ? '\n' : '*/', start + 2)
  return end < 0 ? text.length : isLine ? end : end + 2
}

/** Written by hand: a pattern would take the square of a text with many beginnings and no end. */
const strict = (text: string): string => {
  const pieces: string[] = []
  /** A comma that counts only where a value follows. */
  let isCommaDue = false
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? ''
    const behind = endOfComment(text, at)
    if (behind > at) at = behind
    else if (/\s/.test(char)) at += 1
    else {
      const end = char === '"' ? endOfString(text, at) : at + 1
      if (isCommaDue && char !== '}' && char !== ']') pieces.push(',')
      isCommaDue = char === ','
      if (!isCommaDue) pieces.push(text.slice(at, end))
      // Two words stay two: without the space between them they would become one.
      if (/[\w.]/.test(char) && /[\s/]/.test(text[end] ?? '')) pieces.push(' ')
      at = end
    }
  }
  return pieces.join('')
}
