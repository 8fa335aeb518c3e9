import type { ErrorCode } from '@shared/ipc/errors'
import { AppError } from '@shared/ipc/errors'
import type { Utterance } from '@shared/ipc/speech'
import type { Engine, LearnCapability, SpeechStream } from '../engines/engine'
import { AsyncQueue } from './asyncQueue'
import { remainderOf, usualSignsPerSecond } from './remainder'
import { type SpeechAudio, type SpeechAudioStore, speechUrl } from './SpeechAudioStore'
import { readSentences } from './sentences'
import {
  createEngineVoice,
  createOfflineVoice,
  isOfflineVoice,
  type SpeakOffline,
  type Voice,
} from './voices'

/** Sentences requested beyond the last one that the page has fetched: enough to be gapless, little to pay for in vain. */
const maxAhead = 2

/** What is to be read, and with which voice. */
export interface Reading {
  /** Markdown, piece by piece, as it is written. Ends when the message does, and when `signal` aborts. */
  readonly text: AsyncIterable<string>
  /** As kept in settings: an engine voice by its name, or `flite:NAME`. */
  readonly voice: string
  /** Null where there is none; then the offline voice speaks. `canSpeak` is what real calls have shown. */
  readonly engine: {
    readonly engine: Pick<Engine, 'kind' | 'speak'>
    readonly model: string
    readonly canSpeak: boolean | undefined
    /** Without a byte for this long, the offline voice takes over. */
    readonly idleTimeoutMs?: number
  } | null
  readonly signal: AbortSignal
  readonly learn: LearnCapability
  /** Called once a reading at most: the offline voice speaks from here on, and why. */
  readonly onFallback: (reason: ErrorCode, error: unknown) => void
  /** Called once at the end of a reading in which the engine's voice spoke: seconds of audio that came. */
  readonly onEngineSpoke?: (seconds: number) => void
}

/**
 * Text to utterances: the engine is asked first, the offline voice takes over where it cannot. Audio goes to the store and is
 * fetched from there; an utterance is given as soon as its first bytes are there.
 */
export class Speaker {
  constructor(
    private readonly store: SpeechAudioStore,
    private readonly speakOffline: SpeakOffline,
  ) {}

  /** In order. Ends without a word when `signal` aborts; `speech/unavailable` when not even the offline voice works. */
  async *read(reading: Reading): AsyncGenerator<Utterance> {
    if (reading.signal.aborted) return
    const session = new ReadingSession(reading, this.store, this.speakOffline)
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

/** Audio that has begun to arrive. */
interface Started {
  readonly audio: SpeechAudio
  readonly sampleRate: number
  readonly voice: Voice
  /** Seconds of audio once it has ended, and the failure that ended it early. */
  readonly done: Promise<{ readonly seconds: number; readonly failure: unknown }>
}

/** One sentence on its way. */
interface Task {
  readonly order: number
  readonly text: string
  controller: AbortController
  /** Null where the voice had no sound for it. */
  started: Promise<Started | null>
}

class ReadingSession {
  private readonly offline: Voice
  private voice: Voice
  private readonly tasks = new Set<Task>()
  private readonly queue = new AsyncQueue<Task>()
  private readonly unopened = new Set<string>()
  private requested = 0
  private released = 0
  private onRoom: () => void = () => {}
  private isClosed = false
  private hasLearnt: boolean
  private hasSpoken = false
  private nextIndex = 0
  /** Seconds of audio from the engine, sentence by sentence. */
  private readonly engineSpoke: Promise<number>[] = []
  private measured = { signs: 0, seconds: 0 }

  constructor(
    private readonly reading: Reading,
    private readonly store: SpeechAudioStore,
    speakOffline: SpeakOffline,
  ) {
    const { engine, voice } = reading
    this.offline = createOfflineVoice(speakOffline, voice)
    const usesEngine =
      engine && engine.engine.kind !== 'builtin' && engine.canSpeak !== false && !isOfflineVoice(voice)
    this.voice = usesEngine
      ? createEngineVoice(engine.engine, {
          voice,
          model: engine.model,
          ...(engine.idleTimeoutMs ? { idleTimeoutMs: engine.idleTimeoutMs } : {}),
        })
      : this.offline
    this.hasLearnt = engine?.canSpeak === true
  }

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

  /** Ends every request. Audio that nobody has fetched is let go. */
  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    void this.tellEngineSpoke()
    const isUnfinished = this.tasks.size > 0
    for (const task of this.tasks) task.controller.abort()
    this.tasks.clear()
    this.queue.clear()
    this.onRoom()
    // After a reading that ended by itself, the page is still to fetch the last ones.
    if (isUnfinished || this.reading.signal.aborted) for (const id of this.unopened) this.store.discard(id)
  }

  private async tellEngineSpoke(): Promise<void> {
    // What is still on its way is aborted now, and then counts as far as it came.
    const seconds = await Promise.all(this.engineSpoke)
    if (seconds.length > 0) this.reading.onEngineSpoke?.(seconds.reduce((sum, each) => sum + each, 0))
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

  private request(text: string): Task {
    const task: Task = {
      order: this.requested++,
      text,
      controller: new AbortController(),
      started: Promise.resolve(null),
    }
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
      url: speechUrl(started.audio.id),
      sampleRate: started.sampleRate,
      voice: started.voice.id,
    }
    const { seconds, failure } = await started.done
    if (this.isClosed) return
    if (failure === null) {
      if (started.voice !== this.offline) {
        this.measured = {
          signs: this.measured.signs + task.text.length,
          seconds: this.measured.seconds + seconds,
        }
      }
      return
    }
    this.fallBack(failure, task)
    const rate = this.measured.seconds > 0 ? this.measured.signs / this.measured.seconds : usualSignsPerSecond
    const rest = remainderOf(task.text, seconds, rate)
    // A failing offline voice has nobody to take over.
    if (rest === '' || started.voice === this.offline) return
    const restTask: Task = { ...task, text: rest, controller: new AbortController() }
    this.tasks.add(restTask)
    this.begin(restTask)
    // The window was moved by the sentence itself; its rest is one more that the page will open.
    this.requested++
    try {
      yield* this.deliver(restTask)
    } finally {
      this.tasks.delete(restTask)
    }
  }

  private async start(task: Task): Promise<Started | null> {
    const { voice } = this
    const { signal } = task.controller
    try {
      return await this.startWith(voice, task)
    } catch (error) {
      // Aborted: closed, or begun anew by `fallBack`.
      if (this.isClosed || signal.aborted) throw error
      if (voice === this.offline) {
        throw new AppError('speech/unavailable', 'The offline voice failed', undefined, { cause: error })
      }
      this.fallBack(error, task)
      return this.start(task)
    }
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
      if (voice === this.offline) return null
      throw new AppError('engine/malformed', 'No audio came')
    }
    if (voice !== this.offline) {
      if (isOtherFormat(first)) {
        await pcm.return?.()
        throw new AppError('engine/malformed', 'What came is not PCM')
      }
      if (!this.hasLearnt) this.reading.learn('speech', true)
      this.hasLearnt = true
    }
    const audio = this.store.create(() => {
      this.unopened.delete(audio.id)
      this.release()
    })
    this.unopened.add(audio.id)
    audio.write(first)
    const done = pump(pcm, first.byteLength, speech, audio, signal)
    if (voice !== this.offline) this.engineSpoke.push(done.then(({ seconds }) => seconds))
    return { audio, sampleRate: speech.sampleRate, voice, done }
  }

  /** From here on the offline voice speaks; what the engine was to say next is taken from it. */
  private fallBack(error: unknown, task: Task): void {
    if (this.voice === this.offline) return
    this.voice = this.offline
    const reason = error instanceof AppError ? error.code : 'internal'
    if (reason === 'engine/unsupported') this.reading.learn('speech', false)
    this.reading.onFallback(reason, error)
    for (const later of this.tasks) {
      if (later.order <= task.order) continue
      const before = later.started
      later.controller.abort()
      later.controller = new AbortController()
      this.begin(later)
      void before.then(
        (started) => started && this.store.discard(started.audio.id),
        () => {},
      )
    }
  }

  private release(): void {
    this.released++
    this.onRoom()
  }
}

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

const pump = async (
  pcm: AsyncIterator<Uint8Array>,
  firstLength: number,
  { sampleRate }: SpeechStream,
  audio: SpeechAudio,
  signal: AbortSignal,
): Promise<{ seconds: number; failure: unknown }> => {
  let byteLength = firstLength
  const end = (failure: unknown) => {
    audio.end()
    return { seconds: byteLength / 2 / sampleRate, failure }
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
