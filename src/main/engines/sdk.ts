import { AppError } from '@shared/ipc/errors'
import type OpenAI from 'openai'
import type { Watchdog } from './watchdog'

/** The SDK as loaded, so that errors can be told apart by class without loading it first. */
export interface Sdk {
  readonly OpenAI: typeof import('openai').OpenAI
  readonly APIError: typeof import('openai').APIError
  readonly APIConnectionError: typeof import('openai').APIConnectionError
  readonly APIConnectionTimeoutError: typeof import('openai').APIConnectionTimeoutError
  readonly APIUserAbortError: typeof import('openai').APIUserAbortError
  readonly Stream: typeof import('openai/streaming').Stream
}

let loading: Promise<Sdk> | null = null
let loaded: Sdk | null = null

/**
 * Loads the SDK once, when the first question is asked: it takes longer than the rest of main's start.
 * May be called ahead, in an idle moment.
 */
export const loadSdk = (): Promise<Sdk> => {
  loading ??= Promise.all([import('openai'), import('openai/streaming')]).then(
    ([main, { Stream }]) => {
      const { OpenAI, APIError, APIConnectionError, APIConnectionTimeoutError, APIUserAbortError } = main
      loaded = { OpenAI, APIError, APIConnectionError, APIConnectionTimeoutError, APIUserAbortError, Stream }
      return loaded
    },
    (error: unknown) => {
      // A failed import must not be remembered for good.
      loading = null
      throw error
    },
  )
  return loading
}

/** The SDK, or null until it was needed; then no error can be the SDK's either. */
export const loadedSdk = (): Sdk | null => loaded

/** Node's own limit for headers is 5 minutes; the SDK's must not be the one that ends a request. */
const sdkTimeoutMs = 600_000

export interface ClientOptions {
  readonly baseUrl: string
  /** Null: the request goes without an Authorization header. */
  readonly key: string | null
  readonly watchdog: Watchdog
  /**
   * How long the response's headers may take where that is not the idle timeout; read at each request.
   * `mostBytes`: how long its body may be.
   */
  readonly limits: { readonly headersTimeoutMs?: number; readonly mostBytes?: number }
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
  withoutCustomHeaders(
    () =>
      new sdk.OpenAI({
        apiKey: options.key ?? 'none',
        adminAPIKey: null,
        organization: null,
        project: null,
        webhookSecret: null,
        baseURL: options.baseUrl,
        maxRetries: 0,
        timeout: sdkTimeoutMs,
        logLevel: 'off',
        fetch: watchedFetch(options),
        defaultHeaders: options.key === null ? { Authorization: null } : {},
      }),
  )

/** OPENAI_CUSTOM_HEADERS has no option that overrides it: it is hidden while the client is made. */
const withoutCustomHeaders = <T>(make: () => T): T => {
  const name = 'OPENAI_CUSTOM_HEADERS'
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
const watchedFetch =
  ({ watchdog, limits }: ClientOptions): typeof fetch =>
  async (input, init) => {
    const response = await fetchFromOneServer(input, init, (answer) =>
      watchdog.wait(answer, limits.headersTimeoutMs),
    )
    if (!response.body) return response
    const body = watchBody(response.body, watchdog, limits.mostBytes ?? mostBytesInBody)
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
  wait: (answer: Promise<Response>) => Promise<Response>,
): Promise<Response> => {
  let address = new URL(input instanceof Request ? input.url : String(input))
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const response = await wait(fetch(address.href, { redirect: 'manual', ...init }))
    const location = response.headers.get('location')
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response
    await response.body?.cancel()
    const isRepeatable = response.status >= 307 || (init?.method ?? 'GET').toUpperCase() === 'GET'
    const next = URL.canParse(location, address.href) ? new URL(location, address.href) : null
    if (next?.origin !== address.origin || !isRepeatable) {
      throw new AppError('engine/not-found', 'The server sends to another one', { reason: 'redirect' })
    }
    address = next
  }
  throw new AppError('engine/not-found', 'The server redirects without end', { reason: 'redirect' })
}

/**
 * The SDK reads `error` and drops every other shape: FastAPI's `detail`, older vLLM's bare object. They are
 * put where it looks, because what was refused stands only there.
 */
const inOpenAIShape = async (response: Response): Promise<Response> => {
  const text = await response.text()
  const { status, headers } = response
  return new Response(shaped(text), { status, headers })
}

const shaped = (text: string): string => {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body !== 'object' || body === null || 'error' in body) return text
    const { message, detail } = body as { message?: unknown; detail?: unknown }
    const words = typeof message === 'string' ? message : JSON.stringify(detail ?? body)
    return JSON.stringify({ error: { ...body, message: words } })
  } catch {
    return text
  }
}

const watchBody = (
  body: ReadableStream<Uint8Array>,
  watchdog: Watchdog,
  mostBytes: number,
): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  let length = 0
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await watchdog.wait(reader.read())
        if (done) return controller.close()
        length += value.byteLength
        if (length > mostBytes) {
          // Not awaited: it ends the request, and the answer is refused either way.
          void reader.cancel().catch(() => {})
          throw new AppError('engine/malformed', 'The answer is too long', { reason: 'too-long' })
        }
        controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is read ahead of the consumer, or its pauses would look like the server's.
    { highWaterMark: 0 },
  )
}
