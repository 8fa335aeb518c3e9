import { AppError } from '@shared/ipc/errors'

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
  close(): Promise<void>
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

/**
 * Every context has this rate, whatever the device: sound that was read for one can be played by the next.
 */
export const soundRate = 48_000

export const createAudioContext = (): SoundContext =>
  new AudioContext({ latencyHint: 'interactive', sampleRate: soundRate })

/** A whole sound file, of any kind that Chromium knows, as mono samples at `soundRate`. */
export const decodeSound = async (bytes: Uint8Array<ArrayBuffer>): Promise<Float32Array<ArrayBuffer>> => {
  const decoder = new OfflineAudioContext(1, 1, soundRate)
  const sound = await decoder.decodeAudioData(bytes.buffer).catch((cause: unknown) => {
    throw new AppError('speech/unavailable', 'The sound cannot be decoded', undefined, { cause })
  })
  const first = sound.getChannelData(0)
  if (sound.numberOfChannels === 1) return first
  const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index))
  return first.map(
    (_, at) => channels.reduce((sum, channel) => sum + (channel[at] ?? 0), 0) / channels.length,
  )
}
