import { AppError } from '@shared/ipc/errors'
import type { CapabilityName } from '@shared/model/engine'
import type { KeyHeader, ServerQuirks } from '@shared/model/enginePresets'
import type OpenAI from 'openai'
import { rememberSecret } from '../lib/log'
import type { LearnCapability } from './engine'
import { type FailureContext, toAppError } from './engineErrors'
import type { RefusalMemory } from './RefusalMemory'
import { abandon, type CallLimits, createClient, loadSdk, type Sdk } from './sdk'
import { plainReach, type Reach } from './transport/Reach'
import { createWatchdog, type Watchdog } from './watchdog'
import { type ServerEvent, ServerEventReader } from './wire/eventStream'
import { errorIn, serverWordsIn } from './wire/serverWords'
import { type Fields, isRecord, jsonIn } from './wire/values'

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
  /** How the key goes along; absent: as a bearer. */
  readonly keyHeader?: KeyHeader
  readonly quirks?: ServerQuirks
  /** What the server was found not to take; absent: it is remembered for this run. */
  readonly refusals?: RefusalMemory
  /** The way to the server; absent: Node's own. */
  readonly reach?: Reach
  /** The longest body that is read, unpacked; tests take less than what holds otherwise. */
  readonly mostBytes?: number
}

export interface CallRequest {
  readonly signal: AbortSignal
  readonly idleTimeoutMs?: number
  /** How long the first byte may take, where that is not the idle timeout. */
  readonly firstByteMs?: number
  readonly model?: string
}

/** One attempt at one server: its client, what ends it, and our words for what goes wrong. */
export interface EngineCall {
  readonly sdk: Sdk
  readonly client: OpenAI
  readonly watchdog: Watchdog
  readonly context: FailureContext
  /** The next answer sends no byte before it is done: its first one may take longer. */
  expectWholeResponse(): void
  /** Whatever was thrown, as the one AppError that says what happened. */
  fail(error: unknown): AppError
}

/** The limit for requests that name none of their own (speech, lists). */
export const defaultIdleTimeoutMs = 60_000
/** A picture, or an answer that is not streamed, sends no byte before it is done. */
export const wholeResponseTimeoutMs = 300_000

/** What a call waits for, and how long. */
export const limitsOf = (options: RemoteEngineOptions, request: CallRequest): CallLimits => ({
  firstByteMs: request.firstByteMs,
  mostBytes: options.mostBytes,
})

/** For an answer that comes whole: never less than it takes to write one. */
export const allowWholeResponse = (limits: CallLimits): void => {
  limits.firstByteMs = Math.max(wholeResponseTimeoutMs, limits.firstByteMs ?? 0)
}

/**
 * Starts a call. Its caller closes the watchdog when done, which tears the request down if it is still
 * going.
 */
export const openCall = async (options: RemoteEngineOptions, request: CallRequest): Promise<EngineCall> => {
  const watchdog = createWatchdog(request.signal, request.idleTimeoutMs ?? defaultIdleTimeoutMs)
  let context: FailureContext = { host: hostOf(options.baseUrl), model: request.model }
  const limits = limitsOf(options, request)
  const reach = options.reach ?? plainReach
  const fail = (error: unknown) => toAppError(watchdog.ending ?? error, context)
  try {
    watchdog.throwIfEnded()
    // A keyring may ask the user first, and wait.
    const [sdk, key, headers] = await watchdog.unlessEnded(
      Promise.all([loadSdk(), options.loadKey(), reach.headers()]),
    )
    context = { ...context, hasKey: key !== null }
    watchdog.throwIfEnded()
    if (key !== null) ensureSendable(key)
    const client = createClient(sdk, {
      baseUrl: options.baseUrl,
      key,
      keyHeader: options.keyHeader,
      watchdog,
      reach,
      headers,
      limits,
    })
    const expectWholeResponse = () => allowWholeResponse(limits)
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
 * Runs `work` as one call that gives many things. When it is over, for whatever reason, so is the request;
 * and when the request is, so is this, whatever `work` still waits for.
 */
export async function* streamCall<T>(
  options: RemoteEngineOptions,
  request: CallRequest,
  work: (call: EngineCall) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const call = await openCall(options, request)
  yield* untilEnded(call, work(call))
}

/** Gives what `source` gives until the call has ended, and ends the call. */
export async function* untilEnded<T>(
  call: Pick<EngineCall, 'watchdog' | 'fail'>,
  source: AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]()
  let isDone = false
  try {
    for (;;) {
      const next = await call.watchdog.unlessEnded(iterator.next())
      isDone = next.done === true
      if (next.done) return
      yield next.value
    }
  } catch (error) {
    isDone = true
    throw call.fail(error)
  } finally {
    call.watchdog.close()
    // Not awaited: it would wait for what the source waits for.
    if (!isDone) void iterator.return?.()?.catch(() => {})
  }
}

/** The same for a call that gives one thing. */
export const singleCall = async <T>(
  options: RemoteEngineOptions,
  request: CallRequest,
  work: (call: EngineCall) => Promise<T>,
): Promise<T> => runToEnd(await openCall(options, request), work)

/** Runs `work` and ends the call. */
export const runToEnd = async <C extends Pick<EngineCall, 'watchdog' | 'fail'>, T>(
  call: C,
  work: (call: C) => Promise<T>,
): Promise<T> => {
  try {
    return await call.watchdog.unlessEnded(work(call))
  } catch (error) {
    throw call.fail(error)
  } finally {
    call.watchdog.close()
  }
}

/** The events of an answer, whatever its type says. */
export interface EventBody extends AsyncIterable<ServerEvent> {
  /** The server has said that nothing more comes. */
  readonly isDone: boolean
}

/** Opens the body of an answer. An error that comes in it is thrown. */
export const openEvents = (call: EngineCall, response: Response): EventBody => {
  const reader = new ServerEventReader()
  return {
    get isDone() {
      return reader.isDone
    },
    [Symbol.asyncIterator]: () => eventsOf(call, response, reader),
  }
}

async function* eventsOf(
  call: EngineCall,
  response: Response,
  reader: ServerEventReader,
): AsyncGenerator<ServerEvent, void, undefined> {
  yield* readEventsIn(call, bytesOf(call, response), errorIn, reader)
}

/** The events in these bytes. What `findError` finds in one is thrown. */
export const readEventsIn = (
  call: Pick<EngineCall, 'sdk'>,
  chunks: AsyncIterable<Uint8Array>,
  findError: (data: unknown) => unknown = errorIn,
  reader = new ServerEventReader(),
): AsyncGenerator<ServerEvent, void, undefined> =>
  eventsIn(chunks, (event) => unlessError(call.sdk, event, findError), reader)

/** The events in these bytes, each as `check` gives it: it throws an error that comes as one. */
export async function* eventsIn<T>(
  chunks: AsyncIterable<Uint8Array>,
  check: (event: ServerEvent) => T,
  reader = new ServerEventReader(),
): AsyncGenerator<T, void, undefined> {
  for await (const chunk of chunks) {
    for (const event of reader.read(chunk)) yield check(event)
    if (reader.isDone) return
  }
  for (const event of reader.end()) yield check(event)
}

/** The JSON of an answer's events alone. */
export async function* readEvents(
  call: EngineCall,
  response: Response,
): AsyncGenerator<unknown, void, undefined> {
  for await (const { data } of openEvents(call, response)) yield data
}

const unlessError = (sdk: Sdk, event: ServerEvent, findError: (data: unknown) => unknown): ServerEvent => {
  const { name, data } = event
  const error = findError(data) ?? (name === 'error' ? data : undefined)
  if (error !== undefined) throw thrownByServer(sdk, error)
  return event
}

/** The bytes of an answer. Typed by hand: the types of a body's iterator differ between Node's versions. */
export async function* bytesOf(
  call: Pick<EngineCall, 'watchdog'>,
  response: Response,
): AsyncGenerator<Uint8Array> {
  // e.g. 204, whatever the type that was named.
  if (!response.body) throw new AppError('engine/malformed', 'The answer is empty')
  const reader = response.body.getReader()
  try {
    for (;;) {
      const { done, value } = await call.watchdog.unlessEnded(reader.read())
      if (done) return
      yield value
    }
  } finally {
    abandon(reader)
  }
}

export const contentTypeOf = (response: Response): string =>
  (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

/** A body that is to be a JSON object. Some servers answer 200 with an error inside: that is thrown. */
export const readJson = async (call: EngineCall, response: Response): Promise<Fields> =>
  checkedBody(call, response, await readBody(call, response))

/** A list of models: some servers (Together) send it bare. */
export const readList = async (call: EngineCall, response: Response): Promise<Fields> => {
  const body = await readBody(call, response)
  return checkedBody(call, response, Array.isArray(body) ? { data: body } : body)
}

const readBody = async (call: EngineCall, response: Response): Promise<unknown> =>
  jsonIn(await call.watchdog.unlessEnded(response.text()))

const checkedBody = (call: EngineCall, response: Response, body: unknown): Fields => {
  if (!isRecord(body)) {
    throw new AppError('engine/malformed', 'The answer is not a JSON object', {
      status: response.status,
      contentType: contentTypeOf(response).slice(0, 80),
    })
  }
  if (isFailureBody(body)) throw thrownByServer(call.sdk, body.error)
  return body
}

/** Success bodies of the Responses API carry `error: null`. */
const isFailureBody = (body: Fields): boolean =>
  body.error !== undefined && body.error !== null && body.object !== 'response'

/** An error that came with status 200, as the one that another status would have been. */
const thrownByServer = (sdk: Sdk, error: unknown): Error =>
  new sdk.APIError(undefined, serverWordsIn(error), undefined, new Headers())

const hostOf = (baseUrl: string): string => {
  try {
    return new URL(baseUrl).host
  } catch {
    return ''
  }
}
