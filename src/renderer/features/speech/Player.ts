import { AppError } from '@shared/ipc/errors'
import type { Utterance } from '@shared/ipc/speech'
import { createAudioContext, decodeSound, type SoundContext } from './audioContext'
import type { DecodeAudio, FetchAudio } from './SentenceSound'
import { SpeechPlayback } from './SpeechPlayback'

/** A clock that has not moved for so long after a device came or went belongs to a device that is gone. */
const deadClockMs = 400

export interface PlayOptions {
  /** Stops at once. */
  readonly signal: AbortSignal
  readonly speed?: number
  /** This utterance begins to be heard. */
  readonly onSentence?: (utterance: Utterance) => void
  /** All of its sound has come, as PCM; for what may be kept. */
  readonly onWhole?: (utterance: Utterance, pcm: readonly Uint8Array[]) => void
}

/** How the player hears of devices that come, go and fail. Returns the function that ends it. */
export type WatchDevices = (context: SoundContext, onChange: () => void) => () => void

export interface PlayerDeps {
  readonly createContext: () => SoundContext
  readonly fetchAudio: FetchAudio
  readonly decode: DecodeAudio
  readonly watchDevices: WatchDevices
}

const ofThePage: PlayerDeps = {
  createContext: createAudioContext,
  fetchAudio: fetchBytes,
  decode: decodeSound,
  watchDevices: (context, onChange) => {
    navigator.mediaDevices?.addEventListener('devicechange', onChange)
    if (context instanceof AudioContext) context.addEventListener('error', onChange)
    return () => navigator.mediaDevices?.removeEventListener('devicechange', onChange)
  },
}

/**
 * The player of this window lives as long as the window, on the Web Audio clock; the sound device is open
 * only while something is to be heard.
 */
export class Player {
  private context: SoundContext | null = null
  private current: SpeechPlayback | null = null
  private unwatch: () => void = () => {}
  private readonly deps: PlayerDeps

  constructor(deps: Partial<PlayerDeps> = {}) {
    this.deps = { ...ofThePage, ...deps }
  }

  /** Resolves when the last sentence was heard, or it was stopped. What was playing stops. */
  async play(utterances: AsyncIterable<Utterance>, options: PlayOptions): Promise<void> {
    const { signal, speed = 1, onSentence = () => {}, onWhole = () => {} } = options
    this.stop()
    if (signal.aborted) return
    const { fetchAudio, decode } = this.deps
    this.context ??= this.openContext()
    const playback = new SpeechPlayback(this.context, { fetchAudio, decode, speed, onSentence, onWhole })
    this.current = playback
    // Not awaited: the clock stands still until the device is open, and so does what is placed on it.
    void this.context.resume()
    const stop = () => this.end(playback)
    signal.addEventListener('abort', stop, { once: true })
    try {
      await playback.play(utterances)
    } finally {
      signal.removeEventListener('abort', stop)
      this.end(playback)
    }
  }

  stop(): void {
    if (this.current) this.end(this.current)
  }

  /** Silent within a few milliseconds; nothing is lost and nothing repeated. */
  pause(): void {
    const playback = this.current
    if (!playback) return
    void playback.pause().then(() => {
      if (this.current === playback && playback.isPaused) void this.context?.suspend()
    })
  }

  resume(): void {
    if (!this.current) return
    void this.context?.resume()
    this.current.resume()
  }

  /** Goes to the next sentence. */
  skip(): void {
    this.current?.skip()
  }

  /** Sets half to three times the speed, at the same pitch. It is heard at once. */
  setSpeed(speed: number): void {
    this.current?.setSpeed(speed)
  }

  private openContext(): SoundContext {
    this.unwatch()
    const context = this.deps.createContext()
    this.unwatch = this.deps.watchDevices(context, () => void this.checkClock(context))
    return context
  }

  /** Chromium follows the default device; one that is pulled out may leave a clock that no longer moves. */
  private async checkClock(context: SoundContext): Promise<void> {
    if (this.context !== context || !this.current || this.current.isPaused) return
    const before = context.currentTime
    await new Promise((resolve) => setTimeout(resolve, deadClockMs))
    const playback = this.current
    if (this.context !== context || !playback || playback.isPaused || context.currentTime > before) return
    const next = this.openContext()
    this.context = next
    playback.moveTo(next)
    void next.resume()
    await context.close()
  }

  private end(playback: SpeechPlayback): void {
    if (this.current === playback) this.current = null
    void playback.stop().then(() => {
      // Also when it is not running yet: a resume may still be under way.
      if (!this.current) void this.context?.suspend()
    })
  }
}

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
