import { AppError } from '@shared/ipc/errors'
import type { Usage } from '@shared/model/message'
import { type AnswerEvent, type FinishReason, mostToolCalls } from './engine'
import { type ChatCall, parseChatChunk, parseChatCompletion } from './wire/chat'
import type { Fields } from './wire/values'

interface OpenToolCall {
  readonly index: number
  id: string
  name: string
  input: string
}

/** The events of a streamed chat completion. */
export async function* chatStreamEvents(
  events: AsyncIterable<unknown>,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const calls: OpenToolCall[] = []
  let finish = ''
  let isRefusal = false
  let usage: Usage | null = null
  try {
    for await (const event of events) {
      const chunk = parseChatChunk(event)
      if (chunk.usage) usage = chunk.usage
      if (chunk.reasoning) yield { type: 'reasoning', text: chunk.reasoning }
      if (chunk.text) yield { type: 'text', text: chunk.text }
      if (chunk.refusal) {
        isRefusal = true
        yield { type: 'text', text: chunk.refusal }
      }
      for (const piece of chunk.calls) addPiece(calls, piece)
      if (chunk.finish) finish = chunk.finish
    }
  } catch (error) {
    // The answer is whole once it has its finish reason; all that a cut can still take is the count of
    // tokens.
    if (finish === '' || isFinal(error)) throw error
  }
  if (finish === '') throw new AppError('engine/no-finish')
  yield* toolCallEvents(calls)
  yield { type: 'finish', reason: reasonFor(finish, calls.length > 0, isRefusal), usage }
}

const isFinal = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'cancelled' || error.code === 'tool/too-many-rounds')

/** The events of a chat completion that came whole. */
export function* chatCompletionEvents(body: Fields): Generator<AnswerEvent, void, undefined> {
  const whole = parseChatCompletion(body)
  if (!whole) throw new AppError('engine/no-finish')
  if (whole.reasoning) yield { type: 'reasoning', text: whole.reasoning }
  if (whole.text) yield { type: 'text', text: whole.text }
  if (whole.refusal) yield { type: 'text', text: whole.refusal }
  if (whole.calls.length > mostToolCalls) throw tooManyCalls()
  yield* toolCallEvents(whole.calls)
  yield {
    type: 'finish',
    reason: reasonFor(whole.finish || 'stop', whole.calls.length > 0, whole.refusal !== ''),
    usage: whole.usage,
  }
}

/** Some servers number every call 0 and tell them apart by id; some send no id at all. */
const addPiece = (calls: OpenToolCall[], { index, id, name, input }: ChatCall): void => {
  let call = calls.findLast((each) => each.index === index)
  if (!call || (id && call.id && id !== call.id && name)) {
    // At once, not at the end of the answer: there may be a hundred thousand of them.
    if (calls.length >= mostToolCalls) throw tooManyCalls()
    call = { index, id: '', name: '', input: '' }
    calls.push(call)
  }
  if (id) call.id = id
  if (name) call.name = name
  call.input += input
}

const tooManyCalls = (): AppError => new AppError('tool/too-many-rounds', undefined, { calls: mostToolCalls })

function* toolCallEvents(calls: readonly ChatCall[]): Generator<AnswerEvent, void, undefined> {
  for (const [position, call] of calls.entries()) {
    if (call.name === '') continue
    yield {
      type: 'tool-call',
      callId: call.id === '' ? `call_${position + 1}` : call.id,
      name: call.name,
      input: call.input === '' ? '{}' : call.input,
    }
  }
}

const reasonFor = (finish: string, hasCalls: boolean, isRefusal: boolean): FinishReason => {
  if (finish === 'content_filter' || isRefusal) return 'refused'
  if (finish === 'length') return 'length'
  // Several servers say `stop` after a call.
  return hasCalls ? 'tool-calls' : 'stop'
}
