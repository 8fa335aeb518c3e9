import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Transport, usualWay } from '../../../src/main/engines/transport/Transport'
import { Emitter } from '../../../src/main/lib/Emitter'
import { Secrets } from '../../../src/main/security/Secrets'
import { SettingsStore } from '../../../src/main/settings/SettingsStore'
import { WebSearch } from '../../../src/main/web/WebSearch'
import type { AppError } from '../../../src/shared/ipc/errors'
import { type KeyedProvider, keyedProviders, type SearchProvider } from '../../../src/shared/model/webSearch'
import { MemorySettingsFile } from '../../fakes/memorySettingsFile'

interface Heard {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

let heard: Heard[]
let answer: (response: ServerResponse) => void
let base: string
let close: () => Promise<unknown>

beforeEach(async () => {
  heard = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    heard.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
    answer(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const transport = new Transport({ resolveProxy: async () => 'DIRECT', environment: {} })
  makeSearch = (provider, searxngUrl) =>
    new WebSearch({
      transport,
      way: usualWay,
      settings: new SettingsStore(
        new MemorySettingsFile(JSON.stringify({ webSearch: true, searchProvider: provider, searxngUrl })),
        new Emitter(),
      ),
      secrets: new Secrets(noVault, new MemorySettingsFile(), () => false),
      addresses: Object.fromEntries(keyedProviders.map((each) => [each, base])),
    })
  close = async () => {
    await transport.close()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})
afterEach(() => close())

let makeSearch: (provider: SearchProvider, searxngUrl: string | null) => WebSearch

const noVault = {
  isAvailable: async () => false,
  backend: () => 'basic_text',
  allowWeak: () => {},
  encrypt: async () => new Uint8Array(),
  decrypt: async () => '',
}

const json = (value: unknown, status = 200) => {
  answer = (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

const searchWith = async (provider: SearchProvider, query = 'two words & more') => {
  const search = makeSearch(provider, `${base}/searx/`)
  if ((keyedProviders as readonly string[]).includes(provider))
    await search.setKey(provider as KeyedProvider, 'key-123456789012')
  return search.search(query, 5, new AbortController().signal)
}

const failure = (provider: SearchProvider) =>
  searchWith(provider).then(
    () => 'no failure',
    ({ code }: AppError) => code,
  )

const found = [{ url: 'https://a.example/1', title: 'One & only', snippet: 'Some words', date: '2026-11-30' }]

describe('each provider is asked in its own way, and its answer read', () => {
  it('SearXNG', async () => {
    json({
      query: 'x',
      results: [
        {
          url: 'https://a.example/1',
          title: 'One &amp; only',
          content: '<b>Some</b> words',
          publishedDate: '2026-11-30',
          engine: 'x',
        },
        { url: 'javascript:alert(1)', title: 'Two', content: '' },
      ],
      unresponsive_engines: [],
    })
    expect(await searchWith('searxng')).toEqual(found)
    expect(heard[0]).toMatchObject({ method: 'GET', url: '/searx/search?q=two+words+%26+more&format=json' })
  })

  it('Brave', async () => {
    json({
      web: {
        results: [
          {
            url: 'https://a.example/1',
            title: 'One & only',
            description: '<strong>Some</strong> words',
            age: '2026-11-30',
          },
        ],
      },
    })
    expect(await searchWith('brave')).toEqual(found)
    expect(heard[0]?.url).toBe('/res/v1/web/search?q=two+words+%26+more&count=5&text_decorations=false')
    expect(heard[0]?.headers['x-subscription-token']).toBe('key-123456789012')
  })

  it('Tavily', async () => {
    json({
      results: [
        {
          url: 'https://a.example/1',
          title: 'One & only',
          content: 'Some words',
          published_date: '2026-11-30',
          score: 1,
        },
      ],
    })
    expect(await searchWith('tavily')).toEqual(found)
    expect(heard[0]).toMatchObject({ method: 'POST', url: '/search' })
    expect(JSON.parse(heard[0]?.body ?? '')).toEqual({ query: 'two words & more', max_results: 5 })
    expect(heard[0]?.headers.authorization).toBe('Bearer key-123456789012')
  })

  it('Exa', async () => {
    json({
      results: [
        {
          id: 'x',
          url: 'https://a.example/1',
          title: 'One & only',
          publishedDate: '2026-11-30',
          highlights: ['Some', 'words'],
        },
      ],
    })
    expect(await searchWith('exa')).toEqual([{ ...found[0], snippet: 'Some … words' }])
    expect(JSON.parse(heard[0]?.body ?? '')).toEqual({
      query: 'two words & more',
      numResults: 5,
      contents: { highlights: true },
    })
    expect(heard[0]?.headers['x-api-key']).toBe('key-123456789012')
  })

  it('Kagi', async () => {
    json({
      meta: {},
      data: {
        search: [
          { url: 'https://a.example/1', title: 'One & only', snippet: 'Some words', time: '2026-11-30' },
        ],
        related_search: [{ title: 'x' }],
      },
    })
    expect(await searchWith('kagi')).toEqual(found)
    expect(heard[0]).toMatchObject({ method: 'POST', url: '/api/v1/search' })
    expect(heard[0]?.headers.authorization).toBe('Bearer key-123456789012')
  })
})

describe('what goes wrong is told by a code of ours', () => {
  it.each([
    ['searxng', 403, {}, 'search/no-json'],
    ['searxng', 429, {}, 'search/rate-limited'],
    ['searxng', 404, {}, 'search/malformed'],
    ['brave', 422, { error: { code: 'SUBSCRIPTION_TOKEN_INVALID' } }, 'search/bad-key'],
    ['brave', 422, { error: { code: 'VALIDATION' } }, 'search/malformed'],
    ['brave', 429, {}, 'search/rate-limited'],
    ['tavily', 401, {}, 'search/bad-key'],
    ['tavily', 432, {}, 'search/no-credit'],
    ['tavily', 433, {}, 'search/no-credit'],
    ['exa', 402, {}, 'search/no-credit'],
    ['kagi', 403, {}, 'search/bad-key'],
    ['kagi', 500, {}, 'search/server-error'],
    ['exa', 200, { somethingElse: true }, 'search/malformed'],
  ] as const)('%s %i', async (provider, status, body, code) => {
    json(body, status)
    expect(await failure(provider)).toBe(code)
  })

  it('a page instead of results, and one that leads elsewhere', async () => {
    answer = (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in')
    expect(await failure('searxng')).toBe('search/malformed')
    answer = (response) => void response.writeHead(302, { location: 'https://elsewhere.example/' }).end()
    expect(await failure('tavily')).toBe('search/malformed')
    expect(heard).toHaveLength(2)
  })

  it('nothing there, nothing set up, nothing found', async () => {
    const { search, test } = {
      search: (provider: SearchProvider, url: string | null) =>
        makeSearch(provider, url)
          .search('x', 5, new AbortController().signal)
          .then(
            () => 'no failure',
            ({ code }: AppError) => code,
          ),
      test: () =>
        makeSearch('searxng', base)
          .test()
          .catch(({ code }: AppError) => code),
    }
    expect(await search('searxng', 'http://127.0.0.1:9')).toBe('search/unreachable')
    expect(await search('searxng', null)).toBe('search/not-set-up')
    expect(await search('brave', null)).toBe('search/not-set-up')
    json({ results: [] })
    expect(await search('searxng', base)).toBe('no failure')
    expect(await test()).toBe('search/no-results')
  })

  it('a key is never sent to another address than it was given for', async () => {
    const search = makeSearch('exa', null)
    await search.setKey('exa', 'key-123456789012')
    base = 'http://127.0.0.1:9'
    const other = makeSearch('exa', null)
    expect(other.keyStatus('exa').state).toBe('none')
    expect(search.keyStatus('exa')).toMatchObject({ state: 'session', lastFour: '9012' })
  })
})
