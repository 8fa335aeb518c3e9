import { setImmediate, setTimeout } from 'node:timers/promises'
import { AppError } from '@shared/ipc/errors'
import { catalogOf } from '@shared/model/catalog'
import { builtinEngineId } from '@shared/model/engine'
import type { Message } from '@shared/model/message'
import { paintSample } from './builtin/painter'
import { type Reply, replyTo } from './builtin/reply'
import type {
  AnswerEvent,
  AnswerRequest,
  DrawEvent,
  DrawRequest,
  Engine,
  ListedModel,
  SpeechRequest,
  SpeechStream,
  Transcript,
  TranscriptionRequest,
} from './engine'

/** A good reader's pace is far slower; this looks like a quick engine. */
const naturalPaceMs = 12
/** Words between two turns of the event loop when there is no pace to keep. */
const wordsATurn = 25

export interface BuiltinOptions {
  readonly id?: string
  /** Milliseconds a word; 0 in tests. */
  readonly paceMs?: number
}

/**
 * The engine that is always there: no key, no network, and no language model, which it says. It stands behind
 * the same interface as the others, so that the app can be tried and tested with it.
 */
export class BuiltinEngine implements Engine {
  readonly kind = 'builtin'
  readonly id: string
  private readonly paceMs: number

  constructor({ id = builtinEngineId, paceMs = naturalPaceMs }: BuiltinOptions = {}) {
    this.id = id
    this.paceMs = paceMs
  }

  async *answer(request: AnswerRequest): AsyncGenerator<AnswerEvent> {
    const { signal } = request
    throwIfCancelled(signal)
    const reply = replyTo(request)
    const text = reply.type === 'tool' ? reply.intro : reply.text
    const wanted = request.continuing ? restOf(text, writtenSoFar(request.messages.at(-1))) : text
    yield* this.write(wanted, reply, request)
    if (reply.type === 'tool') {
      yield { type: 'tool-call', callId: callIdFor(request), name: reply.name, input: reply.input }
      yield { type: 'finish', reason: 'tool-calls', usage: null }
      return
    }
    yield { type: 'finish', reason: 'stop', usage: null }
  }

  private async *write(text: string, reply: Reply, request: AnswerRequest): AsyncGenerator<AnswerEvent> {
    if (text === '') return
    if (!request.streaming) {
      yield { type: 'text', text }
      return
    }
    const paceMs = paceOf(reply, this.paceMs)
    const words = text.match(/^\s*\S+\s*|\S+\s*/g) ?? [text]
    const startedAt = performance.now()
    let written = 0
    while (written < words.length) {
      // Late timers are made up for, so that a rate that was asked for is kept.
      const due =
        paceMs === 0 ? written + wordsATurn : Math.floor((performance.now() - startedAt) / paceMs) + 1
      if (due > written) {
        yield { type: 'text', text: words.slice(written, due).join('') }
        written = due
      }
      await turn(paceMs, request.signal)
    }
  }

  async speak(_request: SpeechRequest): Promise<SpeechStream> {
    throw new AppError('engine/unsupported', 'The built-in engine has no voice of its own', {
      what: 'speech',
    })
  }

  async transcribe(_request: TranscriptionRequest): Promise<Transcript> {
    throw new AppError('engine/unsupported', 'The built-in engine has no ears', { what: 'transcription' })
  }

  async *draw({ prompt, size, sources = [], variation = 0, signal }: DrawRequest): AsyncGenerator<DrawEvent> {
    const { width, height } = sizeOf(size)
    // Painting depends on the words alone: the same words are the same picture.
    const words = variation === 0 ? prompt : `${prompt} ${variation}`
    try {
      throwIfCancelled(signal)
      if (sources.length > 0)
        throw new AppError('engine/unsupported', 'The painter changes no pictures', { what: 'picture-edits' })
      const small = { width: Math.round(width / 8), height: Math.round(height / 8) }
      yield { type: 'preview', bytes: await paintSample(words, small.width, small.height, signal) }
      yield { type: 'picture', bytes: await paintSample(words, width, height, signal), usage: null }
    } catch (error) {
      throwIfCancelled(signal)
      throw error
    }
  }

  async models(): Promise<readonly ListedModel[]> {
    return catalogOf('builtin').entries.map(({ id }) => ({ id, shutdownDate: null }))
  }
}

const throwIfCancelled = (signal: AbortSignal): void => {
  if (signal.aborted) throw new AppError('cancelled')
}

const turn = async (paceMs: number, signal: AbortSignal): Promise<void> => {
  try {
    if (paceMs === 0) await setImmediate(undefined, { signal })
    else await setTimeout(paceMs, undefined, { signal })
  } catch {
    // The only thing that these waits throw is the abort.
  }
  throwIfCancelled(signal)
}

const paceOf = (reply: Reply, naturalMs: number): number => {
  if (reply.type === 'tool' || reply.wordsPerSecond === undefined) return naturalMs
  return reply.wordsPerSecond === null ? 0 : 1_000 / reply.wordsPerSecond
}

const writtenSoFar = (message: Message | undefined): string =>
  (message?.role === 'assistant' ? message.parts : [])
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('')

/** The same question has the same answer, so going on is finding the place. */
const restOf = (text: string, written: string): string =>
  text.startsWith(written) ? text.slice(written.length) : `\n\n${text}`

/** Unique within the conversation: one round of tools follows another. */
const callIdFor = ({ messages }: AnswerRequest): string => {
  const calls = messages.flatMap(({ parts }) => parts.filter((part) => part.type === 'tool-call'))
  return `builtin_${messages.at(-1)?.id ?? 'first'}_${calls.length + 1}`
}

/** Sides between 256 and 2048; `auto` and nonsense are square. */
const sizeOf = (size: string): { readonly width: number; readonly height: number } => {
  const [, width, height] = /^(\d{2,4})x(\d{2,4})$/.exec(size) ?? []
  const side = (text: string | undefined) => Math.max(256, Math.min(2_048, Number(text ?? 1_024)))
  return { width: side(width), height: side(height) }
}
