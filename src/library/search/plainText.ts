import { decodeEntities } from '@shared/lib/entities'

const fence = /^ {0,3}(?:`{3,}|~{3,})/
const fences = /^ {0,3}(?:`{3,}|~{3,})/gm
const rule = /^\s*(?:(?:[-*_]\s*){3,}|=+|-+)$/
const tableRule = /^(?=.*-)(?=.*\|)[\s|:-]+$/

/** Whether a place in a Markdown text lies in a block of code. */
export const isInCode = (before: string): boolean => (before.match(fences)?.length ?? 0) % 2 === 1

/** A line's own mark, then what stands within it: from the outside in, so that `**[a](b)**` is `a`. */
const plainLine = (line: string): string => decodeEntities(withoutMarks(line))

const withoutMarks = (line: string): string =>
  line
    .replace(/^(?:\s*>\s?)+/, '')
    .replace(/^\s{0,3}#{1,6}\s+/, '')
    .replace(/^\s*[-*+]\s+(?:\[[ xX]\]\s+)?/, '')
    .replace(/^\s*\||\|\s*$/g, '')
    .replace(/(?<!\s)\s+\|\s+/g, ' · ')
    .replace(/!?\[([^[\]]{0,1000})\]\([^)]{0,4000}\)/g, '$1')
    .replace(/\[\^[^[\]]{1,100}\]/g, '')
    .replace(/\[([^[\]]{1,1000})\]\[[^[\]]{0,1000}\]/g, '$1')
    .replace(/<(https?:[^>\s]+)>/g, '$1')
    .replace(/(?<!`)(`+)([^`]{1,4000})\1/g, '$2')
    .replace(/(\*\*\*|\*\*|~~)(?=\S)([^\n]+?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}_])(__?)(?=\S)([^_\n]+?)(?<=\S)\1(?![\p{L}\p{N}_])/gu, '$2')
    .replace(/(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\p{L}\p{N}*])/gu, '$1')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')

/** What a user reads of a piece of Markdown, in one line. Code stays as it is written. */
export const plainText = (markdown: string, beginsInCode = false): string => {
  let isCode = beginsInCode
  const lines: string[] = []
  for (const line of markdown.split('\n')) {
    if (fence.test(line)) isCode = !isCode
    else if (isCode) lines.push(line)
    else if (!rule.test(line) && !tableRule.test(line)) lines.push(plainLine(line))
  }
  return inOneLine(lines.join('\n'))
}

export const inOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
