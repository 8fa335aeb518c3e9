// `npm run regexes`: no regular expression of ours takes the square of a hostile text, or more. Part of the
// unit tests, since it takes seconds. What ends in a bounded time for a reason of its own is listed below.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RegExpParser } from '@eslint-community/regexpp'
import { analyse } from 'scslre'
import { parseSync } from 'vite'

/**
 * Expressions that backtrack, each with what bounds them, by file and source.
 * @type {Readonly<Record<string, string>>}
 */
export const bounded = {
  'src/main/speech/SentenceReader.ts /^ {0,3}(`{3,}|~{3,})[^\\n]*\\n(?:[\\s\\S]*\\n)? {0,3}\\1[`~]*\\s*$/':
    'one block, of 3,000 signs at most',
  'src/main/speech/openMarkdown.ts /["\'“‘「『（([$€£-]+$/u': '20 signs',
  "src/main/speech/speakable.ts /^(?:https?:\\/\\/)?(?:[^\\s/?#@]*@)?(?:www\\.)?([\\w.-]*\\w)[\\w\\-.~:/?#[\\]@!$&'()*+,;=%]*([\\s\\S]*)$/i":
    'whatever it begins with, all that follows matches: it does not backtrack',
  'src/main/speech/speakable.ts /[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}][^\\p{L}]*$/u':
    'one line of a block, of 3,000 signs at most',
  'src/shared/markdown/OpenFence.ts /^( {0,3})(`{3,}(?=[^`\\n]*$)|~{3,})([^\\n]*)$/':
    'a single line: nothing behind it can fail',
}

/** The regular expressions of a file, by the parser that also builds it. */
function* expressionsOf(/** @type {string} */ path, /** @type {string} */ text) {
  const waiting = [/** @type {unknown} */ (parseSync(path, text).program)]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (typeof node !== 'object' || node === null) continue
    const literal = /** @type {{ start: number, regex?: { pattern: string, flags: string } }} */ (node)
    if (literal.regex) yield { ...literal.regex, line: text.slice(0, literal.start).split('\n').length }
    for (const value of Object.values(node)) if (typeof value === 'object') waiting.push(value)
  }
}

/**
 * How an expression can blow up, or null.
 * @param {string} source
 * @param {string} flags
 */
export const growthOf = (source, flags) => {
  const parser = new RegExpParser()
  const pattern = parser.parsePattern(source, 0, source.length, {
    unicode: flags.includes('u'),
    unicodeSets: flags.includes('v'),
  })
  const { reports } = analyse({ pattern, flags: parser.parseFlags(flags) })
  if (reports.length === 0) return null
  return reports.some(({ exponential }) => exponential) ? 'exponential' : 'polynomial'
}

/**
 * What is wrong with the expressions of a file, each as `path:line`.
 * @param {string} path
 * @param {string} text
 * @param {Set<string>} [listed] gathers what is in the list
 */
export const findingsOf = (path, text, listed) => {
  /** @type {string[]} */
  const findings = []
  for (const { pattern, flags, line } of expressionsOf(path, text)) {
    const growth = growthOf(pattern, flags)
    if (!growth) continue
    const key = `${path} /${pattern}/${flags}`
    if (growth === 'polynomial' && key in bounded) listed?.add(key)
    else findings.push(`${path}:${line} /${pattern}/${flags} takes ${growth} time`)
  }
  return findings
}

/**
 * The findings below a root, and what the list still says of expressions that are gone or sound.
 * @param {string} root
 */
export const findingsIn = (root) => {
  /** @type {Set<string>} */
  const listed = new Set()
  const findings = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => {
      const path = relative(root, join(root, 'src', name))
        .split(sep)
        .join('/')
      return findingsOf(path, readFileSync(join(root, path), 'utf8'), listed)
    })
  return { findings, stale: Object.keys(bounded).filter((key) => !listed.has(key)) }
}

const main = () => {
  const { findings, stale } = findingsIn(resolve(import.meta.dirname, '..'))
  for (const finding of findings) console.error(`regexes: ${finding}`)
  for (const key of stale) console.error(`regexes: the list has what is not there: ${key}`)
  if (findings.length + stale.length > 0) process.exitCode = 1
  else console.log('regexes: none takes the square of its text')
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) main()
