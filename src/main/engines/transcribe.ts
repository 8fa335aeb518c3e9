import { AppError } from '@shared/ipc/errors'
import type { Transcript, TranscriptionRequest } from './engine'
import {
  bytesOf,
  contentTypeOf,
  type EngineCall,
  type RemoteEngineOptions,
  readEventsIn,
  singleCall,
} from './engineCall'
import { lacksEndpoint } from './engineErrors'
import { costOf } from './serverPrice'
import { ServerEventReader } from './wire/eventStream'
import { errorIn } from './wire/serverWords'
import { joinSpoken, type SpokenPiece, spokenPieceIn, wordsOfSubtitles } from './wire/transcripts'
import { isRecord, jsonIn, malformed } from './wire/values'

/** Ten minutes of quick speech are some twelve thousand characters: what is longer is none of it. */
const longestText = 200_000

/** Speech as text, by `/audio/transcriptions`. */
export const transcribeAudio = (
  options: RemoteEngineOptions,
  request: TranscriptionRequest,
): Promise<Transcript> => {
  const { signal, model, idleTimeoutMs } = request
  return singleCall(options, { signal, model, ...(idleTimeoutMs ? { idleTimeoutMs } : {}) }, async (call) => {
    // A local model may take as long as the recording, and says nothing before it is done.
    call.expectWholeResponse()
    try {
      const response = await ask(call, request)
      const text = await readText(call, response, request.onWords)
      return { text: text.slice(0, longestText).trim(), ...costOf(null, response) }
    } catch (error) {
      if (!lacksEndpoint(error)) throw error
      throw new AppError('engine/unsupported', 'The server does not listen', { what: 'transcription' })
    }
  })
}

/** Models that tell words before all of them are there; others do not know the field, or are slower by it. */
const tellsEarly = /^gpt-4o(?:-mini)?-transcribe/

const ask = (call: EngineCall, { wav, model, onWords }: TranscriptionRequest): Promise<Response> => {
  // Servers go by the name's ending.
  const file = new File([wav], 'speech.wav', { type: 'audio/wav' })
  const asked = { file, model, response_format: 'json' } as const
  const options = { signal: call.watchdog.signal }
  const { transcriptions } = call.client.audio
  return onWords && tellsEarly.test(model)
    ? transcriptions.create({ ...asked, stream: true }, options).asResponse()
    : transcriptions.create(asked, options).asResponse()
}

/**
 * The words of an answer, whatever was asked for and whatever the server calls it: one JSON, one on each
 * line, events, or the bare words. The body decides.
 */
const readText = async (
  call: EngineCall,
  response: Response,
  onWords: TranscriptionRequest['onWords'],
): Promise<string> => {
  const parts: Uint8Array[] = []
  const tell = onWords && contentTypeOf(response) === 'text/event-stream' ? earlyWords(onWords) : () => {}
  for await (const part of bytesOf(call, response)) {
    parts.push(part)
    tell(part)
  }
  const body = new Uint8Array(Buffer.concat(parts))
  const text = new TextDecoder().decode(body).trim()
  const value = jsonIn(text)
  if (typeof value === 'string') return value
  if (value === undefined ? !isStructured(text) : typeof value !== 'object' || value === null) {
    if (text === '' && contentTypeOf(response) !== 'text/plain') throw malformed('What was understood')
    return wordsOfSubtitles(text)
  }
  const pieces: SpokenPiece[] = []
  // One JSON over several lines is no event stream.
  const whole = value === undefined ? body : new TextEncoder().encode(JSON.stringify(value))
  for await (const { data } of readEventsIn(call, once(whole), errorBesideWords)) {
    const piece = spokenPieceIn(data)
    if (piece) pieces.push(piece)
  }
  if (pieces.length === 0 && !isEmptyList(value)) throw malformed('What was understood')
  return joinSpoken(pieces)
}

/** Tells the words in what has come so far. Whether it is sound is judged once all of it is there. */
const earlyWords = (onWords: (soFar: string) => void): ((part: Uint8Array) => void) => {
  const reader = new ServerEventReader()
  const pieces: SpokenPiece[] = []
  return (part) => {
    const before = pieces.length
    for (const { data } of reader.read(part)) {
      const piece = spokenPieceIn(data)
      if (piece) pieces.push(piece)
    }
    if (pieces.length > before) onWords(joinSpoken(pieces).slice(0, longestText).trim())
  }
}

/** JSON, events or a page. A line of any of them may come first. */
const isStructured = (text: string): boolean =>
  /^(\{\s*["}]|\[\s*[{["\]]|<[!?a-z]|data:|event:|id:|retry:|:)/i.test(text)

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

/** Some servers put their own words of success beside what was understood. */
const errorBesideWords = (value: unknown): unknown =>
  isRecord(value) && !value.error && value.type !== 'error' && spokenPieceIn(value)?.words
    ? undefined
    : errorIn(value)

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
