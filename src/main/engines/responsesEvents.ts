import { AppError } from '@shared/ipc/errors'
import type { Source } from '@shared/model/tool'
import type { AnswerEvent, FinishReason } from './engine'
import { parseResponse, parseResponseEvent, type ResponseItem, type WholeResponse } from './wire/responses'
import type { SentPicture } from './wire/sentPictures'
import { type Fields, isRecord } from './wire/values'

/** Makes an AppError of a failure inside the stream; the engine knows host and model. */
export type FailureFromServer = (error: unknown) => AppError

const unnamedFailure = { code: 'server_error' }

/** The events of a response, streamed or whole: what came decides, not what was asked for. */
export async function* responsesStreamEvents(
  events: AsyncIterable<unknown>,
  failureFromServer: FailureFromServer,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const state = new ResponseState()
  for await (const value of events) {
    if (isRecord(value) && value.object === 'response' && value.type === undefined) {
      yield* responseEvents(value, failureFromServer)
      return
    }
    const event = parseResponseEvent(value)
    switch (event?.type) {
      case 'text':
        yield* state.text(event.text, event.key)
        break
      case 'refusal':
        state.isRefusal = true
        yield* state.text(event.text, event.key)
        break
      case 'reasoning':
        yield* state.reasoning(event.text, event.key)
        break
      case 'sources':
        yield* state.sources(event.sources)
        break
      case 'item':
        yield* state.itemDone(event.item)
        break
      case 'end':
        yield* state.finish(event.response)
        return
      case 'failure':
        throw failureFromServer(event.error ?? unnamedFailure)
    }
  }
  throw new AppError('engine/no-finish')
}

/** The events of a response that came whole. */
function* responseEvents(
  body: Fields,
  failureFromServer: FailureFromServer,
): Generator<AnswerEvent, void, undefined> {
  const state = new ResponseState()
  const response = parseResponse(body)
  if (response.isFailed) throw failureFromServer(response.error ?? unnamedFailure)
  for (const item of response.items) {
    if (item.type === 'reasoning') for (const { text, key } of item.texts) yield* state.reasoning(text, key)
    if (item.type === 'message') {
      for (const { text, key, isRefusal } of item.texts) {
        state.isRefusal ||= isRefusal
        yield* state.text(text, key)
      }
    }
    yield* state.itemDone(item)
  }
  yield* state.finish(response)
}

type SearchItem = Extract<ResponseItem, { readonly type: 'search' }>

class ResponseState {
  isRefusal = false
  private readonly seenCalls = new Set<string>()
  private readonly seenPictures = new Set<string>()
  private readonly seenSources = new Set<string>()
  private readonly seenSearches = new Set<string>()
  private charged = 0
  private lastTextKey: string | null = null
  private lastReasoningKey: string | null = null

  text(text: string, key: string): AnswerEvent[] {
    if (text === '') return []
    // Two messages in a row are two paragraphs of one answer.
    const separator = this.lastTextKey !== null && this.lastTextKey !== key ? '\n\n' : ''
    this.lastTextKey = key
    this.lastReasoningKey = null
    return [{ type: 'text', text: separator + text }]
  }

  reasoning(text: string, key: string): AnswerEvent[] {
    if (text === '') return []
    const separator = this.lastReasoningKey !== null && this.lastReasoningKey !== key ? '\n\n' : ''
    this.lastReasoningKey = key
    this.lastTextKey = null
    return [{ type: 'reasoning', text: separator + text }]
  }

  itemDone(item: ResponseItem): AnswerEvent[] {
    if (item.type === 'reasoning') {
      this.lastReasoningKey = null
      this.lastTextKey = null
      return item.opaque === null ? [] : [{ type: 'reasoning-item', opaque: item.opaque }]
    }
    if (item.type === 'picture') return this.pictures([item.picture], item.id)
    if (item.type === 'message')
      return [...this.pictures(item.pictures, item.id), ...this.sources(item.sources)]
    if (item.type === 'search') return this.search(item)
    if (item.type !== 'call') return []
    const { name, input } = item
    // The same call comes twice: as an item, and in the whole at the end.
    const key = item.callId === '' ? `${name}\n${input}` : item.callId
    if (this.seenCalls.has(key)) return []
    this.seenCalls.add(key)
    this.lastTextKey = null
    const callId = item.callId === '' ? `call_${this.seenCalls.size}` : item.callId
    return [{ type: 'tool-call', callId, name, input: input || '{}' }]
  }

  /** Each comes with its text, with the item, and in the whole at the end. */
  sources(sources: readonly Source[]): AnswerEvent[] {
    const fresh = sources.filter(({ url }) => !this.seenSources.has(url))
    for (const { url } of fresh) this.seenSources.add(url)
    return fresh.length === 0 ? [] : [{ type: 'sources', sources: fresh }]
  }

  /** Handed back between the thoughts around it: a server refuses thoughts without what they led to. */
  private search({ id, opaque, isCharged }: SearchItem): AnswerEvent[] {
    if (this.seenSearches.has(id)) return []
    this.seenSearches.add(id)
    if (isCharged) this.charged += 1
    this.lastReasoningKey = null
    this.lastTextKey = null
    return [{ type: 'reasoning-item', opaque }]
  }

  /** They come twice as well: as an item, and in the whole at the end. */
  private pictures(pictures: readonly SentPicture[], id: string): AnswerEvent[] {
    if (pictures.length === 0 || this.seenPictures.has(id)) return []
    if (id !== '') this.seenPictures.add(id)
    this.lastTextKey = null
    this.lastReasoningKey = null
    return pictures.map((picture) => ({ type: 'picture', picture }))
  }

  finish(response: WholeResponse): AnswerEvent[] {
    // What its own event was lost of is still in the whole.
    const items = response.items.filter(({ type }) => type !== 'reasoning')
    const events = items.flatMap((item) => this.itemDone(item))
    const usage =
      response.usage && this.charged > 0 ? { ...response.usage, webSearches: this.charged } : response.usage
    return [...events, { type: 'finish', reason: this.reasonFor(response), usage }]
  }

  private reasonFor({ isIncomplete, reason }: WholeResponse): FinishReason {
    if (isIncomplete) return reason === 'content_filter' ? 'refused' : 'length'
    if (this.isRefusal) return 'refused'
    return this.seenCalls.size > 0 ? 'tool-calls' : 'stop'
  }
}
