import { z } from 'zod'
import { type KeptRecording, mostRecordingBytes } from '../model/dictation'
import { id } from './common'
import { call, stream } from './define'

const recordingId = z.uuid()
/** The engine that listens: the conversation's, or for one that has not begun the engine that will answer. */
const listener = { conversationId: id.nullable(), engineId: id.nullable() }

/** Pieces come several a second; a window that was held up sends what it missed in one. */
const pieceBytes = z
  .instanceof(Uint8Array)
  .refine(({ byteLength }) => byteLength > 0 && byteLength % 2 === 0 && byteLength <= mostRecordingBytes)

/** The engine that would turn speech into text, and its price. */
export interface DictationQuote {
  readonly engine: string
  /** Null where this engine cannot transcribe. */
  readonly model: string | null
  /** US dollars; 0 where nothing is charged, null where the price is not known. */
  readonly usdPerMinute: number | null
}

export const dictation = {
  /**
   * The microphone while the stream is open, for this window alone. `taken` ends it when another begins.
   * `listening/unsupported` where the engine cannot transcribe, unless the microphone is only tried.
   */
  'dictation.hold': stream<{ readonly type: 'granted' } | { readonly type: 'taken' }>()(
    z.object({ ...listener, purpose: z.enum(['talk', 'try']) }),
  ),
  /** Begins a recording for a conversation; only while this window holds the microphone. */
  'dictation.begin': call<{ readonly recordingId: string }>()(
    z.object({ conversationId: id.nullable().default(null) }),
  ),
  /**
   * What was heard since, in order. On disk soon after, so that nothing that was said is lost; for a
   * temporary conversation only in memory.
   */
  'dictation.add': call<void>()(z.object({ recordingId, pcm: pieceBytes })),
  /** The words of a recording, which stays until it is forgotten. Closing the stream lets the request go. */
  'dictation.transcribe': stream<{ readonly text: string }>()(z.object({ recordingId, ...listener })),
  /** Its words have arrived, or the user does not want it. */
  'dictation.forget': call<void>()(z.object({ recordingId })),
  /** Recordings from before whose words never came. */
  'dictation.kept': call<readonly KeptRecording[]>()(z.object({})),
  'dictation.quote': call<DictationQuote | null>()(z.object({})),
}
