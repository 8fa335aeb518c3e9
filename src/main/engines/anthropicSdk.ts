import type { BaseAnthropic, ClientOptions } from '@anthropic-ai/sdk/client'
import { loadOnce } from './loadOnce'
import { type ClientOptions as WatchedOptions, watchedFetch, withoutVariable } from './sdk'

/** Anthropic's SDK as loaded: its client without the resources that nothing here asks for, and its errors. */
export interface AnthropicSdk {
  readonly BaseAnthropic: typeof BaseAnthropic
  readonly APIError: typeof import('@anthropic-ai/sdk/core/error').APIError
  readonly APIConnectionError: typeof import('@anthropic-ai/sdk/core/error').APIConnectionError
  readonly APIConnectionTimeoutError: typeof import('@anthropic-ai/sdk/core/error').APIConnectionTimeoutError
  readonly APIUserAbortError: typeof import('@anthropic-ai/sdk/core/error').APIUserAbortError
}

const sdk = loadOnce(async (): Promise<AnthropicSdk> => {
  const [{ BaseAnthropic }, errors] = await Promise.all([
    import('@anthropic-ai/sdk/client'),
    import('@anthropic-ai/sdk/core/error'),
  ])
  const { APIError, APIConnectionError, APIConnectionTimeoutError, APIUserAbortError } = errors
  return { BaseAnthropic, APIError, APIConnectionError, APIConnectionTimeoutError, APIUserAbortError }
})

/** Loads the SDK once, when Claude is first asked: users of other engines never wait for it. */
export const loadAnthropicSdk = (): Promise<AnthropicSdk> => sdk.load()

/** The SDK, or null until it was needed; then no error can be the SDK's either. */
export const loadedAnthropicSdk = (): AnthropicSdk | null => sdk.loaded

/** As of OpenAI's: the SDK's limit must not be the one that ends a request. */
const sdkTimeoutMs = 600_000

/**
 * One client a call. Every option is given, because the SDK looks for keys, addresses and headers in the
 * environment and in files of the user's for each that is missing, and would send them to any server.
 */
export const createAnthropicClient = (sdk: AnthropicSdk, options: WatchedOptions): BaseAnthropic => {
  const { baseUrl, key, headers } = options
  const clientOptions: ClientOptions = {
    apiKey: 'none',
    authToken: null,
    webhookKey: null,
    baseURL: baseUrl,
    maxRetries: 0,
    timeout: sdkTimeoutMs,
    logLevel: 'off',
    openTelemetry: false,
    fetch: watchedFetch(options),
    // The header of Anthropic's own reference, which gateways know too; the SDK would send a bearer.
    defaultHeaders: { authorization: null, ...(key === null ? {} : { 'x-api-key': key }), ...headers },
  }
  return withoutVariable('ANTHROPIC_CUSTOM_HEADERS', () => new sdk.BaseAnthropic(clientOptions))
}
