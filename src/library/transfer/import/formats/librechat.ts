import type { SourceNode, SourcePart } from '../tree'
import { isRecord, type Json, lineOf, listOf, momentFrom, recordOf, textOr, textOrNull } from '../values'
import {
  type Around,
  assetPart,
  callPart,
  type Format,
  nodeOf,
  resultPart,
  textPart,
  thoughtPart,
} from './format'

const rootId = '00000000-0000-0000-0000-000000000000'

/** LibreChat's export of one conversation: a list, or a tree of messages within messages. */
export const librechat: Format = {
  source: 'librechat',
  isMeant: (keys) =>
    keys.has('conversationId') && (keys.has('messages.*.messageId') || keys.has('messagesTree.*.messageId')),
  convert(record, around) {
    const title = lineOf(record.title, 300)
    const nodes = new Map<string, SourceNode>()
    const options = recordOf(record.options)
    const waiting: { readonly message: unknown; readonly above: string | null }[] = listOf(
      record.messagesTree ?? record.messages,
    )
      .map((message) => ({ message, above: null }))
      .reverse()
    let newest: string | null = null
    // Not by a function that calls itself: a long conversation is nested as deep as it is long.
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { message, above } = next
      const id = isRecord(message) ? textOrNull(message.messageId) : null
      if (!isRecord(message) || id === null || nodes.has(id)) {
        around.leftOut.add('message', id === null ? 'damaged' : 'duplicate', title)
        continue
      }
      const parent = textOrNull(message.parentMessageId)
      const isAsked = message.isCreatedByUser === true
      nodes.set(
        id,
        nodeOf({
          id,
          parentId: parent === null || parent === rootId ? above : parent,
          role: isAsked ? 'user' : 'assistant',
          parts: [...partsOf(id, message, around), ...filesOf(message, around)],
          createdAt: momentFrom(message.createdAt),
          model: message.model ?? options.model ?? message.sender,
          state: message.error === true ? 'failed' : message.unfinished === true ? 'stopped' : 'complete',
        }),
      )
      newest = id
      for (const child of [...listOf(message.children)].reverse()) waiting.push({ message: child, above: id })
    }
    return [
      {
        id: textOrNull(record.conversationId) ?? JSON.stringify([...nodes.keys()]),
        title: record.title,
        nodes,
        current: newest,
        createdAt: momentFrom(record.createdAt),
        systemPrompt: textOr(options.promptPrefix ?? options.system, ''),
      },
    ]
  },
}

const partsOf = (id: string, message: Json, around: Around): SourcePart[] => {
  const parts = listOf(message.content).flatMap((part, index) =>
    isRecord(part) ? contentParts(`${id} ${index}`, part, around) : [],
  )
  return parts.length > 0 ? parts : textPart(message.text)
}

const contentParts = (place: string, part: Json, { leftOut, findAsset }: Around): SourcePart[] => {
  switch (part.type) {
    case 'text':
      return textPart(isRecord(part.text) ? part.text.value : part.text)
    case 'think':
      return thoughtPart(isRecord(part.think) ? part.think.value : part.think)
    case 'tool_call': {
      const call = recordOf(part.tool_call)
      const callId = textOr(call.id, '') || place
      const made = recordOf(call.function)
      const started = callPart(callId, call.name ?? made.name, call.args ?? made.arguments)
      const output = call.output ?? made.output
      return output === undefined || output === null ? [started] : [started, resultPart(callId, output)]
    }
    case 'image_file':
    case 'image_url': {
      const about = recordOf(part.image_file ?? part.image_url)
      const address = textOr(about.url, '') || textOr(about.file_id, '')
      return [
        assetPart(findAsset(address), lineOf(about.filename, 300) || 'Picture', { mediaType: 'image/*' }),
      ]
    }
    case 'error':
      return textPart(part.error ?? part.text)
    default:
      leftOut.add('content', 'unsupported', lineOf(part.type, 50) || 'unknown')
      return []
  }
}

/** The export speaks of files; their bytes stay on the server. */
const filesOf = (message: Json, { findAsset }: Around): SourcePart[] =>
  [...listOf(message.files), ...listOf(message.attachments)].flatMap((file) => {
    if (!isRecord(file)) return []
    const name = lineOf(file.filename, 300)
    if (name === '' && textOrNull(file.file_id) === null) return []
    const key = findAsset(textOr(file.file_id, '')) ?? findAsset(name)
    return [assetPart(key, name || 'File', { mediaType: file.type })]
  })
