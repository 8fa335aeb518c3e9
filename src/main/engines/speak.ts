import { AppError } from '@shared/ipc/errors'
import type { SpeechRequest, SpeechStream } from './engine'
import {
  bytesOf,
  type EngineCall,
  openCall,
  type RemoteEngineOptions,
  readJson,
  untilEnded,
} from './engineCall'
import { lacksEndpoint } from './engineErrors'
import { readSpeechAudio } from './speechAudio'

/**
 * Speech from `/audio/speech`, as it is made. The request lasts until its sound was read, or until the abort.
 */
export const speakAloud = async (
  options: RemoteEngineOptions,
  request: SpeechRequest,
): Promise<SpeechStream> => {
  const { signal, model, idleTimeoutMs } = request
  const call = await openCall(options, { signal, model, ...(idleTimeoutMs ? { idleTimeoutMs } : {}) })
  try {
    const response = await call.watchdog.unlessEnded(ask(call, request))
    const contentType = (response.headers.get('content-type') ?? '').toLowerCase()
    // LM Studio answers 200 with an error inside.
    if (contentType.includes('json')) await rejectJson(call, response)
    const audio = await readSpeechAudio(bytesOf(call, response), contentType)
    options.learn?.('speech', true)
    return { sampleRate: audio.sampleRate, pcm: untilEnded(call, audio.pcm) }
  } catch (error) {
    const failure = call.fail(error)
    // Also when it speaks in a format that we cannot play.
    if (failure.code === 'engine/unsupported') options.learn?.('speech', false)
    call.watchdog.close()
    throw failure
  }
}

const ask = async (call: EngineCall, request: SpeechRequest): Promise<Response> => {
  try {
    return await call.client.audio.speech
      .create(
        { input: request.text, model: request.model, voice: request.voice, response_format: 'pcm' },
        { signal: call.watchdog.signal },
      )
      .asResponse()
  } catch (error) {
    throw lacksEndpoint(error) ? unsupported() : error
  }
}

const rejectJson = async (call: EngineCall, response: Response): Promise<never> => {
  try {
    await readJson(call, response)
  } catch (error) {
    throw lacksEndpoint(error) ? unsupported() : error
  }
  throw new AppError('engine/malformed', 'The answer is no speech')
}

const unsupported = (): AppError =>
  new AppError('engine/unsupported', 'The server does not speak', { what: 'speech' })
