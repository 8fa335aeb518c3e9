import type { SourcePart } from '../tree'
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
  inRow,
  resultPart,
  type Said,
  thoughtPart,
} from './format'

/** A thread of Jan, put together of its `thread.json` and the lines of its `messages.jsonl`. */
export const jan: Format = {
  source: 'jan',
  isMeant: (keys) => keys.has('object') && keys.has('thread_id') && keys.has('role'),
  convert(record, around) {
    const thread = recordOf(record.thread)
    const model = recordOf(thread.model).id ?? recordOf(recordOf(listOf(thread.assistants)[0]).model).id
    const said: (Omit<Said, 'parentId'> & { readonly at: number })[] = []
    for (const [index, message] of listOf(record.messages).entries()) {
      if (!isRecord(message)) continue
      const { role } = message
      const isSaid = role === 'user' || role === 'assistant' || role === 'tool'
      if (!isSaid) around.leftOut.add('message', role === 'system' ? 'hidden' : 'unsupported')
      const createdAt = momentFromEither(message.created_at)
      said.push({
        id: textOrNull(message.id) ?? `${index}`,
        role: role === 'user' ? 'user' : isSaid ? 'assistant' : null,
        parts: partsOf(`${index}`, message, around),
        createdAt,
        model: recordOf(message.metadata).modelId ?? model,
        state: message.status === 'stopped' ? 'stopped' : message.status === 'error' ? 'failed' : 'complete',
        at: createdAt ?? 0,
      })
    }
    // Some versions write the newest line first.
    const nodes = inRow(said.sort((a, b) => a.at - b.at))
    const first = recordOf(listOf(record.messages)[0])
    const project = recordOf(recordOf(thread.metadata).project)
    const projectId = textOrNull(project.id)
    return [
      {
        id: textOr(thread.id, '') || textOr(first.thread_id, '') || around.file,
        title: thread.title,
        nodes,
        current: [...nodes.keys()].at(-1) ?? null,
        createdAt: momentFromEither(thread.created),
        updatedAt: momentFromEither(thread.updated),
        systemPrompt: textOr(recordOf(listOf(thread.assistants)[0]).instructions, ''),
        isPinned: thread.isFavorite === true,
        folder: projectId === null ? null : { id: projectId, name: lineOf(project.name, 100) },
      },
    ]
  },
}

const partsOf = (place: string, message: Json, around: Around): SourcePart[] => {
  const content = message.content
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content)
  const parts = blocks.flatMap((block, index) =>
    isRecord(block) ? blockParts(`${place} ${index}`, block, around) : [],
  )
  const calls = listOf(recordOf(message.metadata).tool_calls).flatMap((each, index) => {
    const { tool, response } = recordOf(each)
    const { name, arguments: input } = recordOf(recordOf(tool).function)
    const callId = textOr(recordOf(tool).id, '') || `${place} call ${index}`
    const call = callPart(callId, name, input)
    return response === undefined ? [call] : [call, resultPart(callId, wordsIn(response))]
  })
  if (message.role !== 'tool') return [...calls, ...parts]
  const output = parts.map((part) => ('text' in part ? part.text : '')).join('\n')
  const callId = textOrNull(message.tool_call_id)
  return [
    callId === null
      ? { type: 'open-result', callId: place, name: 'tool', output, isError: false }
      : resultPart(callId, output),
  ]
}

const wordsIn = (response: unknown): unknown => {
  const texts = listOf(recordOf(response).content).flatMap((each) => textOrNull(recordOf(each).text) ?? [])
  return texts.length > 0 ? texts.join('\n') : response
}

const blockParts = (place: string, block: Json, { findAsset, leftOut }: Around): SourcePart[] => {
  const words = isRecord(block.text) ? block.text.value : block.text
  switch (block.type) {
    case 'text':
      return answerParts(words)
    case 'reasoning':
      return thoughtPart(words)
    case 'image_url': {
      const address = textOr(recordOf(block.image_url).url, '')
      return [assetPart(findAsset(address), 'Picture', { mediaType: 'image/*' })]
    }
    case 'tool_call': {
      const callId = textOr(block.tool_call_id, '') || place
      const call = callPart(callId, block.tool_name, block.input)
      return block.output === undefined ? [call] : [call, resultPart(callId, wordsIn(block.output))]
    }
    default:
      leftOut.add('content', 'unsupported', lineOf(block.type, 50) || 'unknown')
      return []
  }
}
