import { AppError } from '@shared/ipc/errors'
import type { CapabilityName } from '@shared/model/engine'
import type OpenAI from 'openai'
import { rememberSecret } from '../lib/log'
import type { LearnCapability } from './engine'
import { type FailureContext, toAppError } from './engineErrors'
import { createClient, loadSdk, type Sdk } from './sdk'
import { createWatchdog, type Watchdog } from './watchdog'

/** The options of both kinds of engine over the network. */
export interface RemoteEngineOptions {
  readonly id: string
  /** The address with the version, e.g. `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string
  /** Called before every request, so that a key stays no longer in memory than its request. */
  readonly loadKey: () => Promise<string | null>
  readonly learn?: LearnCapability
  /** What earlier calls have shown; undefined: not yet known. */
  readonly knows?: (name: CapabilityName) => boolean | undefined
  /** The longest body that is read, unpacked; tests take less than what holds otherwise. */
  readonly mostBytes?: number
}

export interface CallRequest {
  readonly signal: AbortSignal
  readonly idleTimeoutMs?: number
  readonly model?: string
}

/** One attempt at one server: its client, what ends it, and our words for what goes wrong. */
export interface EngineCall {
  readonly sdk: Sdk
  readonly client: OpenAI
  readonly watchdog: Watchdog
  readonly context: FailureContext
  /** The next answer sends no byte before it is done: gives its headers as long as Node does. */
  expectWholeResponse(): void
  /** Whatever was thrown, as the one AppError that says what happened. */
  fail(error: unknown): AppError
}

/** The limit for requests that name none of their own (speech, lists). */
export const defaultIdleTimeoutMs = 60_000
/**
 * A picture, or an answer that is not streamed, sends no byte before it is done. Node itself waits no longer.
 */
export const wholeResponseTimeoutMs = 300_000

/**
 * Starts a call. Its caller closes the watchdog when done, which tears the request down if it is still
 * going.
 */
export const openCall = async (options: RemoteEngineOptions, request: CallRequest): Promise<EngineCall> => {
  const watchdog = createWatchdog(request.signal, request.idleTimeoutMs ?? defaultIdleTimeoutMs)
  let context: FailureContext = { host: hostOf(options.baseUrl), model: request.model }
  const limits: { headersTimeoutMs?: number; readonly mostBytes?: number } = { mostBytes: options.mostBytes }
  const fail = (error: unknown) => toAppError(watchdog.ending ?? error, context)
  try {
    watchdog.throwIfEnded()
    const [sdk, key] = await Promise.all([loadSdk(), options.loadKey()])
    context = { ...context, hasKey: key !== null }
    watchdog.throwIfEnded()
    if (key !== null) ensureSendable(key)
    const client = createClient(sdk, { baseUrl: options.baseUrl, key, watchdog, limits })
    const expectWholeResponse = () => {
      limits.headersTimeoutMs = wholeResponseTimeoutMs
    }
    return { sdk, client, watchdog, context, expectWholeResponse, fail }
  } catch (error) {
    watchdog.close()
    throw fail(error)
  }
}

/** Refuses a key that fits into no header, and redacts it: from here on it may be in an error. */
export const ensureSendable = (key: string): void => {
  // Wherever it came from: a form, the environment, the keyring.
  rememberSecret(key)
  // Anything else (a dash that a word processor made long, a second line) cannot be in a header.
  if (!/^[\x21-\x7e]+$/.test(key)) throw new AppError('engine/bad-key', 'The key has other characters')
}

/**
 * Runs `work` as one call that gives many things. When it is over, for whatever reason, so is the request.
 */
export async function* streamCall<T>(
  options: RemoteEngineOptions,
  request: CallRequest,
  work: (call: EngineCall) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const call = await openCall(options, request)
  try {
    yield* work(call)
  } catch (error) {
    throw call.fail(error)
  } finally {
    call.watchdog.close()
  }
}

/** The same for a call that gives one thing. */
export const singleCall = async <T>(
  options: RemoteEngineOptions,
  request: CallRequest,
  work: (call: EngineCall) => Promise<T>,
): Promise<T> => {
  const call = await openCall(options, request)
  try {
    return await work(call)
  } catch (error) {
    throw call.fail(error)
  } finally {
    call.watchdog.close()
  }
}

/** The events of a server-sent stream, under the SDK's rules for errors inside it. */
export async function* readEvents<T>(
  call: EngineCall,
  response: Response,
): AsyncGenerator<T, void, undefined> {
  yield* call.sdk.Stream.fromSSEResponse<T>(response, new AbortController(), call.client)
  // The SDK's iterator ends silently when the request was aborted.
  call.watchdog.throwIfEnded()
}

export const contentTypeOf = (response: Response): string =>
  (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

/** Servers that stream under another type, or none, exist; those that answer whole say JSON. */
export const isEventStream = (response: Response, isExpected: boolean): boolean => {
  const type = contentTypeOf(response)
  return type === 'text/event-stream' || (isExpected && !type.endsWith('json') && type !== 'text/html')
}

/** A body that is to be a JSON object. Some servers answer 200 with an error inside: that is thrown. */
export const readJson = async (call: EngineCall, response: Response): Promise<Record<string, unknown>> => {
  const text = await response.text()
  const body = parseObject(text)
  if (!body) {
    throw new AppError('engine/malformed', 'The answer is not a JSON object', {
      status: response.status,
      contentType: contentTypeOf(response).slice(0, 80),
    })
  }
  if (isFailureBody(body)) throw errorInBody(call.sdk, body)
  return body
}

const parseObject = (text: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

/** Success bodies of the Responses API carry `error: null`. */
const isFailureBody = (body: Record<string, unknown>): boolean =>
  body.error !== undefined && body.error !== null && body.object !== 'response'

const errorInBody = (sdk: Sdk, body: Record<string, unknown>): Error => {
  const error = typeof body.error === 'string' ? { message: body.error } : body.error
  return new sdk.APIError(undefined, isRecord(error) ? error : {}, undefined, new Headers())
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const hostOf = (baseUrl: string): string => {
  try {
    return new URL(baseUrl).host
  } catch {
    return ''
  }
}
