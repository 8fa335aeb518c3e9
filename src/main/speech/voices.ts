import { AppError } from '@shared/ipc/errors'
import type { OfflineSpeech } from '@shared/ipc/library/speech'
import type { VoiceEntry } from '@shared/ipc/speech'
import type { Engine, SpeechSession, SpeechStream } from '../engines/engine'
import { isRealtimeModel } from '../engines/RealtimeSession'

/** A voice that can say a sentence. */
export interface Voice {
  /** The name in an utterance: an engine voice by its name, or `flite:NAME`. */
  readonly id: string
  /** Null for the offline voice, which costs nothing and needs no network. */
  readonly model: string | null
  /** The server that the voice is from: two servers may call different things by one name. */
  readonly source: string
  /** True where it only takes over from an engine that turns out not to speak at all. */
  readonly isStandIn?: boolean
  speak(text: string, signal: AbortSignal): Promise<SpeechStream>
  /** Lets go of what it holds open between sentences. */
  close(): void
}

/** Voices of `/v1/audio/speech` as of 2026-11. */
const engineVoices = [
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'fable',
  'onyx',
  'nova',
  'sage',
  'shimmer',
  'verse',
  'marin',
  'cedar',
] as const

/**
 * The Realtime API lost three of them (openai 7.57.0, type comments): the nearest in kind takes their place.
 */
const realtimeStandIns: Readonly<Record<string, string>> = { onyx: 'cedar', nova: 'marin', fable: 'verse' }

/** Flite's own names, with what a user would call them. */
const offlineVoices: Readonly<Record<string, string>> = {
  slt: 'Slt (offline)',
  rms: 'Rms (offline)',
  awb: 'Awb (offline)',
  kal16: 'Kal (offline)',
  kal: 'Kal, low quality (offline)',
}

const offlinePrefix = 'flite:'
/** Speaks where the engine cannot. */
const defaultOfflineVoice = `${offlinePrefix}slt`

export const isOfflineVoice = (id: string): boolean => id.startsWith(offlinePrefix)

/** What can be chosen as a voice. Any other name may be typed: compatible servers have their own. */
export const voiceEntries = (): readonly VoiceEntry[] => [
  ...engineVoices.map((id) => ({ id, name: id.charAt(0).toUpperCase() + id.slice(1), isOffline: false })),
  ...Object.entries(offlineVoices).map(([name, shown]) => ({
    id: offlinePrefix + name,
    name: shown,
    isOffline: true,
  })),
]

export interface EngineVoiceRequest {
  readonly voice: string
  readonly model: string
  readonly source: string
  readonly idleTimeoutMs?: number
}

/** A voice of the engine's, by the API that its model speaks. */
const createEngineVoice = (
  engine: Pick<Engine, 'speak' | 'openRealtime'>,
  { source, ...request }: EngineVoiceRequest,
): Voice => {
  const { voice, model } = request
  if (!isRealtimeModel(model)) {
    return {
      id: voice,
      model,
      source,
      speak: (text, signal) => engine.speak({ ...request, text, signal }),
      close: () => {},
    }
  }
  const id = realtimeStandIns[voice] ?? voice
  let session: SpeechSession | null = null
  return {
    id,
    model,
    source,
    speak: async (text, signal) => {
      session ??= engine.openRealtime?.({ ...request, voice: id }) ?? null
      if (!session) throw new AppError('engine/unsupported', 'No Realtime API', { what: 'speech' })
      return session.speak(text, signal)
    },
    close: () => {
      session?.close()
      session = null
    },
  }
}

/** The library's methods for speech. */
export type SpeakOffline = (input: { text: string; voice: string }) => Promise<OfflineSpeech>

/**
 * Flite; a voice that it does not know becomes the usual one. It reads Latin letters only, and gives a short
 * rustle for anything else: that is no sound here, so that the user gets a failure instead of silence.
 */
const createOfflineVoice = (speak: SpeakOffline, id: string = defaultOfflineVoice): Voice => {
  const asked = id.slice(offlinePrefix.length)
  const voice =
    isOfflineVoice(id) && asked in offlineVoices ? asked : defaultOfflineVoice.slice(offlinePrefix.length)
  return {
    id: offlinePrefix + voice,
    model: null,
    source: 'offline',
    speak: async (text, signal) => {
      if (!/[\p{Script=Latin}\p{N}]/u.test(text)) return { sampleRate: 16_000, pcm: once(new Uint8Array(0)) }
      const { pcm, sampleRate } = await speak({ text, voice })
      if (signal.aborted) throw new AppError('cancelled')
      return { sampleRate, pcm: once(pcm) }
    },
    close: () => {},
  }
}

async function* once(pcm: Uint8Array): AsyncGenerator<Uint8Array> {
  yield pcm
}

/** An engine as far as it speaks. `canSpeak` is what real calls to `/v1/audio/speech` have shown. */
export interface SpeakingEngine {
  readonly engine: Pick<Engine, 'kind' | 'speak' | 'openRealtime'>
  readonly models: readonly string[]
  readonly source: string
  readonly canSpeak: boolean | undefined
  readonly idleTimeoutMs?: number
}

/**
 * Who reads, and who takes over: the engine's voices in the order of its models, last the one that is always
 * there.
 */
export interface VoiceChoice {
  /** The form kept in settings: an engine voice by its name, or `flite:NAME`. */
  readonly voice: string
  /** Null where there is none. */
  readonly engine: SpeakingEngine | null
  /** Speaks where that one turns out not to. */
  readonly standIn?: SpeakingEngine | null
}

export const voicesFor = (
  { voice, engine, standIn = null }: VoiceChoice,
  speakOffline: SpeakOffline,
): readonly Voice[] => {
  const offline = createOfflineVoice(speakOffline, voice)
  if (!engine || isOfflineVoice(voice)) return [offline]
  const others = standIn ? voicesOf(standIn, voice) : []
  return [...voicesOf(engine, voice), ...others.map((each) => ({ ...each, isStandIn: true })), offline]
}

const voicesOf = (
  { engine, models, source, canSpeak, idleTimeoutMs }: SpeakingEngine,
  voice: string,
): readonly Voice[] =>
  engine.kind === 'builtin'
    ? []
    : models
        .filter((model) => canSpeak !== false || isRealtimeModel(model))
        .map((model) =>
          createEngineVoice(engine, { voice, model, source, ...(idleTimeoutMs ? { idleTimeoutMs } : {}) }),
        )
