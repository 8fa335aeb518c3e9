import type { SourcePart } from '../tree'
import {
  deriveId,
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
  inRow,
  jsonText,
  resultPart,
  type Said,
  thoughtPart,
} from './format'

const questioners = new Set(['user', 'human', 'prompter'])
const answerers = new Set(['assistant', 'model', 'gpt', 'ai', 'bot', 'chatbot'])
const instructors = new Set(['system', 'developer'])

/**
 * Messages with a role and a content, as the OpenAI API takes them and as many tools write them, one
 * conversation a file or a line.
 */
export const plain: Format = {
  source: 'messages',
  isMeant: (keys) =>
    (keys.has('messages.*.role') && keys.has('messages.*.content')) ||
    (keys.has('conversations.*.from') && keys.has('conversations.*.value')),
  convert(record, around) {
    const title = record.title ?? record.name
    const list = Array.isArray(record.messages) ? record.messages : listOf(record.conversations)
    const said: Omit<Said, 'parentId'>[] = []
    let system = textOr(record.system, '')
    for (const [index, message] of list.entries()) {
      if (!isRecord(message)) {
        around.leftOut.add('message', 'damaged', lineOf(title, 300))
        continue
      }
      const role = textOr(message.role ?? message.from, '').toLowerCase()
      const parts = partsOf(`${index}`, role, message, around)
      if (instructors.has(role)) {
        if (system === '') system = wordsOf(parts)
        else around.leftOut.add('content', 'hidden', 'system')
        continue
      }
      const isAnswer = answerers.has(role) || role === 'tool' || role === 'function'
      if (!isAnswer && !questioners.has(role))
        around.leftOut.add(
          'message',
          'unsupported',
          `${lineOf(title, 300)}: ${lineOf(role, 50) || 'no role'}`,
        )
      said.push({
        id: textOrNull(message.id) ?? `${index}`,
        role: isAnswer ? 'assistant' : questioners.has(role) ? 'user' : null,
        parts,
        createdAt: momentFromEither(message.created_at ?? message.createdAt ?? message.timestamp),
        model: message.model ?? record.model,
      })
    }
    const nodes = inRow(said)
    const id = record.id ?? record.conversation_id ?? record.uuid
    return [
      {
        // Without an id it is known by how it begins, so that it may go on.
        id: typeof id === 'string' || typeof id === 'number' ? String(id) : beginning(said),
        title,
        nodes,
        current: [...nodes.keys()].at(-1) ?? null,
        createdAt: momentFromEither(record.created_at ?? record.create_time ?? record.createdAt),
        updatedAt: momentFromEither(record.updated_at ?? record.update_time ?? record.updatedAt),
        systemPrompt: system,
      },
    ]
  },
}

const beginning = (said: readonly Omit<Said, 'parentId'>[]): string =>
  deriveId(...said.slice(0, 2).map(({ parts }) => wordsOf(parts).slice(0, 100_000)))

const wordsOf = (parts: readonly SourcePart[]): string =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n')

const partsOf = (place: string, role: string, message: Json, around: Around): SourcePart[] => {
  const content = message.content ?? message.value ?? message.text
  if (role === 'tool' || role === 'function') {
    const callId = textOrNull(message.tool_call_id)
    if (callId !== null) return [resultPart(callId, content)]
    const name = lineOf(message.name, 100) || 'tool'
    return [{ type: 'open-result', callId: place, name, output: jsonText(content), isError: false }]
  }
  const blocks = Array.isArray(content) ? content : [{ type: 'text', text: content }]
  return [
    ...thoughtPart(message.reasoning_content ?? message.reasoning),
    ...blocks.flatMap((block) =>
      typeof block === 'string' ? answerParts(block) : blockParts(recordOf(block), around),
    ),
    ...listOf(message.tool_calls).flatMap((call, index) => {
      const { id, function: called } = recordOf(call)
      const { name, arguments: input } = recordOf(called)
      return [callPart(textOrNull(id) ?? `${place} ${index}`, name, input)]
    }),
  ]
}

const blockParts = (block: Json, { findAsset, leftOut }: Around): SourcePart[] => {
  const type = textOr(block.type, 'text')
  if (/^(?:(?:input|output)_)?text$/.test(type))
    return answerParts(isRecord(block.text) ? block.text.value : block.text)
  if (type === 'thinking' || type === 'reasoning') return thoughtPart(block.thinking ?? block.text)
  if (type === 'image_url' || type === 'input_image') {
    const address = isRecord(block.image_url) ? block.image_url.url : block.image_url
    return [assetPart(findAsset(textOr(address, '')), 'Picture', { mediaType: 'image/*' })]
  }
  leftOut.add('content', 'unsupported', lineOf(type, 50))
  return []
}
