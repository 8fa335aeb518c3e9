import { lex } from '@shared/markdown/tokens'
import type { Token, Tokens } from 'marked'

/**
 * What was inside of raw HTML is Markdown once that is text: looked at again, until nothing is left to be
 * done.
 */
const mostRounds = 8

/**
 * Markdown of one message that stays within itself, whatever it says: below it come others, and what a
 * message leaves open (a fence, a comment, a `<details>`) would swallow them. Raw HTML is shown as it was
 * written, as it is in the app.
 */
export const containedMarkdown = (source: string): string => {
  let text = source.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD')
  for (let round = 0; round < mostRounds; round += 1) {
    const contained = containOnce(text)
    if (contained === text) break
    text = contained
  }
  return text.trimEnd()
}

const containOnce = (text: string): string => {
  const tokens = lex(text)
  const contained = tokens.map((token) => (token.type === 'code' ? token.raw : withoutHtml(token))).join('')
  return closeFence(contained, tokens.at(-1))
}

/** The token's source with a backslash before each tag of raw HTML in it. */
const withoutHtml = (token: Token): string => {
  if (!token.raw.includes('<')) return token.raw
  let result = ''
  let at = 0
  // Leaves come in the order of the text, so each is looked for behind the one before it.
  for (const leaf of leavesOf(token)) {
    const found = token.raw.indexOf(leaf.raw, at)
    if (found < 0) continue
    result += token.raw.slice(at, found)
    result += leaf.type === 'html' ? leaf.raw.replace(/<(?=[a-z/!?])/gi, '\\<') : leaf.raw
    at = found + leaf.raw.length
  }
  return result + token.raw.slice(at)
}

function* leavesOf(token: Token): Generator<Token> {
  const inner = innerOf(token)
  if (inner.length === 0) yield token
  for (const each of inner) yield* leavesOf(each)
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
  if (last?.type !== 'code') return text
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
