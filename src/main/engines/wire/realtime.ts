import type { SpeechTokens } from '../engine'
import {
  countIn,
  type Fields,
  isRecord,
  jsonIn,
  malformed,
  nameIn,
  optionalRecordIn,
  recordIn,
  strictTextIn,
} from './values'

/** The events of the Realtime API that are used here. */
export type RealtimeEvent =
  /** `say` is what we called it; empty where the server does not send that back. */
  | { readonly type: 'created'; readonly responseId: string; readonly say: string }
  | { readonly type: 'audio'; readonly responseId: string; readonly base64: string }
  | { readonly type: 'transcript'; readonly responseId: string; readonly delta: string }
  | { readonly type: 'transcript-done'; readonly responseId: string; readonly transcript: string }
  | {
      readonly type: 'done'
      readonly responseId: string
      /** Empty where the server names none. */
      readonly status: string
      /** The server's own error, where there is one. */
      readonly error: Fields | null
      readonly tokens: SpeechTokens | null
    }
  | {
      readonly type: 'error'
      readonly code: string
      /** The event of ours that it is about; mostly empty. */
      readonly about: string
      readonly error: Fields
    }

/** Null for the many events that are not used, and for those newer than this. */
export const parseRealtimeEvent = (text: string): RealtimeEvent | null => {
  const event = recordIn(jsonIn(text), 'An event')
  switch (strictTextIn(event.type, 'The type of an event')) {
    case '':
      // Without a type it is no event of this API at all.
      throw malformed('An event')
    case 'response.created': {
      const response = recordIn(event.response, 'A response')
      const metadata = optionalRecordIn(response.metadata, 'What goes along')
      return { type: 'created', responseId: idIn(response.id), say: nameIn(metadata?.say, 'What goes along') }
    }
    case 'response.output_audio.delta':
      return {
        type: 'audio',
        responseId: idIn(event.response_id),
        base64: strictTextIn(event.delta, 'The sound'),
      }
    case 'response.output_audio_transcript.delta':
      return {
        type: 'transcript',
        responseId: idIn(event.response_id),
        delta: strictTextIn(event.delta, 'The transcript'),
      }
    case 'response.output_audio_transcript.done':
      return {
        type: 'transcript-done',
        responseId: idIn(event.response_id),
        transcript: requiredTextIn(event.transcript, 'The transcript'),
      }
    case 'response.done':
      return doneIn(recordIn(event.response, 'A response'))
    case 'error': {
      const error = recordIn(event.error, 'An error')
      return {
        type: 'error',
        code: nameIn(error.code, 'An error'),
        about: nameIn(error.event_id, 'An error'),
        error,
      }
    }
    default:
      return null
  }
}

const idIn = (value: unknown): string => nameIn(value, 'The id of a response')

/** Its absence would be taken for a voice that said nothing. */
const requiredTextIn = (value: unknown, what: string): string => {
  if (value === undefined || value === null) throw malformed(what)
  return strictTextIn(value, what)
}

const doneIn = (response: Fields): RealtimeEvent => {
  const details = optionalRecordIn(response.status_details, 'How it ended')
  return {
    type: 'done',
    responseId: idIn(response.id),
    status: nameIn(response.status, 'How it ended'),
    error: optionalRecordIn(details?.error, 'An error'),
    tokens: tokensIn(response.usage),
  }
}

/** Null where the server does not count its sound. */
const tokensIn = (usage: unknown): SpeechTokens | null => {
  if (!isRecord(usage)) return null
  const { input_token_details: input, output_token_details: output } = usage
  if (!isRecord(output) || typeof output.audio_tokens !== 'number') return null
  return {
    textInput: countIn(isRecord(input) ? (input.text_tokens ?? usage.input_tokens) : usage.input_tokens),
    textOutput: countIn(output.text_tokens),
    audioOutput: countIn(output.audio_tokens),
  }
}
