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

/** Null as long as nobody needed the SDK; then no error can be the SDK's either. */
export const loadedSdk = (): Sdk | null => loaded

/** Node's own limit for headers is 5 minutes; the SDK's must not be the one that ends a request. */
const sdkTimeoutMs = 600_000

export interface ClientOptions {
  readonly baseUrl: string
  /** Null: the request goes without an Authorization header. */
  readonly key: string | null
  readonly watchdog: Watchdog
  /** How long the response's headers may take where that is not the idle timeout; read at each request. */
  readonly limits: { readonly headersTimeoutMs?: number }
}

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
    const response = await watchdog.wait(fetch(input, init), limits.headersTimeoutMs)
    if (!response.body) return response
    const watched = new Response(watchBody(response.body, watchdog), response)
    return response.ok ? watched : inOpenAIShape(watched)
  }

/**
 * The SDK reads `error` and drops every other shape: FastAPI's `detail`, older vLLM's bare object. They are put
 * where it looks, because what was refused stands only there.
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

const watchBody = (body: ReadableStream<Uint8Array>, watchdog: Watchdog): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await watchdog.wait(reader.read())
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is read ahead of the consumer, or its pauses would look like the server's.
    { highWaterMark: 0 },
  )
}
