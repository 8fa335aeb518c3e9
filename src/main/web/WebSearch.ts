import { AppError, type ErrorCode } from '@shared/ipc/errors'
import type { KeyStatus } from '@shared/model/engine'
import { sourceSchema } from '@shared/model/tool'
import { isKeyed, type KeyedProvider, type SearchProvider } from '@shared/model/webSearch'
import type { Transport, Way } from '../engines/transport/Transport'
import type { Secrets } from '../security/Secrets'
import type { SettingsStore } from '../settings/SettingsStore'
import { plainWords } from './plainWords'
import { readLimited } from './readLimited'
import type { SearchAdapter, SearchResult } from './search/adapter'
import { searchAdapters } from './search/adapters'

export interface WebSearchDeps {
  readonly transport: Pick<Transport, 'fetch'>
  readonly way: Way
  readonly settings: Pick<SettingsStore, 'get' | 'update'>
  readonly secrets: Pick<Secrets, 'keep' | 'load' | 'status' | 'forget'>
  /** Where providers are reached, where that is not their own address. */
  readonly addresses?: Partial<Readonly<Record<KeyedProvider, string>>>
  readonly timeMs?: number
}

export type OwnProvider = Exclude<SearchProvider, 'engine'>

const usualTimeMs = 20_000
const mostAnswerBytes = 5_000_000
const longestSnippet = 600

/** Searching the web with what the user has: their own server, or a key of a provider's. */
export class WebSearch {
  constructor(private readonly deps: WebSearchDeps) {}

  /** The provider that can be asked with what was given; null where there is none. */
  provider(): OwnProvider | null {
    const { searchProvider, searxngUrl } = this.deps.settings.get()
    if (searchProvider === 'engine') return null
    if (searchProvider === 'searxng') return searxngUrl === null ? null : searchProvider
    return this.keyStatus(searchProvider).state === 'none' ? null : searchProvider
  }

  /** Results with addresses of web pages, at most `count`. Fails with a `search/*` code. */
  async search(query: string, count: number, signal: AbortSignal): Promise<readonly SearchResult[]> {
    const provider = this.provider()
    if (provider === null) throw new AppError('search/not-set-up', 'No search is set up')
    const adapter = searchAdapters[provider]
    const base = this.addressOf(provider)
    const key = isKeyed(provider) ? await this.deps.secrets.load(keyId(provider), new URL(base).origin) : ''
    if (key === null) throw new AppError('search/not-set-up', 'The search has no key')
    const { url, init } = adapter.request({ query, count, key }, base)
    const answer = await this.ask(url, init, signal, adapter)
    return readResults(adapter, answer, new URL(base).host).slice(0, count)
  }

  /** One search, to see whether it works. `search/no-results` where it finds nothing at all. */
  async test(): Promise<{ readonly results: number }> {
    const found = await this.search('Wikipedia', 10, new AbortController().signal)
    if (found.length === 0) throw new AppError('search/no-results', 'Nothing was found')
    return { results: found.length }
  }

  keyStatus(provider: KeyedProvider): KeyStatus {
    return this.deps.secrets.status(keyId(provider))
  }

  setKey(provider: KeyedProvider, key: string): Promise<KeyStatus> {
    return this.deps.secrets.keep(keyId(provider), key, new URL(this.addressOf(provider)).origin)
  }

  forgetKey(provider: KeyedProvider): void {
    this.deps.secrets.forget(keyId(provider))
  }

  /** Of the user's own server. */
  setAddress(address: string | null): void {
    this.deps.settings.update({ searxngUrl: address })
  }

  private addressOf(provider: OwnProvider): string {
    const own = provider === 'searxng' ? this.deps.settings.get().searxngUrl : null
    const given = isKeyed(provider) ? this.deps.addresses?.[provider] : undefined
    return withoutLastSlash(given ?? searchAdapters[provider].address ?? own ?? '')
  }

  private async ask(
    url: string,
    init: RequestInit,
    signal: AbortSignal,
    adapter: SearchAdapter,
  ): Promise<string> {
    const { transport, way, timeMs = usualTimeMs } = this.deps
    const { host } = new URL(url)
    const ending = AbortSignal.any([signal, AbortSignal.timeout(timeMs)])
    try {
      // A key is not carried along to wherever an answer leads.
      const response = await transport.fetch(url, { ...init, redirect: 'manual', signal: ending }, way)
      const malformed = () => new AppError('search/malformed', 'More than results', { host })
      const body = new TextDecoder().decode(await readLimited(response.body, mostAnswerBytes, malformed))
      if (response.ok) return body
      const code = adapter.failure?.(response.status, body.slice(0, 2_000)) ?? codeOf(response.status)
      throw new AppError(code, 'The search failed', { host, status: response.status })
    } catch (error) {
      if (signal.aborted) throw new AppError('cancelled')
      if (error instanceof AppError) throw error
      throw new AppError('search/unreachable', 'The search server did not answer', { host }, { cause: error })
    }
  }
}

const withoutLastSlash = (address: string): string => (address.endsWith('/') ? address.slice(0, -1) : address)

const keyId = (provider: KeyedProvider): string => `search:${provider}`

const codeOf = (status: number): ErrorCode => {
  if (status === 401 || status === 403) return 'search/bad-key'
  if (status === 402) return 'search/no-credit'
  if (status === 429) return 'search/rate-limited'
  return status < 500 ? 'search/malformed' : 'search/server-error'
}

const readResults = (adapter: SearchAdapter, answer: string, host: string): readonly SearchResult[] => {
  let found: readonly SearchResult[]
  try {
    found = adapter.results(JSON.parse(answer))
  } catch (cause) {
    // A page of a wrong address, or of a portal that wants a sign-in.
    throw new AppError('search/malformed', 'The answer holds no results', { host }, { cause })
  }
  return found.flatMap(({ url, title, snippet, date }) => {
    const source = sourceSchema.safeParse({ url, title: plainWords(title, 300) })
    const shown = { snippet: plainWords(snippet, longestSnippet), ...(date === undefined ? {} : { date }) }
    return source.success ? [{ ...source.data, ...shown }] : []
  })
}
