import { AppError } from '@shared/ipc/errors'
import type { KeyHeader } from '@shared/model/enginePresets'
import type OpenAI from 'openai'
import { loadOnce } from './loadOnce'
import type { Reach } from './transport/Reach'
import type { Watchdog } from './watchdog'
import { serverWordsInBody } from './wire/serverWords'
import { malformed } from './wire/values'

/** The SDK as loaded, so that errors can be told apart by class without loading it first. */
export interface Sdk {
  readonly OpenAI: typeof import('openai').OpenAI
  readonly APIError: typeof import('openai').APIError
  readonly APIConnectionError: typeof import('openai').APIConnectionError
  readonly APIConnectionTimeoutError: typeof import('openai').APIConnectionTimeoutError
  readonly APIUserAbortError: typeof import('openai').APIUserAbortError
}

const sdk = loadOnce(async (): Promise<Sdk> => {
  const { OpenAI, APIError, APIConnectionError, APIConnectionTimeoutError, APIUserAbortError } = await import(
    'openai'
  )
  return { OpenAI, APIError, APIConnectionError, APIConnectionTimeoutError, APIUserAbortError }
})

/**
 * Loads the SDK once, when the first question is asked: it takes longer than the rest of main's start.
 * May be called ahead, in an idle moment.
 */
export const loadSdk = (): Promise<Sdk> => sdk.load()

/** The SDK, or null until it was needed; then no error can be the SDK's either. */
export const loadedSdk = (): Sdk | null => sdk.loaded

/** Node's own limit for headers is 5 minutes; the SDK's must not be the one that ends a request. */
const sdkTimeoutMs = 600_000

export interface ClientOptions {
  readonly baseUrl: string
  /** Null: the request goes without an Authorization header. */
  readonly key: string | null
  /** Absent: as a bearer. */
  readonly keyHeader?: KeyHeader
  readonly watchdog: Watchdog
  readonly reach: Reach
  /** Headers that the user gives along. */
  readonly headers: Readonly<Record<string, string>>
  readonly limits: CallLimits
}

/** The limits of one call; read at each request. */
export interface CallLimits {
  /** How long the first byte of an answer may take where that is not the idle timeout. */
  firstByteMs?: number
  /** How long the body may be. */
  readonly mostBytes?: number
}

/**
 * The limit of an unpacked body. It holds several large pictures as Base64, an hour and a half of speech;
 * beyond it, a body (a few kilobytes of gzip can be gigabytes) would only take the app down.
 */
const mostBytesInBody = 256 * 1024 * 1024

/**
 * One client a call. Every option is given, because the SDK reads keys, addresses and headers from the
 * environment for each that is missing, and would send them to any server.
 */
export const createClient = (sdk: Sdk, options: ClientOptions): OpenAI =>
  withoutVariable(
    'OPENAI_CUSTOM_HEADERS',
    () =>
      new sdk.OpenAI({
        apiKey: options.key ?? 'none',
        adminAPIKey: null,
        organization: null,
        project: null,
        webhookSecret: null,
        ...addressOf(options.baseUrl),
        maxRetries: 0,
        timeout: sdkTimeoutMs,
        logLevel: 'off',
        fetch: watchedFetch(options),
        defaultHeaders: headersFor(options),
      }),
  )

/** Azure's addresses carry the version of the API, which belongs after each path. */
const addressOf = (baseUrl: string) => {
  const { origin, pathname, searchParams } = new URL(baseUrl)
  const path = pathname.replace(/(?<!\/)\/+$/, '')
  return { baseURL: `${origin}${path}`, defaultQuery: Object.fromEntries(searchParams) }
}

const headersFor = (options: ClientOptions): Record<string, string | null> => {
  const { key, keyHeader, headers } = options
  // The SDK would send one of its own.
  return { Authorization: null, ...keyHeaders(key, keyHeader), ...headers }
}

/** The key in the header in which the server wants it. */
export const keyHeaders = (key: string | null, header: KeyHeader = 'bearer'): Record<string, string> => {
  if (key === null || header === 'none') return {}
  return header === 'bearer' ? { Authorization: `Bearer ${key}` } : { [header]: key }
}

/** For a variable that no option of an SDK overrides: it is hidden while the client is made. */
export const withoutVariable = <T>(name: string, make: () => T): T => {
  const kept = process.env[name]
  if (kept === undefined) return make()
  delete process.env[name]
  try {
    return make()
  } finally {
    process.env[name] = kept
  }
}

/** `fetch` whose waits, for the headers and for each piece of the body, are under the watchdog. */
export const watchedFetch =
  ({ watchdog, reach, limits }: Pick<ClientOptions, 'watchdog' | 'reach' | 'limits'>): typeof fetch =>
  async (input, init) => {
    const ask = (address: string) =>
      watchdog.wait(reach.fetch(address, { redirect: 'manual', ...init }), limits.firstByteMs)
    const response = await fetchFromOneServer(input, init, ask)
    // A status that no answer can have: there is not even a word for its class.
    if (response.status < 200 || response.status > 599) throw malformed('The status')
    if (!response.body) return response
    const body = watchBody(response.body, watchdog, limits)
    const watched = new Response(body, response)
    return response.ok ? watched : inOpenAIShape(watched)
  }

/** The most redirects: as many as browsers follow. */
const mostRedirects = 20

/**
 * `fetch` that lets a server redirect to itself (a missing slash) but not to another: `fetch` alone would
 * take the key away on the way there, and still send the whole conversation.
 */
const fetchFromOneServer = async (
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  ask: (address: string) => Promise<Response>,
): Promise<Response> => {
  let address = new URL(input instanceof Request ? input.url : String(input))
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const response = await ask(address.href)
    const location = response.headers.get('location')
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response
    abandon(response.body)
    const isRepeatable = response.status >= 307 || (init?.method ?? 'GET').toUpperCase() === 'GET'
    const next = URL.canParse(location, address.href) ? new URL(location, address.href) : null
    if (next?.origin !== address.origin || !isRepeatable) {
      throw new AppError('engine/not-found', 'The server sends to another one', { reason: 'redirect' })
    }
    address = next
  }
  throw new AppError('engine/not-found', 'The server redirects without end', { reason: 'redirect' })
}

/** The part of a refusal that is read: its cause stands at its start. */
const mostBytesInRefusal = 4 * 1024 * 1024

/**
 * The SDK reads `error` and drops every other shape, and writes a nested one out again. What was refused
 * stands only there, so it is put where the SDK looks, flat.
 */
const inOpenAIShape = async (response: Response): Promise<Response> => {
  const text = await startOf(response)
  const { status, headers } = response
  return new Response(JSON.stringify({ error: serverWordsInBody(text) }), { status, headers })
}

const startOf = async (response: Response): Promise<string> => {
  const pieces: Uint8Array[] = []
  const reader = response.body?.getReader()
  for (let length = 0; reader && length < mostBytesInRefusal; ) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(pieces).toString('utf8')
    pieces.push(value)
    length += value.byteLength
  }
  abandon(reader)
  return Buffer.concat(pieces).toString('utf8')
}

/** Not awaited: it ends the request, and undici does not always come back from it. */
export const abandon = (body: { cancel(): Promise<void> } | null | undefined): void => {
  body?.cancel().catch(() => {})
}

const watchBody = (
  body: ReadableStream<Uint8Array>,
  watchdog: Watchdog,
  { firstByteMs, mostBytes = mostBytesInBody }: CallLimits,
): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  let length = 0
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // Some servers send their headers at once and load the model then.
        const { done, value } = await watchdog.wait(reader.read(), length === 0 ? firstByteMs : undefined)
        if (done) return controller.close()
        length += value.byteLength
        if (length > mostBytes) {
          abandon(reader)
          throw new AppError('engine/malformed', 'The answer is too long', { reason: 'too-long' })
        }
        controller.enqueue(value)
      },
      cancel: () => abandon(reader),
    },
    // Nothing is read ahead of the consumer, or its pauses would look like the server's.
    { highWaterMark: 0 },
  )
}
