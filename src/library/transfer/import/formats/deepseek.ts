import type { SourceNode, SourcePart } from '../tree'
import { isRecord, type Json, lineOf, listOf, momentFrom, recordOf, textOrNull } from '../values'
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

/** DeepSeek's export: a mapping like ChatGPT's, whose messages are fragments of several kinds. */
export const deepseek: Format = {
  source: 'deepseek',
  isMeant: (keys) =>
    keys.has('mapping') &&
    ['inserted_at', 'mapping.*.message.fragments', 'mapping.*.message.inserted_at'].some((key) =>
      keys.has(key),
    ),
  convert(record, around) {
    const title = lineOf(record.title, 300)
    const nodes = new Map<string, SourceNode>()
    let newest: string | null = null
    const mapping = recordOf(record.mapping)
    /** Whether a message is the user's, as far as it was asked. */
    const asked = new Map<string, boolean>()
    for (const [key, node] of Object.entries(mapping)) {
      if (!isRecord(node)) {
        around.leftOut.add('message', 'damaged', title)
        continue
      }
      const message = recordOf(node.message)
      const { role, parts } = saidIn(key, message, around) ?? beforeFragments(mapping, key, message, asked)
      nodes.set(key, {
        ...nodeOf({
          id: key,
          parentId: textOrNull(node.parent),
          role,
          parts,
          createdAt: momentFrom(message.inserted_at),
          model: message.model,
        }),
        childIds: listOf(node.children).filter((child) => typeof child === 'string'),
      })
      newest = parts.length > 0 ? key : newest
    }
    return [
      {
        id: textOrNull(record.id) ?? JSON.stringify([...nodes.keys()]),
        title: record.title,
        nodes,
        current: textOrNull(record.current_node) ?? newest,
        createdAt: momentFrom(record.inserted_at),
        updatedAt: momentFrom(record.updated_at),
      },
    ]
  },
}

interface Spoken {
  readonly role: 'user' | 'assistant'
  readonly parts: readonly SourcePart[]
}

const saidIn = (key: string, message: Json, around: Around): Spoken | null => {
  const fragments = listOf(message.fragments).filter(isRecord)
  if (fragments.length === 0) return null
  const files = listOf(message.files).flatMap((file) => {
    if (!isRecord(file)) return []
    const name = lineOf(file.file_name ?? file.name, 300) || 'File'
    const found = around.findAsset(textOrNull(file.id) ?? name) ?? around.findAsset(name)
    return [assetPart(found, name, { mediaType: file.mime_type })]
  })
  const isAsked = fragments.some(({ type }) => type === 'REQUEST')
  const parts = fragments.flatMap((fragment, index) => fragmentParts(`${key} ${index}`, fragment, around))
  return { role: isAsked ? 'user' : 'assistant', parts: [...parts, ...files] }
}

/** Until 2025 a message was one text with its thoughts beside it, and only its depth said who spoke. */
const beforeFragments = (mapping: Json, key: string, message: Json, asked: Map<string, boolean>): Spoken => {
  const parts = [...thoughtPart(message.reasoning_content), ...textPart(message.content)]
  const { role } = message
  if (typeof role === 'string') return { role: role.toLowerCase() === 'user' ? 'user' : 'assistant', parts }
  const path: string[] = []
  const walked = new Set<string>()
  let id: string | null = key
  while (id !== null && !walked.has(id) && !asked.has(id)) {
    walked.add(id)
    path.push(id)
    id = textOrNull(recordOf(mapping[id]).parent)
  }
  let isAsked: boolean = id !== null && asked.get(id) === true
  // From what is known down: each is walked over once.
  for (const each of path.reverse()) {
    if (isRecord(recordOf(mapping[each]).message)) isAsked = !isAsked
    asked.set(each, isAsked)
  }
  return { role: isAsked ? 'user' : 'assistant', parts }
}

const fragmentParts = (place: string, fragment: Json, { leftOut }: Around): SourcePart[] => {
  switch (fragment.type) {
    case 'REQUEST':
    case 'RESPONSE':
      return textPart(fragment.content)
    case 'THINK':
      return thoughtPart(fragment.content)
    case 'SEARCH':
    case 'READ_LINK':
      return [
        callPart(place, String(fragment.type).toLowerCase(), { query: fragment.content ?? '' }),
        resultPart(place, fragment.results ?? fragment.result ?? ''),
      ]
    default:
      leftOut.add('content', 'unsupported', lineOf(fragment.type, 50) || 'unknown')
      return []
  }
}
