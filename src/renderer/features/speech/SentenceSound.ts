import type { Utterance } from '@shared/ipc/speech'
import { PcmReader } from './PcmReader'
import { joinBytes, pcmOf, takeSamples } from './samples'

/** Bytes of one utterance as they arrive. */
export type FetchAudio = (url: string, signal: AbortSignal) => AsyncIterable<Uint8Array>
export type DecodeAudio = (bytes: Uint8Array<ArrayBuffer>) => Promise<Float32Array<ArrayBuffer>>

export interface SentenceAudio {
  readonly fetchAudio: FetchAudio
  readonly decode: DecodeAudio
  /** All of its sound has come, as PCM; for what may be kept. */
  readonly onWhole: (utterance: Utterance, pcm: readonly Uint8Array[]) => void
}

interface Listener {
  /** More of the sound is there, or the last of it. */
  readonly onGrown: () => void
  /** Resolves when more of a long sentence is needed. */
  readonly untilNeeded: () => Promise<void>
}

/** The sound of one utterance, as far as it has come. */
export class SentenceSound {
  frames = 0
  isWhole = false
  /** It has been heard to begin. */
  hasBegun = false
  private readonly chunks: Float32Array<ArrayBuffer>[] = []
  private readonly leaving = new AbortController()

  constructor(
    readonly utterance: Utterance,
    private readonly audio: SentenceAudio,
    private readonly rate: number,
  ) {}

  /** The sentence is skipped: what has not come yet is not waited for. */
  leave(): void {
    this.leaving.abort()
  }

  /** Resolves when all of it has come, or it was left. */
  async read(stopping: AbortSignal, listener: Listener): Promise<void> {
    const signal = AbortSignal.any([stopping, this.leaving.signal])
    try {
      if (signal.aborted) return
      if (this.utterance.format === 'file') await this.readFile(signal, listener)
      else await this.readStream(signal, listener)
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      this.isWhole = true
      listener.onGrown()
    }
  }

  /** So many samples from a place on, or what there is. */
  take(from: number, most: number): Float32Array<ArrayBuffer> {
    return takeSamples(this.chunks, from, most)
  }

  /** Its sound is not needed again. */
  drop(): void {
    this.chunks.length = 0
  }

  private async readStream(signal: AbortSignal, listener: Listener): Promise<void> {
    const { utterance } = this
    const reader = new PcmReader(utterance.sampleRate, this.rate)
    const pcm: Uint8Array[] = []
    for await (const bytes of this.audio.fetchAudio(utterance.url, signal)) {
      if (signal.aborted) return
      if (utterance.clipId !== null) pcm.push(bytes)
      this.add(reader.read(bytes), listener)
      await listener.untilNeeded()
    }
    if (!signal.aborted && utterance.clipId !== null) this.audio.onWhole(utterance, pcm)
  }

  private async readFile(signal: AbortSignal, listener: Listener): Promise<void> {
    const chunks: Uint8Array[] = []
    for await (const bytes of this.audio.fetchAudio(this.utterance.url, signal)) chunks.push(bytes)
    const samples = await this.audio.decode(joinBytes(chunks))
    if (signal.aborted) return
    this.add(samples, listener)
    if (this.utterance.clipId !== null) this.audio.onWhole(this.utterance, [pcmOf(samples)])
  }

  private add(samples: Float32Array<ArrayBuffer>, listener: Listener): void {
    if (samples.length === 0) return
    this.chunks.push(samples)
    this.frames += samples.length
    listener.onGrown()
  }
}
