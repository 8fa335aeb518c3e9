import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AnthropicEngine } from '../../../src/main/engines/AnthropicEngine'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import type { AnswerEvent, Engine } from '../../../src/main/engines/engine'
import { createEngine } from '../../../src/main/engines/engineFactory'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import { collect, collectUntilFailure, drawTool, message, question, textIn } from './support'

/** An independent reading of OpenAI's API: what our own fake and our engines might get wrong together. */
const mock = new LLMock({ port: 0 })
const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

beforeAll(async () => {
  mock.onMessage('plain', { content: 'Hello from the mock, at some length.' })
  mock.onMessage('think', { content: 'Forty-two.', reasoning: 'Let me see.' })
  mock.on(
    { userMessage: 'draw', hasToolResult: false },
    { toolCalls: [{ name: 'generate_image', arguments: '{"prompt":"a cat"}' }] },
  )
  mock.on({ userMessage: 'draw', hasToolResult: true }, { content: 'There it is.' })
  mock.onImage('a cat', { image: { b64Json: onePixel } })
  mock.onTranscription({ transcription: { text: 'Over the bridge.' } })
  mock.onMessage('too often', {
    error: { message: 'Slow down', type: 'rate_limit_error' },
    status: 429,
    retryAfter: 7,
  })
  mock.onMessage('bad key', { error: { message: 'Wrong', code: 'invalid_api_key' }, status: 401 })
  mock.onSpeech('Hello', {
    audio: Buffer.from([1, 2, 3, 4]).toString('base64'),
    format: 'pcm',
  })
  await mock.start()
})
afterAll(() => mock.stop())

const options = () => ({ id: 'test', baseUrl: `${mock.url}/v1`, loadKey: async () => 'mock' })

const ask = (engine: Engine, text: string, streaming: boolean): Promise<AnswerEvent[]> =>
  collect(engine.answer(question({ messages: [message('user', text)], tools: [drawTool], streaming })))

const claude = () => new AnthropicEngine({ id: 'test', baseUrl: mock.url, loadKey: async () => 'mock' })

/** The server under the address and the rules of a provider. */
const provided = (preset: string, path: string) =>
  createEngine(
    { id: 'test', kind: 'compatible', name: preset, preset, baseUrl: mock.url + path, capabilities: {} },
    { loadKey: async () => 'mock' },
  )

const answering = [
  { name: 'Responses', make: (): Engine => new OpenAIEngine(options()) },
  { name: 'Chat Completions', make: (): Engine => new CompatibleEngine(options()) },
  { name: 'Messages', make: (): Engine => claude() },
]
/** It answers questions under these, and lists no models. */
const addresses = [
  { name: "Gemini's address", make: () => provided('gemini', '/v1beta/openai') },
  { name: "OpenRouter's address", make: () => provided('openrouter', '/api/v1') },
  { name: "Groq's address", make: () => provided('groq', '/openai/v1') },
  {
    name: "Azure's deployments",
    make: () => provided('azure', '/openai/deployments/m?api-version=2024-10-21'),
  },
]

describe.each([...answering, ...addresses])('$name of aimock', ({ make }) => {
  it.each([true, false])('answers (streaming: %s)', async (streaming) => {
    const events = await ask(make(), 'plain', streaming)
    expect(textIn(events)).toBe('Hello from the mock, at some length.')
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
  })

  it.each([true, false])('reasons (streaming: %s)', async (streaming) => {
    const events = await ask(make(), 'think', streaming)
    expect(events.flatMap((event) => (event.type === 'reasoning' ? [event.text] : [])).join('')).toBe(
      'Let me see.',
    )
    expect(textIn(events)).toBe('Forty-two.')
  })

  it.each([true, false])('calls a tool and goes on with its result (streaming: %s)', async (streaming) => {
    const engine = make()
    const asked = await ask(engine, 'draw', streaming)
    const call = asked.find((event) => event.type === 'tool-call')
    if (!call) throw new Error(`It was to call a tool: ${JSON.stringify(asked)}`)
    expect(call).toMatchObject({ name: 'generate_image', input: '{"prompt":"a cat"}' })
    expect(asked.at(-1)).toMatchObject({ type: 'finish', reason: 'tool-calls' })
    const unfinished = message('assistant', [
      ...asked.flatMap((event) =>
        event.type === 'reasoning-item'
          ? [{ type: 'reasoning' as const, text: '', opaque: event.opaque }]
          : [],
      ),
      call,
      { type: 'picture', prompt: 'a cat', pictureId: 'p', width: 1, height: 1 },
      { type: 'tool-result', callId: call.callId, output: 'Shown.', isError: false },
    ])
    const events = await collect(
      engine.answer(
        question({ messages: [message('user', 'draw'), unfinished], tools: [drawTool], streaming }),
      ),
    )
    expect(textIn(events)).toBe('There it is.')
  })

  it.each([true, false])('asks to wait (streaming: %s)', async (streaming) => {
    const { error } = await collectUntilFailure(
      make().answer(question({ messages: [message('user', 'too often')], streaming })),
    )
    expect(error).toMatchObject({ code: 'engine/rate-limited', data: { retryAfterMs: 7_000 } })
  })

  it.each([true, false])('refuses a key (streaming: %s)', async (streaming) => {
    const { error } = await collectUntilFailure(
      make().answer(question({ messages: [message('user', 'bad key')], streaming })),
    )
    expect(error).toMatchObject({ code: 'engine/bad-key', data: { status: 401 } })
  })

  it('is shown a picture', async () => {
    const shown = message('user', [
      { type: 'text', text: 'plain' },
      { type: 'picture', prompt: '', pictureId: 'p', width: 1, height: 1 },
    ])
    const attachments = {
      pictureDataUrl: async () => `data:image/png;base64,${onePixel}`,
      fileText: async () => null,
    }
    const events = await collect(make().answer(question({ messages: [shown], attachments })))
    expect(textIn(events)).toBe('Hello from the mock, at some length.')
  })
})

describe.each(answering)('$name of aimock', ({ make }) => {
  it('lists models', async () => {
    expect((await make().models(new AbortController().signal)).length).toBeGreaterThan(0)
  })
})

describe.each([
  { name: 'OpenAI', make: (): Engine => new OpenAIEngine(options()) },
  { name: 'A compatible server', make: (): Engine => new CompatibleEngine(options()) },
])('$name of aimock', ({ make }) => {
  it('draws', async () => {
    const events = await collect(
      make().draw({ prompt: 'a cat', model: 'm', size: '1024x1024', signal: new AbortController().signal }),
    )
    expect(events).toMatchObject([
      { type: 'picture', bytes: new Uint8Array(Buffer.from(onePixel, 'base64')) },
    ])
  })

  it('speaks', async () => {
    const { sampleRate, pcm } = await make().speak({
      text: 'Hello',
      voice: 'onyx',
      model: 'm',
      signal: new AbortController().signal,
    })
    expect(sampleRate).toBe(24_000)
    expect(await collect(pcm)).toEqual([Uint8Array.from([1, 2, 3, 4])])
  })

  it('writes down what was said', async () => {
    const { signal } = new AbortController()
    expect(await make().transcribe({ wav: new Uint8Array(44), model: 'm', signal })).toEqual({
      text: 'Over the bridge.',
    })
  })
})
