/** Commands whose braces hold words. */
const words = /\\(?:text(?:rm|bf|it|tt|sf|normal|up|md)?|mbox|hbox)\s*\{/g
/** Environments that KaTeX knows by another name. */
const renamed: Readonly<Record<string, string>> = {
  eqnarray: 'align',
  multline: 'gather',
  displaymath: 'gather',
}

/** The place of the brace that closes the one before `from`, or the end. */
const closingBrace = (tex: string, from: number): number => {
  let depth = 1
  for (let at = from; at < tex.length; at += 1) {
    const sign = tex[at]
    if (sign === '\\') at += 1
    else if (sign === '{') depth += 1
    else if (sign === '}') depth -= 1
    if (depth === 0) return at
  }
  return tex.length
}

/** Between dollars, words are a formula again. */
const escapedWords = (text: string): string =>
  text
    .split(/(\$[^$]*\$)/)
    .map((part) =>
      part.startsWith('$') && part.length > 1
        ? part
        : part.replace(/\\[\s\S]|[_%&#^$]/g, (sign) =>
            sign.length > 1 ? sign : sign === '^' ? '\\textasciicircum{}' : `\\${sign}`,
          ),
    )
    .join('')

/** TeX as models write it, for KaTeX: signs within words are words, and a per cent sign ends nothing. */
export const texForKatex = (tex: string): string => {
  let result = ''
  let done = 0
  words.lastIndex = 0
  for (let match = words.exec(tex); match; match = words.exec(tex)) {
    const begin = match.index + match[0].length
    const end = closingBrace(tex, begin)
    result += percented(tex.slice(done, begin)) + escapedWords(tex.slice(begin, end))
    done = end
    words.lastIndex = end
  }
  return (result + percented(tex.slice(done))).replace(
    /\\(begin|end)\{(eqnarray|multline|displaymath)(\*?)\}/g,
    (_, edge: string, name: string, star: string) => `\\${edge}{${renamed[name]}${star}}`,
  )
}

const percented = (tex: string): string => tex.replace(/(?<=\d\s?)%/g, '\\%')
