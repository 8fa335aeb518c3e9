import type { ReasoningEffort } from '@shared/model/conversation'
import type { CapabilityName, EngineKind } from '@shared/model/engine'
import type { Message, Usage } from '@shared/model/message'
import type { PictureFormat } from '@shared/model/picture'
import type { PictureBackground, PictureQuality } from '@shared/model/pictureOptions'
import type { Source } from '@shared/model/tool'
import type { SentPicture } from './wire/sentPictures'

/** A tool as it is described to the model. */
export interface ToolDescription {
  readonly name: string
  readonly description: string
  /** JSON Schema of an object. */
  readonly parameters: Readonly<Record<string, unknown>>
}

export interface AnswerRequest {
  readonly model: string
  readonly system: string
  /**
   * The whole branch, oldest first. It may end in an unfinished message of the assistant's: in tool results
   * in a tool loop, in text after an interruption; then `continuing` is true.
   */
  readonly messages: readonly Message[]
  readonly tools: readonly ToolDescription[]
  readonly streaming: boolean
  /** Go on exactly where the last message's text ends. */
  readonly continuing: boolean
  /** True where the engine may search the web by itself; those that cannot take no notice. */
  readonly searchesWeb?: boolean
  readonly reasoningEffort?: ReasoningEffort
  /** 0 to 2; left out where the model does not take it. */
  readonly temperature?: number
  readonly attachments: AttachmentSource
  readonly idleTimeoutMs: number
  /** How long the first byte may take, where that is not the idle timeout. */
  readonly firstByteMs?: number
  readonly signal: AbortSignal
}

/** Content of what goes along with questions, fetched only when a request is made. */
export interface AttachmentSource {
  /**
   * `data:image/…;base64,…` of a kept picture, scaled down where it is larger than models look at; null when
   * it is gone. `mostBytes`: the limit of an engine that takes no larger files.
   */
  pictureDataUrl(pictureId: string, mostBytes?: number): Promise<string | null>
  /** What is to be read of a text or PDF file; null when it is gone. */
  fileText(fileId: string): Promise<string | null>
  /** A PDF file itself as Base64; null when it is gone or longer than `mostBytes`: then its text serves. */
  pdfBase64?(fileId: string, mostBytes: number): Promise<string | null>
}

/**
 * What comes from an engine, whatever its API. Every answer ends in `finish`; an engine whose stream ends
 * without one throws `engine/no-finish`. Everything else that goes wrong is thrown as an AppError too
 * (`cancelled` after an abort).
 */
export type AnswerEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  /** The reasoning item just ended, as JSON that the same engine wants back on later turns. */
  | { readonly type: 'reasoning-item'; readonly opaque: string }
  /** All text of this request so far, of this length, was thoughts: the model marks only where they end. */
  | { readonly type: 'turned'; readonly length: number }
  /** A picture that stands in the answer here. */
  | { readonly type: 'picture'; readonly picture: SentPicture }
  /** What the answer rests on, as its text cites it. */
  | { readonly type: 'sources'; readonly sources: readonly Source[] }
  /** A tool call, complete. `opaque`: what the same engine wants back with it, as JSON. */
  | {
      readonly type: 'tool-call'
      readonly callId: string
      readonly name: string
      readonly input: string
      readonly opaque?: string
    }
  | {
      readonly type: 'finish'
      readonly reason: FinishReason
      readonly usage: Usage | null
      /** US dollars, where the server names its price itself. */
      readonly costUsd?: number
    }

/**
 * In one answer. Each may cost money or time: a model that asks for more is lost, or the server is no friend.
 */
export const mostToolCalls = 64

/**
 * `refused`: the engine withheld the rest (content filter). `context-full`: question and answer together fill
 * the model's memory. `unfinished`: the engine paused, or gave a reason that is not known here.
 */
export type FinishReason = 'stop' | 'tool-calls' | 'length' | 'refused' | 'context-full' | 'unfinished'

export interface SpeechRequest {
  readonly text: string
  readonly voice: string
  readonly model: string
  /** The voice counts as stalled after this long without a byte. */
  readonly idleTimeoutMs?: number
  readonly signal: AbortSignal
}
/** Mono 16-bit little-endian PCM as it is made. */
export interface SpeechStream {
  /** Hertz. */
  readonly sampleRate: number
  /** True where `pcm` is a compressed sound file (MP3, Ogg …) instead, whole and in one piece. */
  readonly isFile?: true
  readonly pcm: AsyncIterable<Uint8Array>
  /** Once it has ended, what it took, where the engine counts that. */
  readonly tokens?: () => SpeechTokens | null
  /** US dollars, where the server names its price itself; here and below. */
  readonly costUsd?: number
}
/** Tokens, as the engine counted them. */
export interface SpeechTokens {
  readonly textInput: number
  readonly textOutput: number
  readonly audioOutput: number
}

export interface SpeechSessionRequest {
  readonly voice: string
  readonly model: string
  readonly idleTimeoutMs?: number
}
/** Sentence after sentence by the same voice, several at a time. The part that opens it closes it. */
export interface SpeechSession {
  speak(text: string, signal: AbortSignal): Promise<SpeechStream>
  close(): void
}

export interface TranscriptionRequest {
  /** A WAV file. */
  readonly wav: Uint8Array<ArrayBuffer>
  readonly model: string
  readonly idleTimeoutMs?: number
  /** Gets what is understood so far, where the engine tells it before all of it is there. */
  readonly onWords?: (soFar: string) => void
  readonly signal: AbortSignal
}
export interface Transcript {
  /** Empty where nothing was understood. */
  readonly text: string
  readonly costUsd?: number
}

export interface DrawRequest {
  readonly prompt: string
  readonly model: string
  /** e.g. `1024x1024` or `auto`. */
  readonly size: string
  readonly quality?: PictureQuality
  readonly background?: PictureBackground
  readonly format?: PictureFormat
  /** Pictures to change, instead of drawing from nothing; where there is a mask it is about the first. */
  readonly sources?: readonly PictureSource[]
  /** PNG of the first one's size, clear where it is to be changed. */
  readonly mask?: Uint8Array
  /** The number among several for the same words, for an engine that would draw the same each time. */
  readonly variation?: number
  readonly signal: AbortSignal
}
export interface PictureSource {
  readonly bytes: Uint8Array
  readonly format: PictureFormat
}
export type DrawEvent =
  /** An unfinished picture (PNG, JPEG or WebP bytes). */
  | { readonly type: 'preview'; readonly bytes: Uint8Array }
  | {
      readonly type: 'picture'
      readonly bytes: Uint8Array
      readonly usage: DrawUsage | null
      readonly costUsd?: number
      /** What was asked for and the server would not take; the picture was made without. */
      readonly leftOut?: readonly string[]
    }
/** Tokens, as the engine counted them. */
export interface DrawUsage {
  readonly textInputTokens: number
  readonly imageInputTokens: number
  readonly imageOutputTokens: number
}

export interface ListedModel {
  readonly id: string
  /** ISO date (YYYY-MM-DD), where the server says so. */
  readonly shutdownDate: string | null
}

/**
 * Where answers come from. One call is one attempt: retries are the policy's (retry.ts), not the engine's.
 */
export interface Engine {
  readonly id: string
  readonly kind: EngineKind
  answer(request: AnswerRequest): AsyncIterable<AnswerEvent>
  /** `engine/unsupported` where the server has no speech. */
  speak(request: SpeechRequest): Promise<SpeechStream>
  /** Opens a session with a model that speaks over the Realtime API only. Absent where there is none. */
  openRealtime?(request: SpeechSessionRequest): SpeechSession
  /** `engine/unsupported` where the server cannot transcribe. */
  transcribe(request: TranscriptionRequest): Promise<Transcript>
  /** Ends in exactly one `picture`. A server that does not stream pictures gives just that. */
  draw(request: DrawRequest): AsyncIterable<DrawEvent>
  models(signal: AbortSignal): Promise<readonly ListedModel[]>
}

/** Called each time a real call has shown what an engine can or cannot do. */
export type LearnCapability = (name: CapabilityName, isSupported: boolean) => void
