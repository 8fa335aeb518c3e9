import type { ErrorCode } from '@shared/ipc/errors'

export interface SearchQuery {
  readonly query: string
  /** How many results are wanted; a provider may give more or fewer. */
  readonly count: number
  /** Empty where the provider takes none. */
  readonly key: string
}

export interface SearchResult {
  readonly url: string
  readonly title: string
  /** Some words of the page about what was asked; may hold markup. */
  readonly snippet: string
  /** As the provider writes it; absent where it does not know. */
  readonly date?: string
}

/** How one provider is asked, and how its answer is read. */
export interface SearchAdapter {
  /** Where it is; null where the user gives the address. */
  readonly address: string | null
  /** `base` ends without a slash. */
  request(query: SearchQuery, base: string): { readonly url: string; readonly init: RequestInit }
  /** Throws a ZodError where the answer has another form. */
  results(answer: unknown): readonly SearchResult[]
  /** What a status means with this provider, where it differs from the usual. `body` is its beginning. */
  failure?(status: number, body: string): ErrorCode | null
}
