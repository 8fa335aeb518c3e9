import { sourceBlocks } from '@shared/markdown/MarkdownStream'
import type { Token, Tokens } from 'marked'

/**
 * What was inside of raw HTML is Markdown once that is text: looked at again, until nothing is left to be
 * done. Where that takes too many rounds, code within words is no longer told from them.
 */
const mostRounds = 8

/**
 * Markdown of one message that stays within itself, whatever it says: below it come others, and what a
 * message leaves open (a fence, a comment, a `<details>`) would swallow them. Raw HTML is shown as it was
 * written, as it is in the app.
 */
export const containedMarkdown = (source: string): string => {
  let text = source
    .replace(/\r\n?/g, '\n')
    .replaceAll('\0', '\uFFFD')
    // Readers differ on whether a fence with a tab behind it is one.
    .replace(/^([ >]*(?:`{3,}|~{3,}))[ \t]+$/gm, '$1')
  for (let round = 0; round < 2 * mostRounds; round += 1) {
    // A last line that has ended may begin code, which the message must end.
    const contained = containOnce(text.endsWith('\n') ? text : `${text}\n`, round < mostRounds)
    if (contained === text) break
    text = contained
  }
  return text.trimEnd()
}

const containOnce = (text: string, keepsCode: boolean): string => {
  const blocks = sourceBlocks(text)
  let contained = ''
  for (const { block, source } of blocks) {
    // A block that begins within a line, behind a formula or a long text, begins one for other readers too.
    if (contained !== '' && !contained.endsWith('\n')) contained += '\n'
    contained += containBlock(block, source, keepsCode)
  }
  return closeFence(blocks.length > 0 ? contained : text, blocks.at(-1)?.block)
}

const containBlock = (block: Token, source: string, keepsCode: boolean): string => {
  if (block.type === 'code') return containCode(block as Tokens.Code, source)
  if (block.type === 'math') return containFormula(source)
  if (!source.includes('<')) return source
  if (!keepsCode) return containWords(source)
  const touchesAddress = addressesIn(source)
  let result = ''
  let at = 0
  for (const leaf of codeAndFormulasOf(block)) {
    const found = placeOf(leaf.raw, source, at)
    if (!found) continue
    const own = source.slice(found.start, found.end)
    // Other readers take a backtick that touches an address for its own.
    if (leaf.type === 'codespan' && touchesAddress(found.start)) continue
    // They begin no fence behind words.
    if (leaf.type === 'code' && !beginsLine(source, found.start)) continue
    result += containWords(source.slice(at, found.start))
    result += leaf.type === 'math' ? containFormula(own) : own
    at = found.end
  }
  return result + containWords(source.slice(at))
}

/** Whether only the marks of lists and quotes are before this place in its line. */
const beginsLine = (text: string, at: number): boolean =>
  /^(?:[ \t>]|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))*$/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at))

/** What may begin a tag, a comment or the like, wherever that is read. */
const tagStart = /<(?=[a-z/!?])/gi
/** The target of a link between angle brackets, which has no escapes for what looks like a tag. */
const bracketedTarget = /(\]\(\s*|\]:\s*)<([^<>\n]*)>/g
/** An address as `<https://example.org>`, which is no tag. */
const autolink = /^<(?:https?:\/\/|mailto:)[^\s<>"'`]+>/i

/**
 * What means the same in Markdown as here and can hold nothing else: elements without a mark of Markdown,
 * around a few words, and a line's end behind a word. Any other tag may begin more than it says.
 */
const harmless =
  /(?<!\\)<(sub|sup|kbd|mark|u|small)>[\p{L}\p{N} .,+=()−-]{1,80}<\/\1>|(?<=[\p{L}\p{N},;!?])<br ?\/?>/gu

const containWords = (text: string): string => {
  let contained = ''
  let at = 0
  for (const { index, 0: element } of text.matchAll(harmless)) {
    contained += containTags(text.slice(at, index)) + element
    at = index + element.length
  }
  return contained + containTags(text.slice(at))
}

const containTags = (text: string): string =>
  text
    .replace(bracketedTarget, (written, before: string, target: string) =>
      /^[a-z/!?]/i.test(target) ? before + target.replace(/[\s()]/g, encodeURIComponent) : written,
    )
    .replace(/\S+/g, (word) => (word.includes('<') ? containWord(word) : word))

const containWord = (word: string): string => {
  const address = word.search(bareAddress)
  return word.replace(tagStart, (_, at: number) => {
    if (address >= 0 && address < at) return '&lt;'
    const backslashes = /(?<!\\)\\+$/.exec(word.slice(0, at))?.[0].length ?? 0
    return backslashes % 2 === 1 || autolink.test(word.slice(at)) ? '<' : '\\<'
  })
}

/** An address takes a backslash behind it for its own. */
const bareAddress = /:|www\.|@/i

/** Tells whether an address runs up to a place in a text, for one place after another. */
const addressesIn = (text: string): ((at: number) => boolean) => {
  const blank = /\s/g
  let start = 0
  let seen = 0
  return (at) => {
    blank.lastIndex = seen
    for (let match = blank.exec(text); match && match.index < at; match = blank.exec(text)) {
      start = match.index + 1
    }
    seen = Math.max(start, at)
    return bareAddress.test(text.slice(start, at))
  }
}

/**
 * Where no formula is known, its signs are Markdown. TeX minds neither a space nor an empty group; backticks,
 * which would begin code, are hardly ever in one.
 */
const containFormula = (text: string): string =>
  text
    .replace(tagStart, '< ')
    .replace(/\\[\s\S]|`/g, (written) => (written === '`' ? '\\`' : written))
    .replace(/^([ \t>]*)(?=~{3})/gm, '$1{}')

/** Whether CommonMark would end this fenced code elsewhere: at a fence in it, or not behind its last line. */
const endsElsewhere = (code: Tokens.Code): boolean => {
  const last = code.raw.trimEnd().split('\n').at(-1) ?? ''
  return /^ *(?:`{3}|~{3})/m.test(code.text) || (last.includes('```') && !last.trimStart().startsWith('```'))
}

/**
 * Indented code, which other readers may take for a paragraph, gets a fence where it has tags, and code that
 * holds fences a longer one.
 */
const containCode = (code: Tokens.Code, source: string): string => {
  if (code.codeBlockStyle !== 'indented' && endsElsewhere(code)) {
    const text = code.text.replace(/\n$/, '')
    const contained = `${fenced(text, (code.lang ?? '').replaceAll('`', ''))}\n`
    return source.startsWith(contained.trimEnd()) ? source : contained + (source.endsWith('\n\n') ? '\n' : '')
  }
  if (code.codeBlockStyle !== 'indented' || !/<[a-z/!?]/i.test(source)) return source
  return `${fenced(code.text.trimEnd())}\n${source.endsWith('\n') ? '\n' : ''}`
}

function* codeAndFormulasOf(token: Token): Generator<Token> {
  if (token.type === 'codespan' || token.type === 'math') yield token
  // Whether a line in a list or a quote is indented code, readers see differently.
  else if (token.type === 'code') {
    if ((token as Tokens.Code).codeBlockStyle !== 'indented') yield token
  } else for (const each of innerOf(token)) yield* codeAndFormulasOf(each)
}

/** How far ahead something is looked for. */
const farthest = 16_000

/**
 * Where `raw` is, at `at` or behind it. In a list or a quote its lines have more before them: then its first
 * line is looked for, and each further one must end a line.
 */
const placeOf = (raw: string, source: string, at: number): { start: number; end: number } | null => {
  const near = source.slice(at, at + farthest)
  const whole = near.indexOf(raw)
  if (whole >= 0) return { start: at + whole, end: at + whole + raw.length }
  const [first = '', ...rest] = raw.trimEnd().split('\n')
  const begin = near.indexOf(first)
  if (begin < 0 || rest.length === 0) return null
  let end = begin + first.length
  for (const line of rest) {
    const next = near.indexOf('\n', end + 1) < 0 ? near.length : near.indexOf('\n', end + 1)
    const written = near.slice(end + 1, next)
    if (!written.endsWith(line) || !/^[\s>]*$/.test(written.slice(0, written.length - line.length)))
      return null
    end = next
  }
  return { start: at + begin, end: at + end }
}

/** What a token is made of, in order. */
export const innerOf = (token: Token): readonly Token[] => {
  if (token.type === 'list') return (token as Tokens.List).items
  if (token.type === 'table') {
    const { header, rows } = token as Tokens.Table
    return [header, ...rows].flat().flatMap((cell) => cell.tokens)
  }
  return 'tokens' in token ? (token.tokens ?? []) : []
}

/** A fence that was never closed ends with its message. */
const closeFence = (text: string, last: Token | undefined): string => {
  if (last?.type !== 'code' || !text.trimEnd().endsWith(last.raw.trimEnd())) return text
  const opening = /^ {0,3}(`{3,}|~{3,})/.exec(last.raw)?.[1]
  if (opening === undefined) return text
  const lines = last.raw.trimEnd().split('\n')
  const end = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(lines.at(-1) ?? '')?.[1]
  const isClosed =
    lines.length > 1 && end !== undefined && end[0] === opening[0] && end.length >= opening.length
  return isClosed ? text : `${text.trimEnd()}\n${opening}`
}

/** A fenced block around any text, fences included. */
export const fenced = (text: string, language = ''): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

/** Text that means nothing but itself, on one line. */
export const escapedText = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>#|~$!&]/g, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^([-+=])/, '\\$1')
