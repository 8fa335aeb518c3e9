// `npm run comments`: the house form of comments, as far as a program can see it. Part of `npm run lint`,
// because Biome has no rule for it.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

const folders = ['src', 'tests', 'scripts', 'bench']
const longestLine = 110
const otherWords = /\b(person|somebody|whoever|nobody|anybody)\b/i
/** A directive stays on one line, or the tool that it is for does not find its reason. */
const directive = /biome-ignore/

/**
 * The comments of a text, by line: `text` is the comment alone, `isWhole` where nothing else is on its line.
 * A trailing comment counts from ` // ` on; such characters in a string are taken for one as well.
 * @param {string} text
 */
export function* commentsOf(text) {
  let isInBlock = false
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trimStart()
    const isWhole = isInBlock || /^\{?\/[/*]/.test(trimmed)
    if (!isInBlock && /^\{?\/\*/.test(trimmed)) isInBlock = true
    if (line.includes('*/')) isInBlock = false
    const trailing = line.indexOf(' // ')
    if (isWhole) yield { line: index + 1, text: line, isWhole }
    else if (trailing >= 0) yield { line: index + 1, text: line.slice(trailing), isWhole }
  }
}

/**
 * The breaches of a file, each as `path:line` and the rule that it breaks.
 * @param {string} path
 * @param {string} text
 */
export const breachesOf = (path, text) => {
  /** @type {string[]} */
  const breaches = []
  for (const comment of commentsOf(text)) {
    const place = `${path}:${comment.line}`
    const [word] = otherWords.exec(comment.text) ?? []
    if (word) breaches.push(`${place} says "${word}": the human is "the user"`)
    if (comment.isWhole && comment.text.length > longestLine && !directive.test(comment.text))
      breaches.push(
        `${place} has ${comment.text.length} characters: a comment line has at most ${longestLine}`,
      )
  }
  return breaches
}

/**
 * The breaches in all files of the project.
 * @param {string} root
 */
export const breachesIn = (root) =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs|css)$/.test(entry.name))
      .flatMap((entry) => {
        const path = join(entry.parentPath, entry.name)
        return breachesOf(relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8'))
      }),
  )

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const breaches = breachesIn(resolve(import.meta.dirname, '..'))
  for (const breach of breaches) console.error(`comments: ${breach}`)
  if (breaches.length > 0) process.exitCode = 1
  else console.log('comments: in house form')
}
