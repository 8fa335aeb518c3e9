import { AppError, type ErrorCode, type FailureData } from '@shared/ipc/errors'
import { redact } from '../lib/log'
import { loadedSdk } from './sdk'

export interface FailureContext {
  readonly host: string
  readonly model?: string
  readonly hasKey?: boolean
  /** Milliseconds since the epoch; for Retry-After as a date. */
  readonly now?: number
}

/** What a server said about a failure, wherever it said it: status line, error body, event in a stream. */
export interface ServerFailure {
  readonly status: number | null
  readonly code: string
  readonly type: string
  readonly param: string
  /**
   * The server's own words: read here to tell failures apart, and never passed on (they may repeat the key).
   */
  readonly text: string
  readonly headers: Headers | null
}

/**
 * Everything that a call may throw, as one AppError. Neither its message nor its data carry a server's words,
 * and there is no `cause`: the SDK's errors hold headers and bodies that must not reach a log.
 */
export const toAppError = (error: unknown, context: FailureContext): AppError => {
  if (error instanceof AppError) return withContext(error, context)
  const sdk = loadedSdk()
  if (sdk && error instanceof sdk.APIUserAbortError) return new AppError('cancelled')
  if (error instanceof Error && error.name === 'AbortError') return new AppError('cancelled')
  // Ours, from inside the SDK's `fetch`.
  if (sdk && error instanceof sdk.APIError && error.cause instanceof AppError)
    return withContext(error.cause, context)
  if (sdk && error instanceof sdk.APIConnectionTimeoutError) return failure('engine/timeout', context)
  if (sdk && error instanceof sdk.APIConnectionError) return connectionFailure(error, context)
  if (sdk && error instanceof sdk.APIError) return serverFailure(whatServerSaid(error), context)
  if (networkCodeOf(error) !== null || (error instanceof TypeError && error.message === 'terminated')) {
    return cutFailure(error, context)
  }
  throw error
}

/** Our own say what happened; where is known here. */
const withContext = (error: AppError, context: FailureContext): AppError =>
  error.code.startsWith('engine/') && error.data?.host === undefined
    ? new AppError(error.code, error.message, { ...factsOf(context), ...error.data })
    : error

/** A failure that came as an event or inside a body, e.g. `response.failed`. */
export const failureFromServer = (error: unknown, context: FailureContext): AppError =>
  serverFailure(whatServerSaid({ error }), context)

/** True where the server says that it does not know or want this parameter. Its name or its words decide. */
export const rejects = (error: unknown, pattern: RegExp): boolean => {
  const sdk = loadedSdk()
  if (!sdk || !(error instanceof sdk.APIError)) return false
  const said = whatServerSaid(error)
  // llama.cpp answers 500 for tools without a template, LocalAI for parameters its backend lacks.
  const isAboutTheRequest = said.status !== null && [400, 404, 415, 422, 500, 501].includes(said.status)
  return isAboutTheRequest && (pattern.test(said.param) || pattern.test(said.text))
}

/** True where the server lacks this endpoint, rather than the model that was named. */
export const lacksEndpoint = (error: unknown): boolean => {
  const sdk = loadedSdk()
  if (!sdk || !(error instanceof sdk.APIError)) return false
  const said = whatServerSaid(error)
  if (said.status === 405 || said.status === 501) return true
  // LM Studio says so with status 200.
  if (/unexpected endpoint/i.test(said.text)) return true
  return said.status === 404 && !isAboutModel(said)
}

export const whatServerSaid = (thrown: unknown): ServerFailure => {
  const { status, error, headers, message } = thrown as {
    status?: unknown
    error?: unknown
    headers?: unknown
    message?: unknown
  }
  const body = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {}
  const code = asText(body.code)
  // LocalAI and OpenRouter put the status, a number, where OpenAI has a word.
  const codeAsStatus = /^[45]\d\d$/.test(code) ? Number(code) : null
  return {
    status: typeof status === 'number' ? status : codeAsStatus,
    code: codeAsStatus === null ? code : '',
    type: asText(body.type),
    param: asText(body.param),
    text: asText(body.message) || (typeof error === 'string' ? asText(error) : '') || asText(message),
    headers: headers instanceof Headers ? headers : null,
  }
}

/**
 * What it was is said at the start. The patterns below would take minutes over a megabyte that was made for
 * it.
 */
const longestText = 10_000

const asText = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, longestText) : typeof value === 'number' ? String(value) : ''

export const serverFailure = (
  said: ServerFailure,
  context: FailureContext,
  code: ErrorCode = codeFor(said, context),
): AppError => {
  const data: Record<string, string | number> = {}
  if (said.status !== null) data.status = said.status
  const word = said.code || said.type
  // A word such as `slow_down` helps a reader of the log; anything longer might be more than a word.
  if (/^[a-z][a-z0-9_.-]{1,59}$/i.test(word) && !looksSecret(word) && redact(word) === word)
    data.serverCode = word
  const retryAfterMs = retryAfterOf(said.headers, context.now ?? Date.now())
  if (retryAfterMs !== null) data.retryAfterMs = retryAfterMs
  return failure(code, context, data)
}

const refusedCodes =
  /content_policy|content_filter|moderation_blocked|safety_violation|bio_policy|misalignment_policy|invalid_prompt|cyber_policy/i
const noCreditCodes =
  /insufficient_quota|credit_balance|billing_hard_limit|billing_not_active|insufficient_(credits|funds)/i
const overloadedCodes = /slow_down|overloaded|unavailable_error/i
const tooLongCodes =
  /context_length_exceeded|exceed_context_size|context_too_long|string_above_max_length|request_too_large/i
const tooLongWords =
  /maximum context|context[ _-]?(length|window|size)|prompt is too long|input is too long|too many (input |prompt )?tokens|context the overflows/i

const codeFor = (said: ServerFailure, context: FailureContext): ErrorCode => {
  const { status } = said
  const words = `${said.code} ${said.type}`
  if (noCreditCodes.test(words) || status === 402) return 'engine/no-credit'
  if (refusedCodes.test(words)) return 'engine/refused'
  if (tooLongCodes.test(words) || status === 413) return 'engine/context-too-long'
  if (/model_not_found|model_not_available/.test(words)) return 'engine/model-not-found'
  if (overloadedCodes.test(words)) return 'engine/overloaded'
  if (/rate_limit|too_many_requests/.test(words)) return 'engine/rate-limited'
  switch (status) {
    case 401:
      return context.hasKey === false ? 'engine/no-key' : 'engine/bad-key'
    case 403:
      return 'engine/forbidden'
    case 404:
      return isAboutModel(said) ? 'engine/model-not-found' : 'engine/not-found'
    case 405:
    case 501:
      return 'engine/not-found'
    case 408:
    case 504:
      return 'engine/timeout'
    case 429:
      return 'engine/rate-limited'
    case 503:
    case 529:
      return 'engine/overloaded'
  }
  if (/unexpected endpoint/i.test(said.text)) return 'engine/not-found'
  // Ollama and llama.cpp know this only as words, llama.cpp at times with status 500.
  if (tooLongWords.test(said.text)) return 'engine/context-too-long'
  if (/invalid_api_key|authentication_error/.test(words)) return 'engine/bad-key'
  if (status !== null && status >= 500) return 'engine/server-error'
  if (status !== null && status >= 400) {
    return /not a valid model|model .*(not found|does not exist)/i.test(said.text)
      ? 'engine/model-not-found'
      : 'engine/bad-request'
  }
  if (/invalid_request|invalid_image|image_too|bad_request/.test(words)) return 'engine/bad-request'
  return 'engine/server-error'
}

/** A 404 for the address has no JSON body, or one that does not speak of a model. */
const isAboutModel = (said: ServerFailure): boolean =>
  /model_not_found/.test(said.code) || said.param === 'model' || /\bmodel\b/i.test(said.text)

const tlsCodes = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY|^EPROTO$/
const reasonOf = (networkCode: string | null): string => {
  switch (networkCode) {
    case 'ECONNREFUSED':
      return 'refused'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'dns'
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return 'network'
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return 'reset'
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'timeout'
  }
  return networkCode !== null && tlsCodes.test(networkCode) ? 'tls' : 'other'
}

/** The failure of a connection before the answer's headers. */
export const connectionFailure = (error: Error, context: FailureContext): AppError => {
  const networkCode = networkCodeOf(error)
  if (networkCode === 'UND_ERR_HEADERS_TIMEOUT') return failure('engine/timeout', context)
  if (networkCode?.startsWith('HPE_')) return failure('engine/malformed', context)
  return failure('engine/unreachable', context, { reason: reasonOf(networkCode) })
}

/** The failure of a connection after the answer's headers. */
const cutFailure = (error: unknown, context: FailureContext): AppError => {
  const networkCode = networkCodeOf(error)
  if (networkCode === 'UND_ERR_BODY_TIMEOUT') return failure('engine/stalled', context)
  if (networkCode?.startsWith('HPE_')) return failure('engine/malformed', context)
  return failure('engine/cut', context)
}

/** The system's or undici's code, however deep: `fetch` wraps it, and for several addresses gathers it. */
const networkCodeOf = (error: unknown, depth = 0): string | null => {
  if (typeof error !== 'object' || error === null || depth > 6) return null
  const { code, name, cause, errors } = error as {
    code?: unknown
    name?: unknown
    cause?: unknown
    errors?: unknown
  }
  // Node 24's undici gives what is no HTTP at all its name only, without a code.
  if (name === 'HTTPParserError' && typeof code !== 'string') return 'HPE_UNKNOWN'
  if (
    typeof code === 'string' &&
    /^(E[A-Z]{3,}|UND_ERR_|HPE_|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|ERR_(TLS|SSL))/.test(code)
  ) {
    return code
  }
  const inner = networkCodeOf(cause, depth + 1)
  if (inner !== null) return inner
  if (!Array.isArray(errors)) return null
  for (const each of errors) {
    const found = networkCodeOf(each, depth + 1)
    if (found !== null) return found
  }
  return null
}

/** The wait that the server asks for: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export const retryAfterOf = (headers: Headers | null, now: number): number | null => {
  if (!headers) return null
  const inMs = headers.get('retry-after-ms')
  if (inMs !== null && /^\d+(\.\d+)?$/.test(inMs.trim())) return Math.ceil(Number(inMs))
  const value = headers.get('retry-after')?.trim()
  if (!value) return null
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1_000)
  const date = Date.parse(value)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

const looksSecret = (text: string): boolean =>
  /(^|[^a-z])(sk|pk|key|token)[-_]/i.test(text) || /[A-Za-z0-9]{24,}/.test(text)

export const failure = (code: ErrorCode, context: FailureContext, facts: FailureData = {}): AppError => {
  const status = facts.status === undefined ? '' : ` (${facts.status})`
  return new AppError(code, `${code}${status} from ${context.host}`, { ...factsOf(context), ...facts })
}

const factsOf = ({ host, model }: FailureContext): FailureData => (model ? { host, model } : { host })
