import { decodeEntities } from '@shared/lib/entities'
import { htmlToMarkdown } from '@shared/markdown/htmlToMarkdown'
import type { Around } from './format'
import { type Activity, chatIn, questionOf } from './gemini'

const cellStart = '<div class="outer-cell'
const wordsStart = 'mdl-typography--body-1">'
const captionStart = 'mdl-typography--caption"'

/** Whether a page's beginning is Takeout's log of any product. */
export const isActivityPage = (head: string): boolean =>
  /^\s*<(?:!doctype html|html)/i.test(head) && (head.includes('mdl-') || head.includes('outer-cell'))

/** The exchange in the part of a page between two cells. One that cannot be read is named as left out. */
export const readCell = (cell: string, around: Around): Activity | null => {
  const from = cell.indexOf(wordsStart)
  if (from === -1 || !/gemini|bard/i.test(cell)) return null
  const activity = activityIn(cell, from)
  if (!activity)
    around.leftOut.add('message', 'unsupported', plainOf([cell.slice(from + wordsStart.length)]).slice(0, 80))
  return activity
}

/** Null where no line of it is a moment: what comes before it was asked, what comes after it answered. */
const activityIn = (cell: string, from: number): Activity | null => {
  const caption = cell.indexOf(captionStart, from)
  const end = cell.indexOf('<div class="content-cell', from)
  const words = cell.slice(from + wordsStart.length, end === -1 ? caption : end)
  // The user's words, the files, the time, and then the answer, all between line breaks.
  const lines = words.split(/<br ?\/?>/i)
  const place = lines.findIndex((line) => momentIn(line) !== null)
  if (place === -1) return null
  const before = lines.slice(0, place)
  const files = [...before.join('\n').matchAll(/href="([^"<>:]{1,300})"/g)].map(([, name]) =>
    decodeURI0(name),
  )
  const asked = before.filter((line) => !/^\s*-\s+<a /.test(line) && !/<img /.test(line))
  const answer = htmlToMarkdown(
    lines
      .slice(place + 1)
      .join('<br>')
      .replace(/<\/div>\s*$/, ''),
  )
  const question = questionOf(decodeEntities(plainOf(asked)), answer !== '')
  if (question === '' && answer === '') return null
  return { question, answer, at: momentIn(lines[place] ?? ''), chat: chatIn(cell), files }
}

const plainOf = (lines: readonly string[]): string =>
  lines
    .map((line) => line.replace(/<[^<>]{0,2000}>/g, ''))
    .join('\n')
    .trim()

const decodeURI0 = (name = ''): string => {
  try {
    return decodeURIComponent(decodeEntities(name))
  } catch {
    return name
  }
}

const zones: Readonly<Record<string, string>> = {
  CET: '+0100',
  CEST: '+0200',
  BST: '+0100',
  IST: '+0530',
  JST: '+0900',
}

/** `Nov 5, 2025, 1:34:47 AM CET`, `5 Nov 2025, 01:34:47 GMT+01:00`; null for a line that is no moment. */
const momentIn = (line: string): number | null => {
  const text = decodeEntities(line)
    .replace(/[\u00a0\u202f]/g, ' ')
    .trim()
  if (text.length > 60 || !/\d{4}/.test(text) || !/\d{1,2}:\d{2}/.test(text)) return null
  const named = text.replace(/\b[A-Z]{3,4}$/, (zone) => zones[zone] ?? zone).replace(/(\d{1,2})\. /, '$1 ')
  const at = Date.parse(named)
  if (Number.isFinite(at)) return at
  // A zone or month that is not known here: the day and hour still tell what came first.
  const local = Date.parse(named.replace(/ [A-Z]{2,5}$/, ''))
  return Number.isFinite(local) ? local : null
}

/** The cells of a page as its bytes come in; none is longer than `most`. */
export async function* cellsOf(bytes: AsyncIterable<Buffer>, most: number): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of bytes) {
    text += decoder.decode(chunk, { stream: true })
    let from = text.indexOf(cellStart)
    for (let next = text.indexOf(cellStart, from + 1); from !== -1 && next !== -1; ) {
      yield text.slice(from, next)
      from = next
      next = text.indexOf(cellStart, from + 1)
    }
    if (from > 0) text = text.slice(from)
    if (text.length > most) text = ''
  }
  const from = text.indexOf(cellStart)
  if (from !== -1) yield text.slice(from)
}
