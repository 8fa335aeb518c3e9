import { AppError } from '@shared/ipc/errors'
import type { Usage } from '@shared/model/message'
import type { AnswerEvent, FinishReason } from './engine'
import type { EventBody } from './engineCall'
import { finishReasonOf, isNoFinish } from './finishReasons'
import { ThoughtSplitter } from './ThoughtSplitter'
import { ToolCalls } from './toolCalls'
import { type ChatChunk, parseChatChunk, parseChatCompletion } from './wire/chat'
import { chatThoughtOpaque, DetailCollector } from './wire/chatThoughts'
import type { SentPicture } from './wire/sentPictures'
import type { Fields } from './wire/values'
import { WrittenCallSplitter } from './writtenCalls'

export interface ChatOptions {
  /** The request named tools: a call that stands in the text is one. */
  readonly hasTools: boolean
  /** Told once it is known that the server streams. */
  readonly onStream?: () => void
  /** Told the build that the server names, where it does. */
  readonly onBuild?: (fingerprint: string) => void
}

/** The events of a chat completion, streamed or whole: what came decides, not what was asked for. */
export async function* chatEvents(
  body: EventBody,
  { hasTools, onStream, onBuild }: ChatOptions,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const state = new ChatState(hasTools)
  let isStreamed = false
  let build = ''
  try {
    for await (const { data, isBare } of body) {
      const isWhole = isBare && !isPiece(data)
      const chunk = isWhole ? parseChatCompletion(data) : parseChatChunk(data)
      if (!chunk) continue
      if (isWhole) state.isWhole = true
      else isStreamed = true
      if (chunk.build !== '') build = chunk.build
      for (const event of state.read(chunk)) yield event
    }
  } catch (error) {
    // The answer is whole once it has its finish reason; all that a cut can still take is the count of
    // tokens.
    if (!state.hasEnded || isFinal(error)) throw error
  }
  if (isStreamed) onStream?.()
  if (build !== '') onBuild?.(build)
  for (const event of state.finish(body.isDone)) yield event
}

/** Chunks without `data:` are told from a whole answer by their delta. */
const isPiece = (data: unknown): boolean => {
  const choices = (data as Fields | null)?.choices
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined
  return typeof choice === 'object' && choice !== null && 'delta' in choice
}

const isFinal = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'cancelled' || error.code === 'tool/too-many-rounds')

class ChatState {
  isWhole = false
  private readonly calls = new ToolCalls()
  private readonly splitter = new ThoughtSplitter()
  private readonly written: WrittenCallSplitter | null
  private readonly details = new DetailCollector()
  private extra: Fields | null = null
  private field = ''
  /** The length of the text that was given. */
  private given = 0
  private finishWord = ''
  private isRefusal = false
  private usage: Usage | null = null
  private costUsd: number | undefined
  private isThinking = false
  /** Of the chunk that is being read. */
  private events: AnswerEvent[] = []

  constructor(hasTools: boolean) {
    this.written = hasTools ? new WrittenCallSplitter() : null
  }

  get hasEnded(): boolean {
    return this.finishWord !== ''
  }

  read(chunk: ChatChunk): readonly AnswerEvent[] {
    if (chunk.usage) this.usage = chunk.usage
    if (chunk.costUsd !== undefined) this.costUsd = chunk.costUsd
    if (chunk.details.length > 0) this.details.add(chunk.details)
    if (chunk.extra) this.extra = chunk.extra
    if (chunk.reasoning !== '') this.think(chunk.reasoning, chunk.reasoningField)
    let read = 0
    for (const { at, picture } of chunk.pictures) {
      this.hear(chunk.text.slice(read, at), chunk.isThought)
      read = at
      this.show(picture)
    }
    this.hear(read === 0 ? chunk.text : chunk.text.slice(read), chunk.isThought)
    if (chunk.refusal !== '') {
      this.isRefusal = true
      this.endThoughts()
      this.events.push({ type: 'text', text: chunk.refusal })
    }
    for (const piece of chunk.calls) this.calls.add(piece)
    if (!isNoFinish(chunk.finish)) this.finishWord = chunk.finish
    return this.take()
  }

  *finish(isDone: boolean): Generator<AnswerEvent, void, undefined> {
    this.split(this.splitter.end())
    if (this.written) this.say(this.written.end())
    this.endThoughts()
    yield* this.take()
    if (!this.hasEnded && !isDone && !this.isWhole) throw new AppError('engine/no-finish')
    // A whole answer, or one whose server says that it is done, needs no reason.
    const end = this.isRefusal ? 'refused' : this.hasEnded ? finishReasonOf(this.finishWord) : 'stop'
    const isCut = end === 'length' || end === 'context-full' || end === 'unfinished'
    let hasCalls = false
    // A refused answer calls nothing.
    for (const event of end === 'refused' ? [] : this.calls.events(isCut)) {
      hasCalls = true
      yield event
    }
    const price = this.costUsd === undefined ? {} : { costUsd: this.costUsd }
    yield { type: 'finish', reason: reasonFor(end, hasCalls), usage: this.usage, ...price }
  }

  private hear(text: string, isThought: boolean): void {
    if (text === '') return
    if (isThought) this.think(withoutTags(text), '')
    else if (this.splitter.passes(text)) this.write(text)
    else this.split(this.splitter.read(text))
  }

  /** What came before it is no longer held back for what it may turn out to be. */
  private show(picture: SentPicture): void {
    this.split(this.splitter.end())
    this.splitter.noteThoughts()
    if (this.written) this.say(this.written.end())
    this.endThoughts()
    this.events.push({ type: 'picture', picture })
  }

  private take(): readonly AnswerEvent[] {
    const taken = this.events
    this.events = []
    return taken
  }

  private think(text: string, field: string): void {
    this.splitter.noteThoughts()
    if (field !== '') this.field = field
    if (text === '') return
    this.isThinking = true
    this.events.push({ type: 'reasoning', text })
  }

  /** What the server wants back of its thoughts stands with them, before what they led to. */
  private endThoughts(): void {
    const details = this.details.take()
    const thought = { field: this.isThinking ? this.field : '', details, extra: this.extra }
    this.isThinking = false
    this.extra = null
    const opaque = chatThoughtOpaque(thought)
    if (opaque !== null) this.events.push({ type: 'reasoning-item', opaque })
  }

  private split(pieces: ReturnType<ThoughtSplitter['read']>): void {
    for (const { type, text } of pieces) {
      if (type === 'reasoning') this.events.push({ type, text })
      else if (type === 'turned') this.turn(text)
      else this.write(text)
    }
  }

  private write(text: string): void {
    if (!this.written || this.written.passes(text)) this.give(text)
    else this.say(this.written.read(text))
  }

  /** All text so far was thoughts; what is held back of it as well. */
  private turn(text: string): void {
    const held = this.written?.end().map((piece) => piece.text) ?? []
    const rest = held.join('') + text
    if (this.given === 0) {
      if (rest.trim() !== '') this.events.push({ type: 'reasoning', text: rest.trim() })
      return
    }
    this.give(rest)
    this.events.push({ type: 'turned', length: this.given })
    this.given = 0
  }

  private say(pieces: ReturnType<WrittenCallSplitter['read']>): void {
    for (const piece of pieces) {
      if (piece.type === 'text') this.give(piece.text)
      for (const { name, input } of piece.calls) this.calls.addWhole(name, input)
    }
  }

  private give(text: string): void {
    if (text === '') return
    if (this.isThinking || this.extra) this.endThoughts()
    this.given += text.length
    this.events.push({ type: 'text', text })
  }
}

/** Gemini marks its thoughts, and writes tags around them as well. */
const withoutTags = (text: string): string => text.replace(/^\s*<thought>|<\/thought>\s*$/g, '')

const reasonFor = (end: FinishReason, hasCalls: boolean): FinishReason =>
  // Several servers say `stop` after a call, and `tool_calls` without one.
  end === 'stop' || end === 'tool-calls' ? (hasCalls ? 'tool-calls' : 'stop') : end
