import { LLMock } from '@copilotkit/aimock'
import { AppError } from '@shared/ipc/errors'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AnthropicEngine } from '../../../src/main/engines/AnthropicEngine'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import { checkEngine } from '../../../src/main/engines/connect'
import type { Engine } from '../../../src/main/engines/engine'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import { plainReach } from '../../../src/main/engines/transport/Reach'
import { chatCompletion, type FaultServer, modelList, startFaultServer } from '../../fakes/faultServer'
import { freePort, type ServerProcess, startServerProcess } from '../../fakes/serverProcess'
import { collect, collectUntilFailure, drawTool, message, question, textIn } from './support'

// `@portkey-ai/gateway`: a gateway by another maker, in front of a server of ours and of one by a third.
// It is told by headers of the user's where to go.

let gateway: ServerProcess
beforeAll(async () => {
  gateway = await startServerProcess({
    script: '@portkey-ai/gateway/build/start-server.js',
    args: (port) => ['--headless', `--port=${port}`],
    ready: /Ready for connections/,
  })
})
afterAll(() => gateway.stop())

const optionsFor = (behind: string, provider = 'openai') => ({
  id: 'test',
  baseUrl: `${gateway.url}/v1`,
  loadKey: async () => 'sk-test',
  reach: {
    ...plainReach,
    headers: async () => ({ 'x-portkey-provider': provider, 'x-portkey-custom-host': `${behind}/v1` }),
  },
})

const failureOf = async (engine: Engine, streaming: boolean): Promise<AppError> => {
  const { error } = await collectUntilFailure(engine.answer(question({ streaming })))
  if (!(error instanceof AppError)) throw error
  return error
}

describe('a gateway in front of a server', () => {
  let server: FaultServer
  beforeEach(async () => {
    server = await startFaultServer()
  })
  afterEach(() => server.stop())

  const chat = '/v1/chat/completions'
  const engine = () => new CompatibleEngine(optionsFor(server.url))

  it('hands on key, question and streamed answer with its usage', async () => {
    server.script(chat, ({ sse }) => sse().chatAnswer('Over the bridge and back.'))
    const events = await collect(engine().answer(question()))
    expect(textIn(events)).toBe('Over the bridge and back.')
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop', usage: { outputTokens: 5 } })
    expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-test')
    expect(server.requests[0]?.body).toMatchObject({ stream: true, model: 'test-model' })
  })

  it('hands on an answer that comes whole', async () => {
    server.script(chat, ({ json }) => json(200, chatCompletion({ content: 'All at once.' })))
    expect(textIn(await collect(engine().answer(question({ streaming: false }))))).toBe('All at once.')
  })

  it('hands on thoughts and tool calls in pieces', async () => {
    server.script(chat, ({ sse }) => {
      const stream = sse()
      stream.chatReasoning('A picture is wanted.')
      stream.chatTool({ index: 0, id: 'call_1', name: 'generate_image', arguments: '{"prompt":' })
      stream.chatTool({ index: 0, arguments: '"a cat"}' })
      stream.chatFinish('tool_calls')
      stream.done()
      stream.end()
    })
    expect(await collect(engine().answer(question({ tools: [drawTool] })))).toMatchObject([
      { type: 'reasoning', text: 'A picture is wanted.' },
      { type: 'reasoning-item' },
      { type: 'tool-call', callId: 'call_1', name: 'generate_image', input: '{"prompt":"a cat"}' },
      { type: 'finish', reason: 'tool-calls' },
    ])
  })

  it('hands on the list of models', async () => {
    server.script('/v1/models', ({ json }) => json(200, modelList(['m-1', 'm-2'])))
    const models = await engine().models(new AbortController().signal)
    expect(models.map(({ id }) => id)).toEqual(['m-1', 'm-2'])
  })

  it.each([true, false])('hands on a refused key (streaming: %s)', async (streaming) => {
    server.script(chat, ({ error }) => error(401, { message: 'Wrong', code: 'invalid_api_key' }))
    expect(await failureOf(engine(), streaming)).toMatchObject({
      code: 'engine/bad-key',
      data: { status: 401, host: new URL(gateway.url).host },
    })
  })

  it.each([true, false])('hands on how long to wait (streaming: %s)', async (streaming) => {
    server.script(chat, ({ error }) => error(429, { message: 'Slow down' }, { 'retry-after': '7' }))
    expect(await failureOf(engine(), streaming)).toMatchObject({
      code: 'engine/rate-limited',
      data: { retryAfterMs: 7_000 },
    })
  })

  it('hands on an error amid a stream', async () => {
    server.script(chat, ({ sse }) => {
      const stream = sse()
      stream.chatText('Half')
      stream.event({ error: { message: 'Overloaded', type: 'overloaded_error' } })
      stream.end()
    })
    const { seen, error } = await collectUntilFailure(engine().answer(question()))
    expect(seen).toMatchObject([{ type: 'text', text: 'Half' }])
    expect(error).toMatchObject({ code: 'engine/overloaded' })
  })

  it('is no end where the stream behind it breaks off', async () => {
    server.script(chat, ({ sse }) => {
      const stream = sse()
      stream.chatText('Half')
      stream.cut()
    })
    const { seen, error } = await collectUntilFailure(engine().answer(question()))
    expect(seen).toMatchObject([{ type: 'text', text: 'Half' }])
    expect(error).toMatchObject({ code: 'engine/no-finish' })
  })

  it.each([true, false])('tells of a page of a proxy behind it (streaming: %s)', async (streaming) => {
    server.script(chat, ({ text }) => text(502, '<html><h1>Bad gateway</h1></html>', 'text/html'))
    expect(await failureOf(engine(), streaming)).toMatchObject({ code: 'engine/server-error' })
  })

  it('tells that it cannot reach the server behind it', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`
    expect(await failureOf(new CompatibleEngine(optionsFor(nowhere)), true)).toMatchObject({
      code: 'engine/server-error',
    })
  })

  it('tells that it was not told where to go', async () => {
    const { reach, ...options } = optionsFor(server.url)
    expect(await failureOf(new CompatibleEngine(options), true)).toMatchObject({ code: 'engine/bad-request' })
    expect(server.requests).toEqual([])
  })

  it('is connected with headers of the user’s', async () => {
    server.script('/v1/models', ({ json }) => json(200, modelList(['m-1'])))
    const { reach } = optionsFor(server.url)
    const checked = await checkEngine({ kind: 'compatible', baseUrl: gateway.url, key: 'sk-test' }, { reach })
    expect(checked).toEqual({
      baseUrl: `${gateway.url}/v1`,
      models: [{ id: 'm-1', shutdownDate: null }],
    })
  })
})

describe('a gateway in front of aimock', () => {
  const mock = new LLMock({ port: 0 })
  beforeAll(async () => {
    mock.onMessage('plain', { content: 'Hello from the mock, at some length.' })
    mock.on(
      { userMessage: 'draw' },
      { toolCalls: [{ name: 'generate_image', arguments: '{"prompt":"a cat"}' }] },
    )
    mock.onSpeech('Hello', { audio: Buffer.from([1, 2, 3, 4]).toString('base64'), format: 'pcm' })
    await mock.start()
  })
  afterAll(() => mock.stop())

  const makes = [
    { name: 'Chat Completions', make: (): Engine => new CompatibleEngine(optionsFor(mock.url)) },
    { name: 'Responses', make: (): Engine => new OpenAIEngine(optionsFor(mock.url)) },
    {
      name: 'Messages',
      make: (): Engine => new AnthropicEngine({ ...optionsFor(mock.url, 'anthropic'), baseUrl: gateway.url }),
    },
  ]

  describe.each(makes)('$name', ({ make }) => {
    it.each([true, false])('answers (streaming: %s)', async (streaming) => {
      const messages = [message('user', 'plain')]
      const events = await collect(make().answer(question({ messages, streaming })))
      expect(textIn(events)).toBe('Hello from the mock, at some length.')
      expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
    })

    it.each([true, false])('calls a tool (streaming: %s)', async (streaming) => {
      const messages = [message('user', 'draw')]
      const events = await collect(make().answer(question({ messages, tools: [drawTool], streaming })))
      expect(events.find(({ type }) => type === 'tool-call')).toMatchObject({
        name: 'generate_image',
        input: '{"prompt":"a cat"}',
      })
      expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'tool-calls' })
    })
  })

  it('speaks', async () => {
    const { signal } = new AbortController()
    const engine = new CompatibleEngine(optionsFor(mock.url))
    const { pcm } = await engine.speak({ text: 'Hello', voice: 'onyx', model: 'm', signal })
    expect(await collect(pcm)).toEqual([Uint8Array.from([1, 2, 3, 4])])
  })
})
