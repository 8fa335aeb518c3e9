import { AppError, type ErrorCode } from '@shared/ipc/errors'
import { loadedAnthropicSdk } from './anthropicSdk'
import {
  connectionFailure,
  type FailureContext,
  failure,
  ownIn,
  type ServerFailure,
  serverFailure,
  toAppError,
  whatServerSaid,
} from './engineErrors'

/** What Anthropic's words for a failure mean, where they mean something of their own. */
const codesByType: Readonly<Record<string, ErrorCode>> = {
  billing_error: 'engine/no-credit',
  permission_error: 'engine/forbidden',
  request_too_large: 'engine/context-too-long',
  rate_limit_error: 'engine/rate-limited',
  overloaded_error: 'engine/overloaded',
  timeout_error: 'engine/timeout',
  api_error: 'engine/server-error',
}

/** What is only known by its words: all of it comes as `invalid_request_error` with status 400. */
const codesByWords: readonly (readonly [RegExp, ErrorCode])[] = [
  [/credit balance is too low|usage limits?\b|spend(ing)? limit/i, 'engine/no-credit'],
  [
    /prompt is too long|exceed context limit|too many (images|pages)|maximum of \d+ pdf pages/i,
    'engine/context-too-long',
  ],
]

/** Everything that a call to Anthropic may throw, as one AppError. Neither carries a server's words. */
export const anthropicFailure = (error: unknown, context: FailureContext): AppError => {
  const sdk = loadedAnthropicSdk()
  if (!sdk || !(error instanceof sdk.APIError)) return toAppError(error, context)
  if (error instanceof sdk.APIUserAbortError) return new AppError('cancelled')
  const own = ownIn(error.cause)
  if (own) return toAppError(own, context)
  if (error instanceof sdk.APIConnectionTimeoutError) return failure('engine/timeout', context)
  if (error instanceof sdk.APIConnectionError) return connectionFailure(error, context)
  return failureFromAnthropic(saidIn(error), context)
}

/** A failure that came as an event inside a stream, or as the body of a success. */
export const failureInBody = (body: unknown, context: FailureContext): AppError =>
  failureFromAnthropic(whatServerSaid({ error: errorIn(body) }), context)

/** True where the server says that it does not take a part of the request; its words decide. */
export const anthropicRejects = (error: unknown, pattern: RegExp): boolean => {
  const sdk = loadedAnthropicSdk()
  if (!sdk || !(error instanceof sdk.APIError)) return false
  const said = saidIn(error)
  return said.status !== null && [400, 404, 413, 422].includes(said.status) && pattern.test(said.text)
}

/** True where the server lacks this endpoint, rather than the model that was named. */
export const isMissingEndpoint = (error: unknown): boolean => {
  const sdk = loadedAnthropicSdk()
  if (!sdk || !(error instanceof sdk.APIError)) return false
  return error.status === 405 || error.status === 501 || error.status === 404
}

const failureFromAnthropic = (said: ServerFailure, context: FailureContext): AppError =>
  serverFailure(said, context, codeFor(said))

/** Undefined leaves it to what every server's status and words mean. */
const codeFor = ({ type, text, status }: ServerFailure): ErrorCode | undefined => {
  const byWords = codesByWords.find(([words]) => words.test(text))
  if (byWords && (status === null || status === 400 || status === 413 || status === 429)) return byWords[1]
  // Gateways call every failure so: then its status says more.
  if (type === 'api_error' && status !== null && status < 500) return undefined
  return codesByType[type]
}

/** The body is `{ type: 'error', error: { type, message } }`. */
const errorIn = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'error' in body ? body.error : body

const saidIn = (error: { readonly status?: unknown; readonly error?: unknown; readonly headers?: unknown }) =>
  whatServerSaid({ status: error.status, headers: error.headers, error: errorIn(error.error) })
