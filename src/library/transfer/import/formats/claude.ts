import type { SourcePart } from '../tree'
import { isRecord, type Json, lineOf, listOf, momentFrom, recordOf, textOr, textOrNull } from '../values'
import {
  type Around,
  assetPart,
  callPart,
  type Format,
  jsonText,
  nodeOf,
  resultPart,
  textPart,
  thoughtPart,
} from './format'

/** The root is no message, but an id that is the same everywhere. */
const rootId = /^0{8}-0{4}-[04]0{3}-[08]0{3}-0{12}$/

/** Claude.ai's export: conversations with their messages in a row or, in newer ones, with their parents. */
export const claude: Format = {
  source: 'claude',
  isMeant: (keys) => keys.has('chat_messages'),
  convert(record, around) {
    const title = lineOf(record.name, 300)
    const nodes = new Map()
    let last: string | null = null
    for (const [index, message] of listOf(record.chat_messages).entries()) {
      if (!isRecord(message)) {
        around.leftOut.add('message', 'damaged', title)
        continue
      }
      const id = textOrNull(message.uuid) ?? `${index}`
      if (nodes.has(id)) {
        around.leftOut.add('message', 'duplicate', title)
        continue
      }
      const parent = textOrNull(message.parent_message_uuid)
      const role = message.sender === 'human' ? 'user' : message.sender === 'assistant' ? 'assistant' : null
      if (role === null)
        around.leftOut.add('message', 'unsupported', `${title}: ${lineOf(message.sender, 50)}`)
      nodes.set(
        id,
        nodeOf({
          id,
          parentId: parent === null ? last : rootId.test(parent) ? null : parent,
          role,
          parts: [...partsOf(id, message, around), ...filesOf(message, around)],
          createdAt: momentFrom(message.created_at),
          model: message.model ?? record.model,
          state: message.stop_reason === 'user_canceled' ? 'stopped' : 'complete',
        }),
      )
      last = id
    }
    return [
      {
        id: textOrNull(record.uuid) ?? JSON.stringify([...nodes.keys()]),
        title: record.name,
        nodes,
        current: textOrNull(record.current_leaf_message_uuid) ?? last,
        createdAt: momentFrom(record.created_at),
        updatedAt: momentFrom(record.updated_at),
        isPinned: record.is_starred === true,
        folder: projectOf(record, around),
      },
    ]
  },
}

const projectOf = (record: Json, { folders }: Around) => {
  const project = recordOf(record.project)
  const id = textOrNull(project.uuid) ?? textOrNull(record.project_uuid)
  const name = id === null ? undefined : (textOrNull(project.name) ?? folders.get(id))
  return id === null || name === undefined ? null : { id, name }
}

const partsOf = (id: string, message: Json, around: Around): SourcePart[] => {
  const parts = listOf(message.content).flatMap((block, index) =>
    isRecord(block) ? blockParts(`${id} ${index}`, block, around) : [],
  )
  // Before 2024 there was only a text; later it is the same words once more.
  return parts.length > 0 ? parts : textPart(message.text)
}

const blockParts = (place: string, block: Json, around: Around): SourcePart[] => {
  switch (block.type) {
    case 'text':
      return textPart(block.text)
    case 'thinking':
      return thoughtPart(block.thinking)
    case 'tool_use':
      return toolParts(textOrNull(block.id) ?? place, block, around)
    case 'tool_result':
      return [returned(place, block)]
    // Counts of the app's own.
    case 'token_budget':
    case 'flag':
      return []
    default:
      around.leftOut.add('content', 'unsupported', lineOf(block.type, 50) || 'unknown')
      return []
  }
}

/** A call; a document that was written by it comes along as a file, since nothing else holds its words. */
const toolParts = (callId: string, block: Json, around: Around): SourcePart[] => {
  const call = callPart(callId, block.name, block.input)
  const { content, title, type } = recordOf(block.input)
  if (block.name !== 'artifacts' || typeof content !== 'string' || content.trim() === '') return [call]
  const name = `${lineOf(title, 200) || 'Document'}${endings[textOr(type, '')] ?? '.txt'}`
  return [call, assetPart(around.keepText(content), name, { mediaType: 'text/plain' })]
}

const endings: Readonly<Record<string, string>> = {
  'text/markdown': '.md',
  'text/html': '.html',
  'image/svg+xml': '.svg.txt',
  'application/vnd.ant.react': '.jsx',
  'application/vnd.ant.mermaid': '.mmd.txt',
}

const returned = (place: string, block: Json): SourcePart => {
  const texts = listOf(block.content).flatMap((each) => {
    const { text, title, url } = recordOf(each)
    const line = [title, url].filter((word) => typeof word === 'string').join('\n')
    return typeof text === 'string' ? [text] : line === '' ? [] : [line]
  })
  const output = texts.length > 0 ? texts.join('\n\n') : jsonText(block.content ?? '')
  const callId = textOrNull(block.tool_use_id)
  const isError = block.is_error === true
  return callId === null
    ? { type: 'open-result', callId: place, name: lineOf(block.name, 100) || 'tool', output, isError }
    : resultPart(callId, output, isError)
}

/** Attachments have their words in the export; other files are only named in it. */
const filesOf = (message: Json, around: Around): SourcePart[] => {
  const attached = listOf(message.attachments).flatMap((file) => {
    if (!isRecord(file)) return []
    const words = textOrNull(file.extracted_content)
    const name = lineOf(file.file_name, 300)
    const key = words === null ? around.findAsset(name) : around.keepText(words)
    return [assetPart(key, name || 'Pasted text.txt', words === null ? {} : { mediaType: 'text/plain' })]
  })
  const named = listOf(message.files).flatMap((file) => {
    if (!isRecord(file)) return []
    const name = lineOf(file.file_name, 300)
    const id = textOr(file.file_uuid, '') || textOr(file.uuid, '')
    const mediaType = file.file_kind === 'image' ? 'image/*' : undefined
    return [assetPart(around.findAsset(id) ?? around.findAsset(name), name || id || 'File', { mediaType })]
  })
  return [...attached, ...named]
}
