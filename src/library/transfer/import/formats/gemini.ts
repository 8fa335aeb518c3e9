import { htmlToMarkdown } from '@shared/markdown/htmlToMarkdown'
import type { SourcePart } from '../tree'
import { isRecord, type Json, lineOf, listOf, momentFrom, recordOf, textOr } from '../values'
import { type Around, assetPart, type Format, type Found, inRow, type Said, textPart } from './format'

/** Without the name of a conversation, so long a silence ends one. */
const silenceMs = 30 * 60 * 1_000

/** What Google writes before the user's words; in other languages there is a space that does not break. */
const asked = /^(?:Prompted with:|Prompted|Asked Gemini:|Asked Bard:|Asked|Said)[ \u00a0]/
/** Activities that are nothing that was said. */
const unsaid =
  /^(?:Used|Gave|Selected|Shared|Deleted|Viewed|Visited|Searched|Pinned|Renamed|Exported|Updated|Added) /
const attachedCount = /(?:^|\s)Attached \d{1,4} files?\.?\s*$/

/** One exchange of the log, as JSON has it, or as it was read out of the page. */
export interface Activity {
  readonly question: string
  readonly answer: string
  readonly at: number | null
  /** The name of its conversation, where the log has one. */
  readonly chat: string | null
  readonly files: readonly string[]
}

/** Google Takeout's log of Gemini. It keeps exchanges, newest first, and often no name of a conversation. */
export const gemini: Format = {
  source: 'gemini',
  isMeant: (keys) =>
    keys.has('header') && keys.has('time') && (keys.has('safeHtmlItem') || keys.has('products')),
  // Its records are no conversations: they are gathered first.
  convert: () => [],
}

export const readActivity = (record: Json, around: Around): Activity | null => {
  const header = [record.header, ...listOf(record.products)].map((each) => textOr(each, '')).join(' ')
  if (!/gemini|bard/i.test(header)) return null
  const items = isRecord(record.safeHtmlItem) ? [record.safeHtmlItem] : listOf(record.safeHtmlItem)
  const html = items.map((item) => textOr(recordOf(item).html ?? recordOf(item).htmlValue, '')).join('\n')
  const title = textOr(record.title, '')
  const details = listOf(record.details).filter(isRecord)
  const told = (name: string) => textOr(details.find((detail) => detail.name === name)?.value, '')
  const answer = htmlToMarkdown(html) || told('Response')
  const question = told('Request') || questionOf(title, answer !== '')
  const files = [record.imageFile, ...listOf(record.attachedFiles)].map((file) => textOr(file, ''))
  if (question === '' && answer === '') {
    around.leftOut.add('message', 'unsupported', title.slice(0, 80))
    return null
  }
  return {
    question,
    answer,
    at: momentFrom(record.time),
    chat: chatIn(textOr(record.titleUrl, '')),
    files: files.filter((file) => file !== ''),
  }
}

export const questionOf = (title: string, isAnswered: boolean): string => {
  const words = title.replace(attachedCount, '').trim()
  if (unsaid.test(words)) return ''
  if (asked.test(words)) return words.replace(asked, '').trim()
  const space = words.indexOf(':\u00a0')
  return space !== -1 && space < 60 ? words.slice(space + 2).trim() : isAnswered ? words : ''
}

export const chatIn = (text: string): string | null =>
  /gemini\.google\.com\/app\/(?:c\/)?([\w-]{1,100})/.exec(text)?.[1] ?? null

/** The exchanges as conversations: by their name where there is one, else by the silence between. */
export const conversationsOf = (activities: readonly Activity[], around: Around): Found[] => {
  // Of the same second the later line is the earlier exchange.
  const inTime = [...activities].reverse().sort((a, b) => (a.at ?? 0) - (b.at ?? 0))
  const chats = new Map<string, Activity[]>()
  let loose: { readonly id: string; at: number } | null = null
  for (const activity of inTime) {
    const at = activity.at ?? 0
    if (activity.chat === null && (loose === null || at - loose.at > silenceMs))
      loose = { id: `${at} ${activity.question.slice(0, 1_000)}`, at }
    if (activity.chat === null && loose !== null) loose.at = at
    const id: string = activity.chat ?? loose?.id ?? ''
    const known = chats.get(id)
    if (known) known.push(activity)
    else chats.set(id, [activity])
  }
  return [...chats].map(([id, list]) => {
    const said = list.flatMap((activity) => saidIn(activity, around))
    const nodes = inRow(said)
    return { id, title: '', nodes, current: [...nodes.keys()].at(-1) ?? null }
  })
}

const saidIn = ({ question, answer, at, files }: Activity, around: Around): Omit<Said, 'parentId'>[] => {
  const id = `${at ?? 0} ${question.slice(0, 1_000)}`
  const attached = files.map((file): SourcePart => {
    const isPicture = /\.(?:png|jpe?g|webp|gif)$/i.test(file)
    return assetPart(around.findAsset(file), lineOf(file, 300), isPicture ? { mediaType: 'image/*' } : {})
  })
  return [
    { id: `q ${id}`, role: 'user', parts: [...textPart(question), ...attached], createdAt: at },
    { id: `a ${id}`, role: 'assistant', parts: textPart(answer), createdAt: at },
  ]
}
