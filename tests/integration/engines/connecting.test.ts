import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkEngine } from '../../../src/main/engines/connect'
import { discoverLocalServers } from '../../../src/main/engines/discover'
import { chatCompletion, type FaultServer, modelList, startFaultServer } from '../../fakes/faultServer'

let server: FaultServer
beforeEach(async () => {
  server = await startFaultServer()
})
afterEach(() => server.stop())

const check = (baseUrl: string, key: string | null = null) =>
  checkEngine({ kind: 'compatible', baseUrl, key })

describe('checking an engine', () => {
  it('takes one cheap call and brings the models', async () => {
    server.script('/v1/models', ({ json }) => json(200, modelList(['llama3.2', 'qwen3'])))
    const checked = await check(server.baseUrl, 'sk-test')
    expect(checked).toEqual({
      baseUrl: server.baseUrl,
      models: [
        { id: 'llama3.2', shutdownDate: null },
        { id: 'qwen3', shutdownDate: null },
      ],
    })
    expect(server.requests).toHaveLength(1)
    expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-test')
  })

  it.each([
    ['without /v1', (url: string) => url],
    ['with a slash at the end', (url: string) => `${url}/v1/`],
    ['with the whole path of a call', (url: string) => `${url}/v1/chat/completions`],
    ['without a scheme', (url: string) => url.replace('http://', '')],
    ['with credentials, which are dropped', (url: string) => url.replace('http://', 'http://me:secret@')],
  ])('finds the address %s', async (_, typed) => {
    server.script('/v1/models', ({ json }) => json(200, modelList(['m'])))
    expect((await check(typed(server.url))).baseUrl).toBe(server.baseUrl)
  })

  it('finds a server that has no /v1', async () => {
    server.script('/models', ({ json }) => json(200, modelList(['m'])))
    expect((await check(server.url)).baseUrl).toBe(server.url)
  })

  it('finds /v1 behind a home page that answers everything', async () => {
    server.script('/api/models', ({ text }) => text(200, '<html>Welcome</html>', 'text/html'))
    server.script('/api/v1/models', ({ json }) => json(200, modelList(['m'])))
    expect((await check(`${server.url}/api`)).baseUrl).toBe(`${server.url}/api/v1`)
  })

  it('accepts a server that lists nothing but answers', async () => {
    server.script('/v1/chat/completions', ({ json }) => json(200, chatCompletion({ content: 'H' })))
    expect(await check(server.url)).toEqual({ baseUrl: server.baseUrl, models: [] })
    expect(server.requests.at(-1)?.body).toMatchObject({ max_tokens: 1 })
  })

  it('accepts a server that lists nothing and does not know the model', async () => {
    server.script('/v1/chat/completions', ({ error }) => error(404, { message: 'model default not found' }))
    expect((await check(server.url)).models).toEqual([])
  })

  it('says when there is no such server', async () => {
    await expect(check(server.url)).rejects.toMatchObject({ code: 'engine/not-found' })
  })

  it('says when it is no address', async () => {
    await expect(check('not an address')).rejects.toMatchObject({
      code: 'engine/not-found',
      data: { reason: 'address' },
    })
  })

  it('refuses a bad key with its reason, and does not try further', async () => {
    server.script('/v1/models', ({ error }) => error(401, { message: 'bad', code: 'invalid_api_key' }))
    await expect(check(server.url, 'sk-bad')).rejects.toMatchObject({ code: 'engine/bad-key' })
    expect(server.requests).toHaveLength(1)
  })

  it('asks for a key where one is wanted', async () => {
    server.script('/v1/models', ({ error }) => error(401, { message: 'who?' }))
    await expect(check(server.url)).rejects.toMatchObject({ code: 'engine/no-key' })
  })

  it('checks OpenAI by its list', async () => {
    server.script('/v1/models', ({ json }) => json(200, modelList([{ id: 'm', shutdownDate: '2027-01-14' }])))
    const checked = await checkEngine({ kind: 'openai', baseUrl: server.baseUrl, key: 'sk-test' })
    expect(checked.models).toEqual([{ id: 'm', shutdownDate: '2027-01-14' }])
  })

  it('does not ask OpenAI without a key', async () => {
    await expect(checkEngine({ kind: 'openai', baseUrl: null, key: null })).rejects.toMatchObject({
      code: 'engine/no-key',
    })
  })

  it('can be given up', async () => {
    server.script('/v1/models', () => {})
    const stop = new AbortController()
    const checking = checkEngine(
      { kind: 'compatible', baseUrl: server.baseUrl, key: null },
      { signal: stop.signal },
    )
    await server.request('/v1/models')
    stop.abort()
    await expect(checking).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('finding servers on this computer', () => {
  const look = (name: string, timeoutMs = 5_000) =>
    discoverLocalServers([{ name, port: server.port }], timeoutMs)

  it('finds one by its usual port, with its models', async () => {
    server.script('/v1/models', ({ json }) => json(200, modelList(['llama3.2'], 'library')))
    expect(await look('Ollama')).toEqual([{ name: 'Ollama', baseUrl: server.baseUrl, models: ['llama3.2'] }])
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
  })

  it('tells llama.cpp and LocalAI apart, which share a port', async () => {
    server.script('/v1/models', [
      ({ json }) => json(200, modelList(['m'], 'llamacpp')),
      ({ json }) => json(200, modelList(['m']), { server: 'llama.cpp' }),
      ({ json }) => json(200, { object: 'list', data: [{ id: 'm', object: 'model' }] }),
    ])
    const names = [await look('llama.cpp'), await look('llama.cpp'), await look('llama.cpp')]
    expect(names.map((servers) => servers[0]?.name)).toEqual(['llama.cpp', 'llama.cpp', 'LocalAI'])
  })

  it.each([
    ['a web page', 200, '<html></html>', 'text/html'],
    ['JSON that is no list', 200, '{"hello":"world"}', 'application/json'],
    ['broken JSON', 200, '{', 'application/json'],
    ['a refusal', 401, '{}', 'application/json'],
  ])('passes over %s', async (_, status, body, type) => {
    server.script('/v1/models', ({ text }) => text(status, body, type))
    expect(await look('Ollama')).toEqual([])
  })

  it('does not wait for a server that does not answer', async () => {
    server.script('/v1/models', () => {})
    expect(await look('Ollama', 50)).toEqual([])
  })

  it('finds nothing without failing where nothing listens', async () => {
    const { port } = server
    await server.stop()
    expect(await discoverLocalServers([{ name: 'Ollama', port }], 5_000)).toEqual([])
    server = await startFaultServer()
  })
})
