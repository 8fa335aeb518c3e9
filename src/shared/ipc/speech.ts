import { z } from 'zod'
import { id, sha256 } from './common'
import { call, stream } from './define'

/**
 * One stretch of speech, usually a sentence. The page fetches `url`. Speech comes in order; play it in order.
 */
export interface Utterance {
  readonly index: number
  readonly text: string
  readonly url: string
  /**
   * `pcm`: mono 16-bit little-endian at `sampleRate`, streamed as the engine makes it. `file`: a whole sound
   * file of any kind, to be decoded: Ogg Opus where it was kept, else what the engine made.
   */
  readonly format: 'pcm' | 'file'
  /** Hertz. */
  readonly sampleRate: number
  readonly voice: string
  /**
   * The name for keeping its sound (`speech.keep`) once all of it has come; null where there is no need.
   */
  readonly clipId: string | null
}

export interface VoiceEntry {
  /** The form kept in settings: an engine voice by name, or `flite:NAME`. */
  readonly id: string
  readonly name: string
  readonly isOffline: boolean
}

/** The engine that would read, and its price. */
export interface VoiceQuote {
  /** The speech model; null where the offline voice reads. */
  readonly model: string | null
  /**
   * US dollars for a minute of speech, about; 0 where nothing is charged, null where the price is not known.
   */
  readonly usdPerMinute: number | null
  /** ISO date of the model's announced end, where there is one. */
  readonly shutdownDate: string | null
  /** The one that reads after that, or should this one fail. */
  readonly next: string | null
}

/** A file or folder that speech is saved to. */
export interface SpeechTarget {
  readonly exportId: string
  readonly format: 'ogg' | 'wav'
  readonly fileName: string
}

const voice = z.string().min(1).max(100)
/** A sentence takes a few kilobytes; the longest that is asked for at once some two hundred. */
const clipBytes = z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= 8 * 1024 * 1024)
/** Three quarters of an hour as WAV, fifteen times that as Opus. */
const savedBytes = z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= 256 * 1024 * 1024)

export const speech = {
  /**
   * Speaks a message, also while it is still being written; with `callId` the text of that `speak` tool call
   * instead. Ends after its last sentence.
   */
  'speech.read': stream<Utterance>()(
    z.object({ messageId: id, callId: z.string().min(1).max(200).optional() }),
  ),
  /** A few words by this voice, by the engine of new conversations. Nothing of it is kept. */
  'speech.sample': stream<Utterance>()(z.object({ voice })),
  /**
   * The audio focus while a window plays: `granted` first, and `silence` when another window begins, or main
   * wants quiet. Asking silences the window that had the focus before.
   */
  'speech.takeFocus': stream<{ readonly type: 'granted' } | { readonly type: 'silence' }>()(z.object({})),
  /** Silences the window that speaks. */
  'speech.stop': call<void>()(z.object({})),
  'speech.voices': call<readonly VoiceEntry[]>()(z.object({})),
  'speech.quote': call<VoiceQuote>()(z.object({ voice })),
  /** The sound of an utterance that came whole, as Opus. */
  'speech.cache': call<void>()(
    z.object({ clipId: sha256, bytes: clipBytes, durationMs: z.number().int().min(0).max(3_600_000) }),
  ),
  'speech.cacheSize': call<{ readonly count: number; readonly byteLength: number }>()(z.object({})),
  'speech.clearCache': call<void>()(z.object({})),
  /** Asks the user where to save a message's speech; null when they cancel. */
  'speech.chooseTarget': call<SpeechTarget | null>()(z.object({ messageId: id })),
  'speech.save': call<void>()(z.object({ exportId: id, bytes: savedBytes })),
}
