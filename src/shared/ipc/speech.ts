import { z } from 'zod'
import { call, stream } from './define'

/**
 * One stretch of speech, usually a sentence. The page fetches `url`: mono 16-bit little-endian PCM at `sampleRate`,
 * streamed as the engine makes it. Speech comes in order; play it in order.
 */
export interface Utterance {
  readonly index: number
  readonly text: string
  readonly url: string
  /** Hertz. */
  readonly sampleRate: number
  readonly voice: string
}

export interface VoiceEntry {
  /** As kept in settings: an engine voice by name, or `flite:NAME`. */
  readonly id: string
  readonly name: string
  readonly isOffline: boolean
}

export const speech = {
  /**
   * Speaks a message, also while it is still being written; with `callId` the text of that `speak` tool call instead.
   * Ends after its last sentence.
   */
  'speech.read': stream<Utterance>()(
    z.object({ messageId: z.string().min(1).max(100), callId: z.string().min(1).max(200).optional() }),
  ),
  'speech.voices': call<readonly VoiceEntry[]>()(z.object({})),
}
