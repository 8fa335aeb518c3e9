import { AppError, type ErrorCode } from '@shared/ipc/errors'
import type { Utterance } from '@shared/ipc/speech'
import { Channel } from '@shared/lib/Channel'
import type { SpeechStream, SpeechTokens } from '../engines/engine'
import { remainderOf, usualSignsPerSecond } from './remainder'
import { readSentences } from './SentenceReader'
import { type SpeechAudio, type SpeechAudioStore, speechUrl } from './SpeechAudioStore'
import { type ClipMark, clipIdOf, type SpeechCache } from './SpeechCache'
import type { Voice } from './voices'

/**
 * Sentences requested beyond the last one that the page has fetched: enough to be gapless, little to pay for
 * in vain.
 */
const maxAhead = 2
/** A voice that leaves its text so often in one reading is not asked again in it. */
const mostStrays = 3

const faultsOfServers: ReadonlySet<string> = new Set<ErrorCode>([
  'engine/no-key',
  'engine/bad-key',
  'engine/no-credit',
  'engine/unreachable',
  'engine/timeout',
  'engine/stalled',
])

/** One voice gave up its place to the next. */
export interface Fallback {
  readonly reason: ErrorCode
  readonly error: unknown
  readonly from: Voice
  readonly to: Voice
}

/** What one sentence took. */
export interface Spoken {
  readonly seconds: number
  readonly characters: number
  readonly tokens: SpeechTokens | null
  /** US dollars, where the server names its price. */
  readonly costUsd?: number
}

/** What is to be read, and by whom. */
export interface Reading {
  /** Markdown, piece by piece, as it is written. Ends when the message does, and when `signal` aborts. */
  readonly text: AsyncIterable<string>
  /** In the order in which they are asked; the last one is the offline voice, which is always there. */
  readonly voices: readonly Voice[]
  /** What else may have said it before: kept sound of models that are gone. */
  readonly former?: readonly Omit<ClipMark, 'text'>[]
  /** What is kept belongs to it; null for what is not kept. */
  readonly messageId: string | null
  readonly signal: AbortSignal
  readonly onFallback: (fallback: Fallback) => void
  /** Called at the end of a reading for each voice of an engine that spoke. */
  readonly onSpoke?: (voice: Voice, sentences: readonly Spoken[]) => void
}

/**
 * Text to utterances: one voice after the other is asked until one speaks. Audio goes to the store and is
 * fetched from there; an utterance is given as soon as its first bytes are there. What was kept of an earlier
 * reading is not asked for.
 */
export class SpeechSynthesizer {
  constructor(
    private readonly store: SpeechAudioStore,
    private readonly kept: SpeechCache,
  ) {}

  /**
   * In order. Ends without a word when `signal` aborts; `speech/unavailable` when not even the offline voice
   * works.
   */
  async *read(reading: Reading): AsyncGenerator<Utterance> {
    if (reading.signal.aborted) return
    const session = new ReadingSession(reading, this.store, this.kept)
    const close = () => session.close()
    reading.signal.addEventListener('abort', close, { once: true })
    try {
      yield* session.utterances()
    } finally {
      reading.signal.removeEventListener('abort', close)
      session.close()
    }
  }
}

interface Ending {
  /** Seconds of audio once it has ended, and the failure that ended it early. */
  readonly seconds: number
  readonly failure: unknown
}

/** Audio that has begun to arrive. */
interface Started {
  readonly id: string
  readonly format: Utterance['format']
  readonly sampleRate: number
  readonly clipId: string | null
  readonly voice: Voice
  readonly voiceId: string
  readonly done: Promise<Ending>
}

/** One sentence on its way. */
interface Task {
  readonly order: number
  readonly text: string
  controller: AbortController
  /** Of all voices, the first that may say it. */
  firstVoice: number
  /** Null where the voice had no sound for it. */
  started: Promise<Started | null>
}

class ReadingSession {
  private current = 0
  private readonly tasks = new Set<Task>()
  private readonly queue = new Channel<Task>()
  private readonly unopened = new Set<string>()
  private requested = 0
  private released = 0
  private onRoom: () => void = () => {}
  private isClosed = false
  private hasSpoken = false
  private nextIndex = 0
  private strays = 0
  private readonly spoken = new Map<Voice, Promise<Spoken>[]>()
  private measured = { signs: 0, seconds: 0 }

  constructor(
    private readonly reading: Reading,
    private readonly store: SpeechAudioStore,
    private readonly kept: SpeechCache,
  ) {}

  async *utterances(): AsyncGenerator<Utterance> {
    void this.requestAll()
    for await (const task of this.queue) {
      try {
        yield* this.deliver(task)
      } catch (error) {
        if (this.isClosed) return
        throw error
      } finally {
        this.tasks.delete(task)
      }
    }
    if (!this.isClosed && this.requested > 0 && !this.hasSpoken) {
      throw new AppError('speech/unavailable', 'The offline voice has no sound for this text')
    }
  }

  /** Ends every request. Audio that the page has not fetched is let go. */
  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    void this.tellSpoken()
    const isUnfinished = this.tasks.size > 0
    for (const task of this.tasks) task.controller.abort()
    this.tasks.clear()
    this.queue.clear()
    this.onRoom()
    for (const voice of this.reading.voices) voice.close()
    // After a reading that ended by itself, the page is still to fetch the last ones.
    if (isUnfinished || this.reading.signal.aborted) for (const id of this.unopened) this.store.discard(id)
  }

  private async tellSpoken(): Promise<void> {
    for (const [voice, sentences] of this.spoken) {
      // What is still on its way is aborted now, and then counts as far as it came.
      this.reading.onSpoke?.(voice, await Promise.all(sentences))
    }
  }

  private async requestAll(): Promise<void> {
    try {
      for await (const text of readSentences(this.reading.text)) {
        while (!this.isClosed && this.requested - this.released >= maxAhead) {
          await new Promise<void>((resolve) => {
            this.onRoom = resolve
          })
        }
        if (this.isClosed) return
        this.queue.push(this.request(text))
      }
      this.queue.end()
    } catch (error) {
      this.queue.fail(error)
    }
  }

  private request(text: string, firstVoice = 0, order = this.requested): Task {
    this.requested++
    const controller = new AbortController()
    const task: Task = { order, text, controller, firstVoice, started: Promise.resolve(null) }
    this.tasks.add(task)
    this.begin(task)
    return task
  }

  private begin(task: Task): void {
    task.started = this.start(task)
    // Awaited in order by `deliver`; a failure before its turn is not unhandled.
    task.started.catch(() => {})
  }

  private async *deliver(task: Task): AsyncGenerator<Utterance> {
    const started = await task.started
    if (this.isClosed) return
    if (!started) {
      this.release()
      return
    }
    this.hasSpoken = true
    yield {
      index: this.nextIndex++,
      text: task.text,
      url: speechUrl(started.id),
      format: started.format,
      sampleRate: started.sampleRate,
      voice: started.voiceId,
      clipId: started.clipId,
    }
    const { seconds, failure } = await started.done
    if (this.isClosed) return
    if (failure === null) {
      if (started.voice.model !== null && seconds > 0) {
        this.measured = {
          signs: this.measured.signs + task.text.length,
          seconds: this.measured.seconds + seconds,
        }
      }
      return
    }
    const next = this.nextAfter(started.voice, failure)
    this.fallBack(failure, started.voice, task)
    // After a failing offline voice no other can take over.
    const rest = next < this.reading.voices.length ? this.restOf(task.text, seconds, failure) : ''
    if (rest === '') return
    // Wrong words that the user has not heard yet are never heard.
    if (isStray(failure) && this.unopened.has(started.id)) {
      this.letGo(started.id)
      this.release()
    }
    const restTask = this.request(rest, next, task.order)
    try {
      yield* this.deliver(restTask)
    } finally {
      this.tasks.delete(restTask)
    }
  }

  /**
   * What is still to be said of a sentence that broke off; one that was said wrong is said again from its
   * beginning.
   */
  private restOf(text: string, seconds: number, failure: unknown): string {
    if (isStray(failure)) return text
    const rate = this.measured.seconds > 0 ? this.measured.signs / this.measured.seconds : usualSignsPerSecond
    return remainderOf(text, seconds, rate)
  }

  private async start(task: Task): Promise<Started | null> {
    const { voices } = this.reading
    const { signal } = task.controller
    const at = Math.max(this.current, task.firstVoice)
    const voice = voices[at]
    if (!voice) throw new AppError('speech/unavailable', 'There is no voice')
    try {
      return (await this.startKept(voices.slice(at), task)) ?? (await this.startWith(voice, task))
    } catch (error) {
      // Aborted: closed, or begun anew by `fallBack`.
      if (this.isClosed || signal.aborted) throw error
      if (at === voices.length - 1) {
        throw new AppError('speech/unavailable', 'The offline voice failed', undefined, { cause: error })
      }
      this.fallBack(error, voice, task)
      task.firstVoice = Math.max(task.firstVoice, this.nextAfter(voice, error))
      return this.start(task)
    }
  }

  /** Whatever voice of these said it before. */
  private async startKept(voices: readonly Voice[], task: Task): Promise<Started | null> {
    const [voice] = voices
    if (!voice || voice.model === null) return null
    const marks = [...voices, ...(this.reading.former ?? [])].flatMap(({ id, model, source }) =>
      model === null ? [] : [{ text: task.text, id, model, source }],
    )
    const clip = await this.kept.find(marks, this.reading.messageId)
    if (!clip || task.controller.signal.aborted) return null
    const id = this.store.createFile(clip.path, () => {
      this.unopened.delete(id)
      this.release()
    })
    this.unopened.add(id)
    const done = Promise.resolve({ seconds: 0, failure: null })
    // Opus is always decoded at 48 kHz.
    return { id, format: 'file', sampleRate: 48_000, clipId: null, voice, voiceId: clip.voice, done }
  }

  private async startWith(voice: Voice, task: Task): Promise<Started | null> {
    const { signal } = task.controller
    const speech = await voice.speak(task.text, signal)
    const pcm = speech.pcm[Symbol.asyncIterator]()
    const first = await firstBytes(pcm)
    if (signal.aborted) {
      await pcm.return?.()
      throw new AppError('cancelled')
    }
    if (!first) {
      if (voice.model === null) return null
      throw new AppError('engine/malformed', 'No audio came')
    }
    const isFile = speech.isFile === true
    if (voice.model !== null && !isFile && isOtherFormat(first)) {
      await pcm.return?.()
      throw new AppError('engine/malformed', 'What came is not PCM')
    }
    const audio = this.store.create(() => {
      this.unopened.delete(audio.id)
      this.release()
    })
    this.unopened.add(audio.id)
    audio.write(first)
    const clipId = this.clipFor(voice, task.text)
    const onWhole = () => {
      if (clipId !== null)
        this.kept.allow(clipId, { text: task.text, voice: voice.id, messageId: this.reading.messageId })
    }
    const byteRate = speech.sampleRate * 2
    const done = pump(pcm, audio, { firstLength: first.byteLength, byteRate }, signal, onWhole).then(
      // How long a compressed one sounds is only known where it is decoded.
      (ending) => (isFile ? { ...ending, seconds: task.text.length / usualSignsPerSecond } : ending),
    )
    this.count(voice, task.text, speech, done)
    return {
      id: audio.id,
      format: isFile ? 'file' : 'pcm',
      sampleRate: speech.sampleRate,
      clipId,
      voice,
      voiceId: voice.id,
      done,
    }
  }

  private clipFor({ id, model, source }: Voice, text: string): string | null {
    return model === null || this.reading.messageId === null || !this.kept.isWanted
      ? null
      : clipIdOf({ text, id, model, source })
  }

  private count(voice: Voice, text: string, speech: SpeechStream, done: Promise<Ending>): void {
    if (voice.model === null) return
    const spoken = done.then(({ seconds }) => ({
      seconds,
      characters: text.length,
      tokens: speech.tokens?.() ?? null,
      ...(speech.costUsd === undefined ? {} : { costUsd: speech.costUsd }),
    }))
    this.spoken.set(voice, [...(this.spoken.get(voice) ?? []), spoken])
  }

  /**
   * From here on the next voice speaks, and what this one was to say next is taken from it. One that left its
   * text loses only that sentence, unless it does so again and again.
   */
  private fallBack(error: unknown, from: Voice, task: Task): void {
    const { voices } = this.reading
    const next = this.nextAfter(from, error)
    const to = voices[next]
    if (voices.indexOf(from) < this.current || !to) return
    const reason = error instanceof AppError ? error.code : 'internal'
    if (isStray(error)) {
      this.strays += 1
      if (this.strays === 1) this.reading.onFallback({ reason, error, from, to })
      if (this.strays < mostStrays) return
    } else this.reading.onFallback({ reason, error, from, to })
    this.current = next
    for (const later of this.tasks) {
      if (later.order <= task.order) continue
      const before = later.started
      later.controller.abort()
      later.controller = new AbortController()
      this.begin(later)
      void before.then(
        (started) => started && this.letGo(started.id),
        () => {},
      )
    }
  }

  /** Where the whole server is at fault, its other models are passed over: a listener does not wait twice. */
  private nextAfter(from: Voice, error: unknown): number {
    const { voices } = this.reading
    const at = voices.indexOf(from)
    const code = error instanceof AppError ? error.code : 'internal'
    const isServers = faultsOfServers.has(code)
    // A voice that stands in does so only for an engine that does not speak at all.
    const mayTakeOver = ({ source, isStandIn }: Voice) =>
      (!isServers || source !== from.source) &&
      (isStandIn !== true || from.isStandIn === true || code === 'engine/unsupported')
    const next = voices.findIndex((voice, index) => index > at && mayTakeOver(voice))
    return next === -1 ? at + 1 : next
  }

  private letGo(id: string): void {
    this.unopened.delete(id)
    this.store.discard(id)
  }

  private release(): void {
    this.released++
    this.onRoom()
  }
}

const isStray = (error: unknown): boolean => error instanceof AppError && error.code === 'speech/strayed'

const firstBytes = async (pcm: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> => {
  for (;;) {
    const next = await pcm.next()
    if (next.done) return null
    if (next.value.byteLength > 0) return next.value
  }
}

/** Some servers send what they like whatever was asked for; played as PCM it would be noise. */
const isOtherFormat = (bytes: Uint8Array): boolean =>
  /^(RIFF|ID3|OggS|fLaC|\{"|<!|<htm)/i.test(String.fromCharCode(...bytes.subarray(0, 4)))

/** `onWhole` is called before the page can know that this was the end. */
const pump = async (
  pcm: AsyncIterator<Uint8Array>,
  audio: SpeechAudio,
  { firstLength, byteRate }: { readonly firstLength: number; readonly byteRate: number },
  signal: AbortSignal,
  onWhole: () => void,
): Promise<Ending> => {
  let byteLength = firstLength
  const end = (failure: unknown) => {
    if (failure === null) onWhole()
    audio.end()
    return { seconds: byteLength / byteRate, failure }
  }
  try {
    for (;;) {
      const next = await pcm.next()
      if (signal.aborted) {
        await pcm.return?.()
        return end(new AppError('cancelled'))
      }
      if (next.done) return end(null)
      byteLength += next.value.byteLength
      audio.write(next.value)
    }
  } catch (error) {
    return end(error)
  }
}
