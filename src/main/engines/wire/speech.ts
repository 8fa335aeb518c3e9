import { isRecord } from './values'

/** The fields in which servers put sound, or what holds it. */
const soundNames = [
  'audio',
  'audioContent',
  'audio_content',
  'audio_base64',
  'audioBase64',
  'audio_data',
  'audioData',
  'b64_json',
  'base64',
  'delta',
  'data',
  'chunk',
  'chunks',
  'speech',
  'sound',
  'wav',
  'mp3',
  'result',
  'results',
  'output',
  'choices',
  'message',
] as const

const deepest = 6
const mostPieces = 10_000
/** What is shorter is a word such as `done`, not sound. */
const shortestSound = 16

/** The sound in an event or a JSON answer; null where there is none. A link to it is none. */
export const spokenSoundIn = (value: unknown, depth = 0): Uint8Array | null => {
  if (typeof value === 'string') return decoded(value)
  if (depth >= deepest) return null
  if (Array.isArray(value)) {
    const pieces = value.slice(0, mostPieces).map((each) => spokenSoundIn(each, depth + 1))
    const found = pieces.filter((piece) => piece !== null)
    return found.length === 0 ? null : new Uint8Array(Buffer.concat(found))
  }
  if (!isRecord(value)) return null
  for (const name of soundNames) {
    const found = value[name] === undefined ? null : spokenSoundIn(value[name], depth + 1)
    if (found) return found
  }
  return null
}

/** Base64, also in a data URL; MiniMax writes it as lower-case hexadecimals. */
const decoded = (text: string): Uint8Array | null => {
  const start = /^data:[a-z0-9.+-]{1,40}\/[^,]{1,100},/i.exec(text.slice(0, 200))?.[0].length ?? 0
  const bare = text.slice(start).replace(/\s+/g, '')
  if (bare.length < shortestSound) return null
  if (bare.length % 2 === 0 && /^[0-9a-f]+$/.test(bare)) return new Uint8Array(Buffer.from(bare, 'hex'))
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(bare) ? new Uint8Array(Buffer.from(bare, 'base64')) : null
}

/** Samples a second, where the answer says so. */
export const spokenRateIn = (value: unknown): number | null => {
  if (!isRecord(value)) return null
  for (const name of ['sample_rate', 'sampleRate', 'sampling_rate'] as const) {
    const rate = value[name]
    if (typeof rate === 'number') return rate
  }
  return null
}
