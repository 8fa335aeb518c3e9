import { decodeEntities } from '@shared/lib/entities'
import type { SourceNode, SourcePart } from '../tree'
import {
  isRecord,
  type Json,
  lineOf,
  listOf,
  momentFromEither,
  recordOf,
  textOr,
  textOrNull,
} from '../values'
import {
  type Around,
  answerParts,
  assetPart,
  callPart,
  type Format,
  jsonText,
  nodeOf,
  resultPart,
  textPart,
  thoughtPart,
} from './format'

/** Open WebUI's export of chats: each with its whole tree under `chat.history`. */
export const openWebui: Format = {
  source: 'open-webui',
  isMeant: (keys) => keys.has('chat.history') || keys.has('history.currentId'),
  convert(record, around) {
    const chat = isRecord(record.chat) ? record.chat : record
    const history = recordOf(chat.history)
    const title = textOrNull(record.title) ?? chat.title
    const nodes = new Map<string, SourceNode>()
    for (const [id, message] of Object.entries(recordOf(history.messages)))
      if (isRecord(message)) nodes.set(id, toNode(id, message, around, lineOf(title, 300)))
      else around.leftOut.add('message', 'damaged', lineOf(title, 300))
    const folderId = textOrNull(record.folder_id)
    const folderName = folderId === null ? undefined : around.folders.get(folderId)
    return [
      {
        id: textOrNull(record.id) ?? JSON.stringify([...nodes.keys()]),
        title,
        nodes,
        current: textOrNull(history.currentId),
        createdAt: momentFromEither(record.created_at ?? chat.timestamp),
        updatedAt: momentFromEither(record.updated_at),
        systemPrompt: textOr(chat.system, '') || textOr(recordOf(chat.params).system, ''),
        isPinned: record.pinned === true,
        isArchived: record.archived === true,
        folder: folderId === null || folderName === undefined ? null : { id: folderId, name: folderName },
      },
    ]
  },
}

const toNode = (id: string, message: Json, around: Around, title: string): SourceNode => {
  const role = message.role === 'user' || message.role === 'assistant' ? message.role : null
  if (role === null)
    around.leftOut.add('message', message.role === 'system' ? 'hidden' : 'unsupported', title)
  const output = listOf(message.output).filter(isRecord)
  const said =
    role === 'assistant' && output.length > 0
      ? output.flatMap((item, index) => outputParts(`${id} ${index}`, item, around))
      : []
  const parts = said.some(({ type }) => type === 'text') ? said : contentParts(id, message.content)
  return {
    ...nodeOf({
      id,
      parentId: textOrNull(message.parentId),
      role,
      parts: [...parts, ...filesOf(message, around)],
      createdAt: momentFromEither(message.timestamp),
      model: message.model,
      state: isRecord(message.error) || message.done === false ? 'interrupted' : 'complete',
    }),
    childIds: listOf(message.childrenIds).filter((child) => typeof child === 'string'),
  }
}

/** The steps of an answer as newer versions keep them, beside the text that shows them all. */
const outputParts = (place: string, item: Json, { leftOut }: Around): SourcePart[] => {
  const texts = listOf(item.content).map((each) => textOr(recordOf(each).text, ''))
  const callId = textOr(item.call_id, '') || place
  switch (item.type) {
    case 'message':
      return textPart(texts.join(''))
    case 'reasoning':
      return thoughtPart(texts.join('\n\n'))
    case 'function_call':
      return [callPart(callId, item.name, item.arguments)]
    case 'function_call_output': {
      const words = listOf(item.output).flatMap((each) => textOrNull(recordOf(each).text) ?? [])
      return [resultPart(callId, words.length > 0 ? words.join('\n') : jsonText(item.output))]
    }
    default:
      leftOut.add('content', 'unsupported', lineOf(item.type, 50) || 'unknown')
      return []
  }
}

/** Text with the folds that older versions write their steps into. */
const contentParts = (id: string, content: unknown): SourcePart[] => {
  const parts: SourcePart[] = []
  let rest = typeof content === 'string' ? content : jsonText(content ?? '')
  for (let place = 0; ; place += 1) {
    const from = rest.indexOf('<details type="')
    const end = from === -1 ? -1 : rest.indexOf('</details>', from)
    if (end === -1) return [...parts, ...answerParts(rest.trim())]
    parts.push(...textPart(rest.slice(0, from).trim()), ...foldParts(`${id} ${place}`, rest.slice(from, end)))
    rest = rest.slice(end + '</details>'.length)
  }
}

const foldParts = (callId: string, fold: string): SourcePart[] => {
  const open = fold.indexOf('>')
  const head = fold.slice(0, open)
  const attribute = (name: string) => {
    const from = head.indexOf(` ${name}="`)
    if (from === -1) return ''
    const value = head.slice(from + name.length + 3)
    return decodeEntities(value.slice(0, Math.max(0, value.indexOf('"'))))
  }
  const summaryEnd = fold.indexOf('</summary>')
  const inner = decodeEntities(fold.slice(summaryEnd === -1 ? open + 1 : summaryEnd + '</summary>'.length))
  const type = attribute('type')
  if (type === 'tool_calls')
    return [
      callPart(callId, attribute('name'), attribute('arguments')),
      resultPart(callId, attribute('result') || inner.trim()),
    ]
  const words = inner.replace(/^> ?/gm, '').trim()
  return type === 'reasoning' ? thoughtPart(words) : textPart(words)
}

const filesOf = (message: Json, around: Around): SourcePart[] =>
  listOf(message.files).flatMap((file) => {
    if (!isRecord(file)) return []
    const about = recordOf(file.file)
    const name = lineOf(file.name ?? about.filename, 300)
    const address = textOr(file.url, '')
    if (file.type === 'image')
      return [
        assetPart(around.findAsset(address), name || 'Picture', {
          mediaType: 'image/*',
        }),
      ]
    const words = textOrNull(recordOf(about.data).content)
    const key = words === null ? around.findAsset(textOr(file.id, '') || address) : around.keepText(words)
    return [assetPart(key, name || 'File', words === null ? {} : { mediaType: 'text/plain' })]
  })
