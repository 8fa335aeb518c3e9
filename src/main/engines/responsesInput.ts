import type {
  ResponseFunctionWebSearch,
  ResponseInputContent,
  ResponseInputItem,
  ResponseReasoningItem,
} from 'openai/resources/responses/responses'
import type { AnswerRequest } from './engine'
import { continueInstruction, freeId, isOwn, type Step, stepsOf } from './history'
import { onlyText, type Piece, questionContent, questionsShown } from './questionContent'
import { isRecord, jsonIn } from './wire/values'

/**
 * The branch as the Responses API wants it. Reasoning items go back only to the engine and model that wrote
 * them: they are encrypted for one organisation.
 */
export const responsesInput = async (
  request: AnswerRequest,
  engineId: string,
  { seesPictures = true } = {},
): Promise<ResponseInputItem[]> => {
  const items: ResponseInputItem[] = []
  const ids = new Set<string>()
  const shown = questionsShown(request.messages)
  for (const message of request.messages) {
    if (message.role === 'user') {
      const pictures = !shown.has(message.id) ? 'named' : seesPictures ? 'shown' : 'refused'
      items.push(...userItems(await questionContent(message, request.attachments, pictures)))
    } else {
      items.push(...assistantItems(stepsOf(message), isOwn(message, engineId, request.model), ids))
    }
  }
  if (request.continuing) items.push({ role: 'user', content: continueInstruction })
  return items
}

const userItems = (pieces: readonly Piece[]): ResponseInputItem[] => {
  if (pieces.length === 0) return []
  const content = pieces.map(
    (piece): ResponseInputContent =>
      piece.type === 'text'
        ? { type: 'input_text', text: piece.text }
        : { type: 'input_image', image_url: piece.dataUrl, detail: 'auto' },
  )
  return [{ role: 'user', content: onlyText(pieces) ?? content }]
}

const assistantItems = (
  steps: readonly Step[],
  keepsReasoning: boolean,
  ids: Set<string>,
): ResponseInputItem[] => {
  const items: ResponseInputItem[] = []
  // A reasoning item must be followed by what it led to: one that was cut off before that is left out.
  let reasoning: HandedBack[] = []
  for (const step of steps) {
    if (step.type === 'reasoning') {
      const item = keepsReasoning ? handedBack(step.opaque) : null
      if (item) reasoning.push(item)
      continue
    }
    items.push(...reasoning)
    reasoning = []
    if (step.type === 'text') {
      items.push({ role: 'assistant', content: step.text })
      continue
    }
    const calls = step.calls.map((call) => ({ ...call, id: freeId(ids, call.callId) }))
    for (const { id, name, input } of calls) {
      items.push({ type: 'function_call', call_id: id, name, arguments: input })
    }
    for (const { id, output } of calls) items.push({ type: 'function_call_output', call_id: id, output })
  }
  return items
}

/** Thoughts, and the searches that the server made between them. */
type HandedBack = ResponseReasoningItem | ResponseFunctionWebSearch

/** Null where it was damaged, by hand or by another version: the answer goes on without it. */
const handedBack = (opaque: string): HandedBack | null => {
  const value = jsonIn(opaque)
  if (!isRecord(value)) return null
  if (value.type === 'web_search_call')
    return typeof value.id === 'string' && isRecord(value.action)
      ? (value as unknown as ResponseFunctionWebSearch)
      : null
  if (value.type !== 'reasoning') return null
  if (typeof value.id !== 'string' || typeof value.encrypted_content !== 'string') return null
  const summary = Array.isArray(value.summary) ? (value.summary as ResponseReasoningItem['summary']) : []
  return { type: 'reasoning', id: value.id, summary, encrypted_content: value.encrypted_content }
}
