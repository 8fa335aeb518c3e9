type Quote = '"' | "'" | null

/** What only a shell understands: a server is started without one, so that it starts alone. */
const shellOnly = /[|&;<>`]|\$\(/

/**
 * The words of a command line, by the quoting of a POSIX shell. Null where it is not one plain command: a
 * pipe, a second command, an unfinished quote.
 */
export const commandWords = (line: string): readonly string[] | null => {
  const joined = line.replace(/\\\r?\n/g, ' ').trim()
  const words: string[] = []
  let word: string | null = null
  let quote: Quote = null
  for (let at = 0; at < joined.length; at += 1) {
    const char = joined[at] ?? ''
    const next = joined[at + 1] ?? ''
    if (quote !== null) {
      if (char === quote) quote = null
      else if (quote === '"' && char === '\\' && '"\\$`'.includes(next) && next !== '') {
        word += next
        at += 1
      } else word += char
    } else if (char === '"' || char === "'") {
      quote = char
      word ??= ''
    } else if (char === '\\' && isEscapable(next)) {
      word = (word ?? '') + next
      at += 1
    } else if (/\s/.test(char)) {
      if (char === '\n') return null
      if (word !== null) words.push(word)
      word = null
    } else if (shellOnly.test(char) || (char === '$' && next === '(')) return null
    else word = (word ?? '') + char
  }
  if (quote !== null) return null
  return word === null ? words : [...words, word]
}

/** Any other stroke is a folder's, as Windows writes them. */
const isEscapable = (char: string): boolean => char !== '' && /[\s"'\\|&;<>`$()]/.test(char)
