import { AppError } from '@shared/ipc/errors'
import type { Utterance } from '@shared/ipc/speech'
import { PcmReader } from './pcm'
import { Schedule } from './schedule'

/** What of the Web Audio API is used; an AudioContext is one. */
export interface SoundContext {
  /** Seconds; stands still while suspended. */
  readonly currentTime: number
  readonly sampleRate: number
  readonly state: string
  readonly destination: object
  createGain(): SoundGain
  createBuffer(channels: number, frames: number, sampleRate: number): SoundBuffer
  createBufferSource(): SoundSource
  resume(): Promise<void>
  suspend(): Promise<void>
}
export interface SoundGain {
  readonly gain: {
    setValueAtTime(value: number, at: number): unknown
    linearRampToValueAtTime(value: number, at: number): unknown
  }
  connect(target: object): unknown
  disconnect(): void
}
export interface SoundBuffer {
  copyToChannel(samples: Float32Array<ArrayBuffer>, channel: number): void
}
export interface SoundSource {
  buffer: SoundBuffer | null
  connect(target: object): unknown
  disconnect(): void
  start(at: number): void
  stop(at: number): void
  addEventListener(type: 'ended', listener: () => void): void
}

/** Bytes of one utterance as they arrive. */
export type FetchAudio = (url: string, signal: AbortSignal) => AsyncIterable<Uint8Array>

/** The next sentence is fetched when less than this is left: main requests what comes after it then, and not earlier. */
const fetchAheadSeconds = 2
/** Of a long sentence no more than this is turned into buffers at once. */
const decodeAheadSeconds = 10
/** Longest piece: the ends of pieces are what the player wakes up by. */
const pieceSeconds = 0.5
/** While enough is scheduled, smaller pieces wait for company. */
const smallPieceSeconds = 0.05
const enoughSeconds = 0.2
/** Long enough not to click, short enough to be at once. */
const fadeSeconds = 0.005
/** A device that is closed drops what it has not played yet, so it is given some silence to drop. */
const tailSeconds = 0.3

export interface PlayOptions {
  /** Stops at once. */
  readonly signal: AbortSignal
  /** The utterance of this index begins to be heard. */
  readonly onSentence?: (utterance: Utterance) => void
}

/**
 * The one who speaks in this window. Lives as long as the window, on the Web Audio clock; the sound device is open only while
 * something is to be heard.
 */
export class Player {
  private context: SoundContext | null = null
  private current: Recital | null = null

  constructor(
    private readonly createContext: () => SoundContext = createAudioContext,
    private readonly fetchAudio: FetchAudio = fetchBytes,
  ) {}

  /** Resolves when the last sentence was heard, or it was stopped. What was playing stops. */
  async play(utterances: AsyncIterable<Utterance>, { signal, onSentence }: PlayOptions): Promise<void> {
    this.stop()
    if (signal.aborted) return
    this.context ??= this.createContext()
    const recital = new Recital(this.context, this.fetchAudio, onSentence)
    this.current = recital
    // Not awaited: the clock stands still until the device is open, and so does the schedule.
    void this.context.resume()
    const stop = () => this.end(recital)
    signal.addEventListener('abort', stop, { once: true })
    try {
      await recital.play(utterances)
    } finally {
      signal.removeEventListener('abort', stop)
      this.end(recital)
    }
  }

  stop(): void {
    if (this.current) this.end(this.current)
  }

  /** Holds the clock: nothing is repeated, and nothing lost but what the device had taken already (about 50 ms). */
  pause(): void {
    if (this.current) void this.context?.suspend()
  }

  resume(): void {
    if (this.current) void this.context?.resume()
  }

  private end(recital: Recital): void {
    if (this.current === recital) this.current = null
    void recital.stop().then(() => {
      // Also when it is not running yet: a resume may still be under way.
      if (!this.current) void this.context?.suspend()
    })
  }
}

/** One reading, from its first sentence to its last. */
class Recital {
  private readonly schedule: Schedule
  private readonly gain: SoundGain
  private readonly sources = new Set<SoundSource>()
  private readonly stopping = new AbortController()
  /** Resolves when stopped. */
  private readonly stopped: Promise<void>
  private waiting: Float32Array<ArrayBuffer>[] = []
  private waitingFrames = 0
  /** To be told of when its first piece is heard. */
  private beginning: Utterance | null = null
  private hasSounded = false
  private readonly wakers = new Set<() => void>()

  constructor(
    private readonly context: SoundContext,
    private readonly fetchAudio: FetchAudio,
    private readonly onSentence: (utterance: Utterance) => void = () => {},
  ) {
    this.schedule = new Schedule(context.sampleRate)
    this.gain = context.createGain()
    this.gain.connect(context.destination)
    this.stopped = new Promise((resolve) => {
      this.stopping.signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  private get isStopped(): boolean {
    return this.stopping.signal.aborted
  }

  async play(utterances: AsyncIterable<Utterance>): Promise<void> {
    const iterator = utterances[Symbol.asyncIterator]()
    let cut: { readonly error: unknown } | null = null
    let missed: { readonly error: unknown } | null = null
    try {
      for (;;) {
        const next = await Promise.race([iterator.next(), this.stopped])
        if (!next || next.done) break
        await this.untilLeft(fetchAheadSeconds)
        if (this.isStopped) break
        // One sentence that cannot be fetched does not silence the others.
        await this.perform(next.value).catch((error: unknown) => {
          missed = { error }
        })
      }
    } catch (error) {
      // What came before is still to be heard.
      cut = { error }
    }
    if (!this.isStopped && this.sources.size > 0) {
      this.place(new Float32Array(Math.round(tailSeconds * this.context.sampleRate)))
    }
    while (!this.isStopped && this.sources.size > 0) await this.nextEnd()
    if (this.isStopped) {
      // Not awaited: a source that waits for more text may take its time to leave.
      void iterator.return?.()
      return
    }
    const failed = cut ?? (this.hasSounded ? null : missed)
    if (failed) throw (failed as { readonly error: unknown }).error
  }

  /** Resolves when nothing can be heard any more. */
  async stop(): Promise<void> {
    if (!this.isStopped) {
      this.stopping.abort()
      this.wake()
      const now = this.context.currentTime
      this.gain.gain.setValueAtTime(1, now)
      this.gain.gain.linearRampToValueAtTime(0, now + fadeSeconds)
      for (const source of this.sources) source.stop(now + fadeSeconds * 2)
    }
    // On a clock that stands still nothing ends, and nothing sounds either.
    while (this.sources.size > 0 && this.context.state === 'running') await this.nextEnd()
    this.gain.disconnect()
    this.sources.clear()
  }

  private async perform(utterance: Utterance): Promise<void> {
    const reader = new PcmReader(utterance.sampleRate, this.context.sampleRate)
    this.beginning = utterance
    try {
      for await (const bytes of this.fetchAudio(utterance.url, this.stopping.signal)) {
        if (this.isStopped) return
        const samples = reader.read(bytes)
        this.waiting.push(samples)
        this.waitingFrames += samples.length
        this.placeWaiting(false)
        await this.untilLeft(decodeAheadSeconds)
      }
    } finally {
      if (!this.isStopped) {
        this.placeWaiting(true)
        this.schedule.endSentence()
      }
    }
  }

  private placeWaiting(isLast: boolean): void {
    if (this.waitingFrames === 0) return
    const now = this.context.currentTime
    const seconds = this.waitingFrames / this.context.sampleRate
    if (!isLast) {
      if (seconds < this.schedule.needed(now)) return
      if (seconds < smallPieceSeconds && this.schedule.ahead(now) > enoughSeconds) return
    }
    const samples = joined(this.waiting, this.waitingFrames)
    this.waiting = []
    this.waitingFrames = 0
    const most = Math.floor(pieceSeconds * this.context.sampleRate)
    for (let from = 0; from < samples.length; from += most) this.place(samples.subarray(from, from + most))
  }

  private place(samples: Float32Array<ArrayBuffer>): void {
    const at = this.schedule.place(this.context.currentTime, samples.length)
    if (this.beginning) {
      // There is no event for a beginning; a single silent sample ends there instead.
      const utterance = this.beginning
      this.beginning = null
      this.start(new Float32Array(1), at, () => {
        this.hasSounded = true
        this.onSentence(utterance)
      })
    }
    this.start(samples, at)
  }

  private start(samples: Float32Array<ArrayBuffer>, at: number, onEnded: () => void = () => {}): void {
    const buffer = this.context.createBuffer(1, samples.length, this.context.sampleRate)
    buffer.copyToChannel(samples, 0)
    const source = this.context.createBufferSource()
    source.buffer = buffer
    source.connect(this.gain)
    source.addEventListener('ended', () => {
      source.disconnect()
      this.sources.delete(source)
      if (!this.isStopped) onEnded()
      this.wake()
    })
    this.sources.add(source)
    source.start(at)
  }

  private async untilLeft(seconds: number): Promise<void> {
    while (!this.isStopped && this.schedule.ahead(this.context.currentTime) > seconds) await this.nextEnd()
  }

  /** Resolves when a piece has been heard, or at a stop. */
  private nextEnd(): Promise<void> {
    return new Promise((resolve) => {
      this.wakers.add(resolve)
    })
  }

  private wake(): void {
    for (const waker of this.wakers) waker()
    this.wakers.clear()
  }
}

const joined = (parts: readonly Float32Array<ArrayBuffer>[], frames: number): Float32Array<ArrayBuffer> => {
  const whole = new Float32Array(frames)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const createAudioContext = (): SoundContext => new AudioContext({ latencyHint: 'interactive' })

async function* fetchBytes(url: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const response = await fetch(url, { signal })
  if (!response.ok || !response.body)
    throw new AppError('speech/unavailable', `Audio answered ${response.status}`)
  const reader = response.body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    // Rejects where the fetch was aborted; then there is nothing to cancel.
    reader.cancel().catch(() => {})
  }
}

export const player = new Player()
