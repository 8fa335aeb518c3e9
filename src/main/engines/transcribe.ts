import { AppError } from '@shared/ipc/errors'
import type { Transcript, TranscriptionRequest } from './engine'
import { contentTypeOf, type EngineCall, type RemoteEngineOptions, readJson, singleCall } from './engineCall'
import { lacksEndpoint } from './engineErrors'
import { type Fields, malformed } from './wire/values'

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
      const text = await readText(call, response)
      return { text: text.slice(0, longestText).trim() }
    } catch (error) {
      if (!lacksEndpoint(error)) throw error
      throw new AppError('engine/unsupported', 'The server does not listen', { what: 'transcription' })
    }
  })
}

const ask = (call: EngineCall, { wav, model }: TranscriptionRequest): Promise<Response> =>
  call.client.audio.transcriptions
    .create(
      // Servers go by the name's ending.
      { file: new File([wav], 'speech.wav', { type: 'audio/wav' }), model, response_format: 'json' },
      { signal: call.watchdog.signal },
    )
    .asResponse()

const readText = async (call: EngineCall, response: Response): Promise<string> => {
  // Some servers answer with the bare words whatever was asked for.
  if (contentTypeOf(response) === 'text/plain') {
    const text = await call.watchdog.unlessEnded(response.text())
    if (!text.trimStart().startsWith('{')) return text
    return spokenIn(await readJson(call, new Response(text)))
  }
  return spokenIn(await readJson(call, response))
}

const spokenIn = ({ text }: Fields): string => {
  if (typeof text !== 'string') throw malformed('What was understood')
  return text
}
