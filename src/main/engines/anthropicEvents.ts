import { AppError } from '@shared/ipc/errors'
import type { Usage } from '@shared/model/message'
import { log } from '../lib/log'
import { type ThoughtBlock, thoughtOpaque } from './anthropicThoughts'
import type { AnswerEvent, FinishReason } from './engine'
import { isRecord } from './engineCall'
import { countIn, textIn } from './untrusted'

type Fields = Readonly<Record<string, unknown>>

/** The events of a streamed message. */
export async function* messageStreamEvents(
  events: AsyncIterable<Fields>,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const state = new MessageState()
  try {
    for await (const event of events) {
      switch (event.type) {
        case 'message_start':
          state.begin(fieldsIn(event.message))
          break
        case 'content_block_start':
          yield* state.open(countIn(event.index), fieldsIn(event.content_block))
          break
        case 'content_block_delta':
          yield* state.grow(countIn(event.index), fieldsIn(event.delta))
          break
        case 'content_block_stop':
          yield* state.close(countIn(event.index))
          break
        case 'message_delta':
          state.end(fieldsIn(event.delta), event.usage)
          break
        case 'message_stop':
          yield* state.finish()
          return
        default:
          // Pings, and events newer than this.
          break
      }
    }
  } catch (error) {
    // The answer is whole once it has its reason; all that a cut can still take is the count of tokens.
    if (!state.hasEnded || (error instanceof AppError && error.code === 'cancelled')) throw error
  }
  yield* state.finish()
}

/** The events of a message that came whole. */
export function* messageEvents(message: Fields): Generator<AnswerEvent, void, undefined> {
  if (!Array.isArray(message.content)) throw new AppError('engine/malformed', 'The message has no content')
  const state = new MessageState()
  state.begin(message)
  for (const [index, block] of message.content.entries()) {
    yield* state.open(index, fieldsIn(block))
    yield* state.close(index)
  }
  state.end(message, message.usage)
  yield* state.finish()
}

interface OpenBlock {
  readonly type: string
  readonly id: string
  readonly name: string
  /** Input that came with the block itself, as JSON. */
  readonly whole: string
  /** Text, thoughts or JSON, by the type. */
  growth: string
  signature: string
  readonly data: string
}

interface PendingCall {
  readonly id: string
  readonly name: string
  readonly input: string
}

class MessageState {
  private readonly blocks = new Map<number, OpenBlock>()
  private readonly calls: PendingCall[] = []
  private readonly usage = new UsageCount()
  private reason: string | null = null
  private lastText: number | null = null
  private lastThought: number | null = null

  get hasEnded(): boolean {
    return this.reason !== null
  }

  begin(message: Fields): void {
    this.usage.read(message.usage)
  }

  open(index: number, block: Fields): AnswerEvent[] {
    const input = isRecord(block.input) ? block.input : {}
    const opened: OpenBlock = {
      type: textIn(block.type),
      id: textIn(block.id),
      name: textIn(block.name),
      whole: JSON.stringify(input),
      growth: '',
      signature: textIn(block.signature),
      data: textIn(block.data),
    }
    this.blocks.set(index, opened)
    if (opened.type === 'text') return this.text(index, block.text)
    if (opened.type === 'thinking') return this.thought(index, opened, block.thinking)
    return []
  }

  grow(index: number, delta: Fields): AnswerEvent[] {
    const block = this.blocks.get(index) ?? implied(delta)
    this.blocks.set(index, block)
    switch (delta.type) {
      case 'text_delta':
        return this.text(index, delta.text)
      case 'thinking_delta':
        return this.thought(index, block, delta.thinking)
      case 'signature_delta':
        block.signature += textIn(delta.signature)
        return []
      case 'input_json_delta':
        block.growth += textIn(delta.partial_json)
        return []
      default:
        return []
    }
  }

  close(index: number): AnswerEvent[] {
    const block = this.blocks.get(index)
    if (!block) return []
    this.blocks.delete(index)
    if (block.type === 'tool_use') {
      this.calls.push({ id: block.id, name: block.name, input: block.growth || block.whole })
      return []
    }
    const opaque = thoughtOf(block)
    if (opaque === null) return []
    this.lastText = null
    this.lastThought = null
    return [{ type: 'reasoning-item', opaque }]
  }

  end(delta: Fields, usage: unknown): void {
    this.usage.read(usage)
    if (typeof delta.stop_reason === 'string') this.reason = delta.stop_reason
  }

  /** Calls come last: their results have to follow them. */
  *finish(): Generator<AnswerEvent, void, undefined> {
    if (this.reason === null) throw new AppError('engine/no-finish')
    for (const index of [...this.blocks.keys()]) yield* this.close(index)
    const calls = this.callsToRun(this.reason)
    for (const [position, { id, name, input }] of calls.entries()) {
      yield { type: 'tool-call', callId: id === '' ? `toolu_${position + 1}` : id, name, input }
    }
    yield { type: 'finish', reason: reasonFor(this.reason, calls.length > 0), usage: this.usage.sum() }
  }

  /** A refused answer calls nothing; one that was cut off calls what is whole. */
  private callsToRun(reason: string): readonly PendingCall[] {
    if (reason === 'refusal') return []
    const isCut = reason === 'max_tokens' || reason === 'model_context_window_exceeded'
    return this.calls.filter(({ name, input }) => name !== '' && (!isCut || isJson(input)))
  }

  private text(index: number, value: unknown): AnswerEvent[] {
    const text = textIn(value)
    if (text === '') return []
    const separator = this.lastText !== null && this.lastText !== index ? '\n\n' : ''
    this.lastText = index
    this.lastThought = null
    return [{ type: 'text', text: separator + text }]
  }

  private thought(index: number, block: OpenBlock, value: unknown): AnswerEvent[] {
    const text = textIn(value)
    if (text === '') return []
    block.growth += text
    const separator = this.lastThought !== null && this.lastThought !== index ? '\n\n' : ''
    this.lastThought = index
    this.lastText = null
    return [{ type: 'reasoning', text: separator + text }]
  }
}

/** A block whose beginning was lost. */
const implied = (delta: Fields): OpenBlock => {
  const isThought = delta.type === 'thinking_delta' || delta.type === 'signature_delta'
  const type = isThought ? 'thinking' : delta.type === 'text_delta' ? 'text' : ''
  return { type, id: '', name: '', whole: '{}', growth: '', signature: '', data: '' }
}

const thoughtOf = ({ type, growth, signature, data }: OpenBlock): string | null => {
  const block: ThoughtBlock | null =
    type === 'thinking'
      ? { type, thinking: growth, signature }
      : type === 'redacted_thinking'
        ? { type, data }
        : null
  return block && thoughtOpaque(block)
}

const reasonFor = (reason: string, hasCalls: boolean): FinishReason => {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
    case 'tool_use':
      return hasCalls ? 'tool-calls' : 'stop'
    case 'max_tokens':
      return 'length'
    case 'refusal':
      return 'refused'
    case 'model_context_window_exceeded':
      return 'context-full'
    case 'pause_turn':
      return 'unfinished'
    default:
      log.warning(`An answer ended for a reason that is not known here: ${wordOf(reason)}`)
      return 'unfinished'
  }
}

/** A server's word, where it is one. */
const wordOf = (reason: string): string => (/^[a-z][a-z_]{1,59}$/.test(reason) ? reason : 'no word')

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Tokens so far. Each report is of the whole; what it leaves out stays as it was. */
class UsageCount {
  private readonly counts = new Map<string, number>()

  read(usage: unknown): void {
    if (!isRecord(usage)) return
    for (const name of [
      'input_tokens',
      'cache_creation_input_tokens',
      'cache_read_input_tokens',
      'output_tokens',
    ])
      if (typeof usage[name] === 'number') this.counts.set(name, countIn(usage[name]))
    const details = fieldsIn(usage.output_tokens_details)
    if (typeof details.thinking_tokens === 'number')
      this.counts.set('thinking_tokens', countIn(details.thinking_tokens))
  }

  /** Anthropic counts what came from its cache, and what went into it, beside the other input. */
  sum(): Usage | null {
    if (this.counts.size === 0) return null
    const count = (name: string) => this.counts.get(name) ?? 0
    const read = count('cache_read_input_tokens')
    const written = count('cache_creation_input_tokens')
    return {
      inputTokens: count('input_tokens') + read + written,
      cachedInputTokens: read,
      outputTokens: count('output_tokens'),
      reasoningTokens: count('thinking_tokens'),
      ...(written === 0 ? {} : { cacheWriteTokens: written }),
    }
  }
}

const fieldsIn = (value: unknown): Fields => (isRecord(value) ? value : {})
