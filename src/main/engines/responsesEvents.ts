import { AppError } from '@shared/ipc/errors'
import type { Usage } from '@shared/model/message'
import type {
  Response as ModelResponse,
  ResponseOutputItem,
  ResponseStreamEvent,
  ResponseUsage,
} from 'openai/resources/responses/responses'
import type { AnswerEvent, FinishReason } from './engine'
import { reasoningOpaque } from './responsesInput'
import { countIn, textIn } from './untrusted'

/** Makes an AppError of a failure inside the stream; the engine knows host and model. */
export type FailureFromServer = (error: unknown) => AppError

/** The events of a streamed response. */
export async function* responsesStreamEvents(
  events: AsyncIterable<ResponseStreamEvent>,
  failureFromServer: FailureFromServer,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const state = new ResponseState()
  for await (const event of events) {
    switch (event.type) {
      case 'response.output_text.delta':
        yield* state.text(event.delta, `text:${event.item_id}:${event.content_index}`)
        break
      case 'response.refusal.delta':
        state.isRefusal = true
        yield* state.text(event.delta, `text:${event.item_id}:${event.content_index}`)
        break
      case 'response.reasoning_summary_text.delta':
        yield* state.reasoning(event.delta, `summary:${event.item_id}:${event.summary_index}`)
        break
      case 'response.reasoning_text.delta':
        yield* state.reasoning(event.delta, `content:${event.item_id}:${event.content_index}`)
        break
      case 'response.output_item.done':
        yield* state.itemDone(event.item)
        break
      case 'response.completed':
      case 'response.incomplete':
        yield* state.finish(event.response)
        return
      case 'response.failed':
        throw failureFromServer(event.response.error ?? { code: 'server_error' })
      case 'error':
        throw failureFromServer(event)
      default:
        // Progress of items that we did not ask for, and events newer than the SDK.
        break
    }
  }
  throw new AppError('engine/no-finish')
}

/** The events of a response that came whole. */
export function* responseEvents(
  response: ModelResponse,
  failureFromServer: FailureFromServer,
): Generator<AnswerEvent, void, undefined> {
  const state = new ResponseState()
  if (response.status === 'failed' || response.error) {
    throw failureFromServer(response.error ?? { code: 'server_error' })
  }
  for (const item of response.output ?? []) {
    if (item.type === 'reasoning') {
      for (const [index, { text }] of item.summary.entries()) {
        yield* state.reasoning(text, `summary:${item.id}:${index}`)
      }
    }
    if (item.type === 'message') {
      for (const [index, content] of item.content.entries()) {
        if (content.type === 'refusal') state.isRefusal = true
        const text = content.type === 'refusal' ? content.refusal : content.text
        yield* state.text(text, `text:${item.id}:${index}`)
      }
    }
    yield* state.itemDone(item)
  }
  yield* state.finish(response)
}

class ResponseState {
  isRefusal = false
  private readonly seenCalls = new Set<string>()
  private lastTextKey: string | null = null
  private lastReasoningKey: string | null = null

  text(delta: unknown, key: string): AnswerEvent[] {
    const text = textIn(delta)
    if (text === '') return []
    // Two messages in a row are two paragraphs of one answer.
    const separator = this.lastTextKey !== null && this.lastTextKey !== key ? '\n\n' : ''
    this.lastTextKey = key
    this.lastReasoningKey = null
    return [{ type: 'text', text: separator + text }]
  }

  reasoning(delta: unknown, key: string): AnswerEvent[] {
    const text = textIn(delta)
    if (text === '') return []
    const separator = this.lastReasoningKey !== null && this.lastReasoningKey !== key ? '\n\n' : ''
    this.lastReasoningKey = key
    this.lastTextKey = null
    return [{ type: 'reasoning', text: separator + text }]
  }

  itemDone(item: ResponseOutputItem): AnswerEvent[] {
    if (item.type === 'reasoning') {
      this.lastReasoningKey = null
      this.lastTextKey = null
      const opaque = reasoningOpaque(item)
      return opaque === null ? [] : [{ type: 'reasoning-item', opaque }]
    }
    if (item.type !== 'function_call' || this.seenCalls.has(item.call_id)) return []
    this.seenCalls.add(item.call_id)
    this.lastTextKey = null
    const input = textIn(item.arguments) || '{}'
    return [{ type: 'tool-call', callId: textIn(item.call_id), name: textIn(item.name), input }]
  }

  finish(response: ModelResponse): AnswerEvent[] {
    // A call whose own event was lost is still in the whole.
    const calls = (response.output ?? []).filter((item) => item.type === 'function_call')
    return [
      ...calls.flatMap((item) => this.itemDone(item)),
      {
        type: 'finish',
        reason: this.reasonFor(response),
        usage: response.usage ? usageOf(response.usage) : null,
      },
    ]
  }

  private reasonFor(response: ModelResponse): FinishReason {
    if (response.status === 'incomplete' || response.incomplete_details) {
      return response.incomplete_details?.reason === 'content_filter' ? 'refused' : 'length'
    }
    if (this.isRefusal) return 'refused'
    return this.seenCalls.size > 0 ? 'tool-calls' : 'stop'
  }
}

const usageOf = (usage: ResponseUsage): Usage => ({
  inputTokens: countIn(usage.input_tokens),
  cachedInputTokens: countIn(usage.input_tokens_details?.cached_tokens),
  outputTokens: countIn(usage.output_tokens),
  reasoningTokens: countIn(usage.output_tokens_details?.reasoning_tokens),
})
