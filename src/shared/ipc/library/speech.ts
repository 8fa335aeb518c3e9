import type { NewSpeechClip, SpeechClip } from '../../model/speechClip'
import { method } from './method'

/** Speech from the offline voice: mono 16-bit little-endian PCM. */
export interface OfflineSpeech {
  readonly pcm: Uint8Array
  /** Hertz. */
  readonly sampleRate: number
}

export const speechMethods = {
  /** The offline voice (Flite). */
  speak: method<{ text: string; voice: string }, OfflineSpeech>(),

  /**
   * The first of these that is kept; `missing` counts those whose file was gone, and which are forgotten now.
   */
  findSpeechClip: method<
    { ids: readonly string[]; messageId: string | null },
    { clip: SpeechClip | null; missing: number }
  >(),
  /** Deletes those not heard for longest, until all fit into `limitBytes`. */
  keepSpeechClip: method<{ clip: NewSpeechClip; bytes: Uint8Array; limitBytes: number }, void>(),
  sumSpeechClips: method<void, { count: number; byteLength: number }>(),
  trimSpeechClips: method<{ limitBytes: number }, { freedBytes: number }>(),
}
