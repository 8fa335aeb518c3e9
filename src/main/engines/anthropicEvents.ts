import { AppError } from '@shared/ipc/errors'
import { log } from '../lib/log'
import { type ThoughtBlock, thoughtOpaque } from './anthropicThoughts'
import { type AnswerEvent, type FinishReason, mostToolCalls } from './engine'
import {
  type MessageBlock,
  type MessageDelta,
  parseMessage,
  parseMessageEvent,
  type TokenCounts,
  usageOf,
} from './wire/messages'
import { type Fields, jsonIn, malformed } from './wire/values'

/** The events of a message, streamed or whole: what came decides, not what was asked for. */
export async function* messageStreamEvents(
  events: AsyncIterable<Fields>,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const state = new MessageState()
  let came = 0
  try {
    for await (const raw of events) {
      if (raw.type === 'message') {
        yield* messageEvents(raw)
        return
      }
      came += 1
      const event = parseMessageEvent(raw)
      if (event?.type === 'stop') break
      if (event?.type === 'begin') state.count(event.counts)
      if (event?.type === 'open') yield* state.open(event.index, event.block)
      if (event?.type === 'grow') yield* state.grow(event.index, event.delta)
      if (event?.type === 'close') yield* state.close(event.index)
      if (event?.type === 'end') state.end(event.reason, event.counts)
    }
  } catch (error) {
    // The answer is whole once it has its reason; all that a cut can still take is the count of tokens.
    if (!state.hasEnded || (error instanceof AppError && error.code === 'cancelled')) throw error
  }
  if (came === 0) throw malformed('The answer')
  yield* state.finish()
}

/** The events of a message that came whole. */
export function* messageEvents(message: Fields): Generator<AnswerEvent, void, undefined> {
  const { blocks, reason, counts } = parseMessage(message)
  const state = new MessageState()
  for (const [index, block] of blocks.entries()) {
    yield* state.open(index, block)
    yield* state.close(index)
  }
  state.end(reason, counts)
  yield* state.finish()
}

type OpenBlock =
  | { readonly type: 'text' | 'other' }
  | { readonly type: 'thinking'; text: string; signature: string }
  | { readonly type: 'redacted_thinking'; readonly data: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; whole: string; json: string }

interface PendingCall {
  readonly id: string
  readonly name: string
  readonly input: string
}

class MessageState {
  private readonly blocks = new Map<number, OpenBlock>()
  private readonly calls: PendingCall[] = []
  private openedCalls = 0
  private counts: TokenCounts = {}
  private reason = ''
  /** The paragraph that was written last, by what it is and where it stands. */
  private last: { readonly type: 'text' | 'reasoning'; readonly index: number } | null = null

  get hasEnded(): boolean {
    return this.reason !== ''
  }

  open(index: number, block: MessageBlock): AnswerEvent[] {
    switch (block.type) {
      case 'text':
        this.blocks.set(index, { type: 'text' })
        return this.written('text', index, block.text)
      case 'thinking':
        this.blocks.set(index, { type: 'thinking', text: block.text, signature: block.signature })
        return this.written('reasoning', index, block.text)
      case 'tool_use':
        this.openedCalls += 1
        if (this.openedCalls > mostToolCalls)
          throw new AppError('tool/too-many-rounds', undefined, { calls: mostToolCalls })
        this.blocks.set(index, { ...block, whole: block.input, json: '' })
        return []
      case 'redacted_thinking':
      case 'other':
        this.blocks.set(index, block)
        return []
    }
  }

  grow(index: number, { type, text }: MessageDelta): AnswerEvent[] {
    const block = this.blocks.get(index)
    if (type === 'text') return this.written('text', index, text)
    if (type === 'thinking') {
      if (block?.type === 'thinking') block.text += text
      return this.written('reasoning', index, text)
    }
    if (type === 'signature' && block?.type === 'thinking') block.signature += text
    if (type === 'input' && block?.type === 'tool_use') block.json += text
    return []
  }

  close(index: number): AnswerEvent[] {
    const block = this.blocks.get(index)
    this.blocks.delete(index)
    if (block?.type === 'tool_use') {
      this.calls.push({ id: block.id, name: block.name, input: block.json || block.whole })
      return []
    }
    const thought = block ? thoughtOf(block) : null
    const opaque = thought && thoughtOpaque(thought)
    if (opaque === null) return []
    this.last = null
    return [{ type: 'reasoning-item', opaque }]
  }

  /** Each report is of the whole; what it leaves out stays as it was. */
  count(counts: TokenCounts): void {
    this.counts = { ...this.counts, ...counts }
  }

  end(reason: string, counts: TokenCounts): void {
    this.count(counts)
    if (reason !== '') this.reason = reason
  }

  /** Calls come last: their results have to follow them. */
  *finish(): Generator<AnswerEvent, void, undefined> {
    if (!this.hasEnded) throw new AppError('engine/no-finish')
    for (const index of [...this.blocks.keys()]) yield* this.close(index)
    const calls = this.callsToRun()
    for (const [position, { id, name, input }] of calls.entries()) {
      yield { type: 'tool-call', callId: id === '' ? `toolu_${position + 1}` : id, name, input }
    }
    const isCounted = Object.keys(this.counts).length > 0
    yield {
      type: 'finish',
      reason: reasonFor(this.reason, calls.length > 0),
      usage: isCounted ? usageOf(this.counts) : null,
    }
  }

  /** A refused answer calls nothing; one that was cut off calls what is whole. */
  private callsToRun(): readonly PendingCall[] {
    if (this.reason === 'refusal') return []
    const isCut = this.reason === 'max_tokens' || this.reason === 'model_context_window_exceeded'
    return this.calls.filter(({ name, input }) => name !== '' && (!isCut || jsonIn(input) !== undefined))
  }

  private written(type: 'text' | 'reasoning', index: number, text: string): AnswerEvent[] {
    if (text === '') return []
    const isNext = this.last?.type === type && this.last.index !== index
    this.last = { type, index }
    return [{ type, text: isNext ? `\n\n${text}` : text }]
  }
}

const thoughtOf = (block: OpenBlock): ThoughtBlock | null => {
  if (block.type === 'thinking') return { type: 'thinking', thinking: block.text, signature: block.signature }
  return block.type === 'redacted_thinking' ? block : null
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
