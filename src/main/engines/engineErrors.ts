import { AppError, type ErrorCode, type FailureData } from '@shared/ipc/errors'
import { redact } from '../lib/log'
import { meaningOf, waitIn } from './failureTable'
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
  /** The wait that the body asks for. */
  readonly retryAfterMs: number | null
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
  const own = sdk && error instanceof sdk.APIError ? ownIn(error.cause) : null
  if (own) return withContext(own, context)
  if (sdk && error instanceof sdk.APIConnectionTimeoutError) return failure('engine/timeout', context)
  if (sdk && error instanceof sdk.APIConnectionError) return connectionFailure(error, context)
  if (sdk && error instanceof sdk.APIError) return serverFailure(whatServerSaid(error), context)
  if (networkCodeOf(error) !== null || (error instanceof TypeError && error.message === 'terminated')) {
    return cutFailure(error, context)
  }
  throw error
}

/** Ours, from inside the SDK’s `fetch` or the connection that it was to open; null where there is none. */
export const ownIn = (cause: unknown, depth = 0): AppError | null => {
  if (cause instanceof AppError) return cause
  return cause instanceof Error && depth < 6 ? ownIn(cause.cause, depth + 1) : null
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
  // llama.cpp answers 500 for tools without a template, LocalAI for parameters its backend lacks: they are
  // left out of that one request (`askAdapting`).
  const isAboutTheRequest = said.status !== null && [400, 404, 415, 422, 500, 501].includes(said.status)
  return isAboutTheRequest && (pattern.test(said.param) || pattern.test(said.text))
}

/** True where the server says that it is at fault itself: what it could not do once it may do next time. */
export const isServerFault = (error: unknown): boolean => {
  const sdk = loadedSdk()
  return sdk !== null && error instanceof sdk.APIError && (whatServerSaid(error).status ?? 0) >= 500
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
    retryAfterMs: typeof body.retryAfterMs === 'number' ? body.retryAfterMs : null,
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
  const retryAfterMs =
    retryAfterOf(said.headers, context.now ?? Date.now()) ?? said.retryAfterMs ?? waitIn(said.text)
  if (retryAfterMs !== null) data.retryAfterMs = retryAfterMs
  if (code === 'engine/bad-request' && isAboutPicture(said.text)) data.reason = 'picture'
  return failure(code, context, data)
}

const codeFor = (said: ServerFailure, context: FailureContext): ErrorCode => {
  const { status, param, text } = said
  const words = `${said.code} ${said.type}`
  const asksToWait = said.retryAfterMs !== null || waitIn(text) !== null
  const meaning = meaningOf({ status, words, param, text, asksToWait })
  if (meaning === 'engine/bad-key' && context.hasKey === false) return 'engine/no-key'
  if (meaning !== null) return meaning
  if (status === 404) return isAboutModel(said) ? 'engine/model-not-found' : 'engine/not-found'
  if (status !== null && status >= 500) return 'engine/server-error'
  if (status !== null && status >= 400) return 'engine/bad-request'
  if (/invalid_request|invalid_image|image_too|bad_request/.test(words)) return 'engine/bad-request'
  return 'engine/server-error'
}

/** One picture was refused, not pictures: it is too large, or cannot be read. */
const isAboutPicture = (text: string): boolean =>
  /image|picture/i.test(text) &&
  /exceed|too (large|big|small|many)|maximum|pixels|dimension|decode|corrupt|format|read/i.test(text)

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
