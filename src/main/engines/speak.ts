import { AppError } from '@shared/ipc/errors'
import type { SpeechRequest, SpeechStream } from './engine'
import {
  bytesOf,
  type EngineCall,
  openCall,
  type RemoteEngineOptions,
  readEventsIn,
  untilEnded,
} from './engineCall'
import { lacksEndpoint } from './engineErrors'
import { costOf } from './serverPrice'
import { readSpeechAudio } from './speechAudio'
import type { SpeechFormats } from './speechFormats'
import { errorIn } from './wire/serverWords'
import { spokenSoundIn } from './wire/speech'

/**
 * Speech from `/audio/speech`, as it is made. The request lasts until its sound was read, or until the abort.
 */
export const speakAloud = async (
  options: RemoteEngineOptions,
  request: SpeechRequest,
  formats: SpeechFormats,
): Promise<SpeechStream> => {
  const { signal, model, idleTimeoutMs } = request
  const call = await openCall(options, { signal, model, ...(idleTimeoutMs ? { idleTimeoutMs } : {}) })
  try {
    const response = await call.watchdog.unlessEnded(ask(call, request, formats))
    const contentType = (response.headers.get('content-type') ?? '').toLowerCase()
    const audio = await readSpeechAudio(bytesOf(call, response), contentType, (chunks) =>
      readEventsIn(call, chunks, errorBesideSound),
    )
    options.learn?.('speech', true)
    const { sampleRate, isFile } = audio
    const pcm = untilEnded(call, audio.pcm)
    return { sampleRate, ...(isFile ? { isFile } : {}), pcm, ...costOf(null, response) }
  } catch (error) {
    const failure = call.fail(lacksEndpoint(error) ? unsupported() : error)
    // Also when it speaks in a format that we cannot play.
    if (failure.code === 'engine/unsupported') options.learn?.('speech', false)
    call.watchdog.close()
    throw failure
  }
}

const ask = (call: EngineCall, request: SpeechRequest, formats: SpeechFormats): Promise<Response> =>
  formats.ask(request.model, (format) =>
    call.client.audio.speech
      .create(
        {
          input: request.text,
          model: request.model,
          voice: request.voice,
          // The names of other servers are not in the SDK's list.
          ...(format === null ? {} : { response_format: format as 'pcm' }),
        },
        { signal: call.watchdog.signal },
      )
      .asResponse(),
  )

/** Some servers put their own words of success beside the sound. */
const errorBesideSound = (value: unknown): unknown =>
  spokenSoundIn(value) === null ? errorIn(value) : undefined

const unsupported = (): AppError =>
  new AppError('engine/unsupported', 'The server does not speak', { what: 'speech' })
