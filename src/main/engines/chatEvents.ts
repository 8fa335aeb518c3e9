import { AppError } from '@shared/ipc/errors'
import type { Usage } from '@shared/model/message'
import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions'
import type { CompletionUsage } from 'openai/resources/completions'
import type { AnswerEvent, FinishReason } from './engine'
import { countIn, textIn } from './untrusted'

/** Compatible servers send reasoning in fields that the SDK's types do not know. */
interface Reasoning {
  readonly reasoning_content?: unknown
  readonly reasoning?: unknown
}

interface OpenToolCall {
  readonly index: number
  id: string
  name: string
  input: string
}

/** The events of a streamed chat completion. */
export async function* chatStreamEvents(
  chunks: AsyncIterable<ChatCompletionChunk>,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const calls: OpenToolCall[] = []
  let finish: string | null = null
  let isRefusal = false
  let usage: Usage | null = null
  try {
    for await (const chunk of chunks) {
      if (chunk.usage) usage = usageOf(chunk.usage)
      const choice = chunk.choices?.[0]
      if (!choice) continue
      const delta = choice.delta ?? {}
      const reasoning = reasoningOf(delta as Reasoning)
      if (reasoning) yield { type: 'reasoning', text: reasoning }
      const text = textIn(delta.content)
      if (text) yield { type: 'text', text }
      const refusal = textIn(delta.refusal)
      if (refusal) {
        isRefusal = true
        yield { type: 'text', text: refusal }
      }
      for (const piece of delta.tool_calls ?? []) addPiece(calls, piece)
      if (choice.finish_reason) finish = choice.finish_reason
    }
  } catch (error) {
    // The answer is whole once it has its finish reason; all that a cut can still take is the count of
    // tokens.
    if (finish === null || (error instanceof AppError && error.code === 'cancelled')) throw error
  }
  if (finish === null) throw new AppError('engine/no-finish')
  yield* toolCallEvents(calls)
  yield { type: 'finish', reason: reasonFor(finish, calls.length > 0, isRefusal), usage }
}

/** The events of a chat completion that came whole. */
export function* chatCompletionEvents(completion: ChatCompletion): Generator<AnswerEvent, void, undefined> {
  const choice = completion.choices?.[0]
  if (!choice) throw new AppError('engine/no-finish')
  const { message } = choice
  const reasoning = reasoningOf(message as Reasoning)
  if (reasoning) yield { type: 'reasoning', text: reasoning }
  const text = textIn(message.content)
  if (text) yield { type: 'text', text }
  const refusal = textIn(message.refusal)
  if (refusal) yield { type: 'text', text: refusal }
  const calls: OpenToolCall[] = []
  for (const [index, call] of (message.tool_calls ?? []).entries()) {
    if (call.type === 'custom') continue
    calls.push({
      index,
      id: textIn(call.id),
      name: textIn(call.function.name),
      input: textIn(call.function.arguments),
    })
  }
  yield* toolCallEvents(calls)
  yield {
    type: 'finish',
    reason: reasonFor(choice.finish_reason ?? 'stop', calls.length > 0, refusal !== ''),
    usage: completion.usage ? usageOf(completion.usage) : null,
  }
}

const reasoningOf = (delta: Reasoning): string => {
  if (typeof delta.reasoning_content === 'string') return delta.reasoning_content
  return typeof delta.reasoning === 'string' ? delta.reasoning : ''
}

/** Some servers number every call 0 and tell them apart by id; some send no id at all. */
const addPiece = (calls: OpenToolCall[], piece: ChatCompletionChunk.Choice.Delta.ToolCall): void => {
  const index = piece.index ?? 0
  let call = calls.findLast((each) => each.index === index)
  const id = textIn(piece.id)
  const name = textIn(piece.function?.name)
  if (!call || (id && call.id && id !== call.id && name)) {
    call = { index, id: '', name: '', input: '' }
    calls.push(call)
  }
  if (id) call.id = id
  if (name) call.name = name
  call.input += textIn(piece.function?.arguments)
}

function* toolCallEvents(calls: readonly OpenToolCall[]): Generator<AnswerEvent, void, undefined> {
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

const usageOf = (usage: CompletionUsage): Usage => ({
  inputTokens: countIn(usage.prompt_tokens),
  cachedInputTokens: countIn(usage.prompt_tokens_details?.cached_tokens),
  outputTokens: countIn(usage.completion_tokens),
  reasoningTokens: countIn(usage.completion_tokens_details?.reasoning_tokens),
})
