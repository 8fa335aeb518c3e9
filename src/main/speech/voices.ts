import { AppError } from '@shared/ipc/errors'
import type { OfflineSpeech } from '@shared/ipc/library'
import type { VoiceEntry } from '@shared/ipc/speech'
import type { Engine, SpeechStream } from '../engines/engine'

/** Somebody who can say a sentence. */
export interface Voice {
  /** As an utterance names it: an engine voice by its name, or `flite:NAME`. */
  readonly id: string
  speak(text: string, signal: AbortSignal): Promise<SpeechStream>
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

/** Flite's own names, with what a person would call them. */
const offlineVoices: Readonly<Record<string, string>> = {
  slt: 'Slt (offline)',
  rms: 'Rms (offline)',
  awb: 'Awb (offline)',
  kal16: 'Kal (offline)',
  kal: 'Kal, low quality (offline)',
}

const offlinePrefix = 'flite:'
/** Speaks where the engine cannot. */
export const defaultOfflineVoice = `${offlinePrefix}slt`

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

export const createEngineVoice = (
  engine: Pick<Engine, 'speak'>,
  request: { readonly voice: string; readonly model: string; readonly idleTimeoutMs?: number },
): Voice => ({
  id: request.voice,
  speak: (text, signal) => engine.speak({ ...request, text, signal }),
})

/** How the library is asked for speech. */
export type SpeakOffline = (input: { text: string; voice: string }) => Promise<OfflineSpeech>

/**
 * Flite; a voice that it does not know becomes the usual one. It reads Latin letters only, and gives a short rustle for
 * anything else: that is no sound here, so that the listener is told instead of left in silence.
 */
export const createOfflineVoice = (speak: SpeakOffline, id: string = defaultOfflineVoice): Voice => {
  const asked = id.slice(offlinePrefix.length)
  const voice =
    isOfflineVoice(id) && asked in offlineVoices ? asked : defaultOfflineVoice.slice(offlinePrefix.length)
  return {
    id: offlinePrefix + voice,
    speak: async (text, signal) => {
      if (!/[\p{Script=Latin}\p{N}]/u.test(text)) return { sampleRate: 16_000, pcm: once(new Uint8Array(0)) }
      const { pcm, sampleRate } = await speak({ text, voice })
      if (signal.aborted) throw new AppError('cancelled')
      return { sampleRate, pcm: once(pcm) }
    },
  }
}

async function* once(pcm: Uint8Array): AsyncGenerator<Uint8Array> {
  yield pcm
}
