/** With whom the web is searched. `engine`: the engine's own search, which OpenAI has. */
export const searchProviders = ['engine', 'searxng', 'brave', 'tavily', 'exa', 'kagi'] as const
export type SearchProvider = (typeof searchProviders)[number]

/** Those that are asked with a key of the user's. */
export const keyedProviders = ['brave', 'tavily', 'exa', 'kagi'] as const satisfies readonly SearchProvider[]
export type KeyedProvider = (typeof keyedProviders)[number]

export const isKeyed = (provider: SearchProvider): provider is KeyedProvider =>
  (keyedProviders as readonly SearchProvider[]).includes(provider)

export const searchProviderNames: Readonly<Record<SearchProvider, string>> = {
  engine: 'OpenAI’s own search',
  searxng: 'SearXNG',
  brave: 'Brave Search',
  tavily: 'Tavily',
  exa: 'Exa',
  kagi: 'Kagi',
}

/** The name of the tool that Parley searches with. */
export const searchToolName = 'search_web'
