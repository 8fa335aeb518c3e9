import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import { checkEngine } from '../../../src/main/engines/connect'
import type { AnswerRequest } from '../../../src/main/engines/engine'
import { type ServerProcess, startServerProcess } from '../../fakes/serverProcess'
import { collect, collectUntilFailure, drawTool, message, question, textIn } from './support'

// `@dwmkerr/mock-llm`: a server by another maker that repeats the question, or answers by rules. Its
// streams are its own reading of OpenAI's API: no ids, no usage, errors with status 200.

const answerWith = (said: object) => ({ status: 200, content: JSON.stringify(said) })
const onQuestion = (words: string, response: { status: number; content: string }) => ({
  path: '/v1/chat/completions',
  match: `contains(to_string(body.messages), '${words}')`,
  response,
})

const rules = [
  {
    path: '/v1/chat/completions',
    response: answerWith({
      choices: [
        {
          message: { content: 'You said: {{jmes request body.messages[-1].content}}' },
          finish_reason: 'stop',
        },
      ],
    }),
  },
  // As its README has it: no id, no type.
  onQuestion(
    'lighthouse',
    answerWith({
      choices: [
        {
          message: {
            tool_calls: [{ function: { name: 'generate_image', arguments: '{"prompt":"a lighthouse"}' } }],
          },
          finish_reason: 'tool_calls',
        },
      ],
    }),
  ),
  onQuestion('bad key', {
    status: 401,
    content: JSON.stringify({ error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } }),
  }),
  onQuestion('too often', {
    status: 429,
    content: JSON.stringify({
      error: { message: 'Please retry after 12 seconds.', type: 'rate_limit_error' },
    }),
  }),
  { path: '/v1/models', method: 'GET', response: answerWith({ data: [{ id: 'gpt-5.2', object: 'model' }] }) },
]

let folder: string
let server: ServerProcess
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-mock-llm-'))
  const config = join(folder, 'rules.json')
  // JSON is YAML too.
  await writeFile(config, JSON.stringify({ streaming: { chunkSize: 7, chunkIntervalMs: 1 }, rules }))
  server = await startServerProcess({
    script: '@dwmkerr/mock-llm/dist/main.js',
    args: () => ['--config', config],
    env: (port) => ({ HOST: '127.0.0.1', PORT: String(port) }),
    ready: /server running on/,
  })
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

const engine = () =>
  new CompatibleEngine({ id: 'test', baseUrl: `${server.url}/v1`, loadKey: async () => null })
const asked = (text: string, fields: Partial<AnswerRequest> = {}) =>
  engine().answer(question({ messages: [message('user', text)], tools: [drawTool], ...fields }))
const failureOf = async (text: string, fields: Partial<AnswerRequest> = {}): Promise<AppError> => {
  const { error } = await collectUntilFailure(asked(text, fields))
  if (!(error instanceof AppError)) throw error
  return error
}

describe('mock-llm', () => {
  it('is found without /v1, and its models are listed', async () => {
    expect(await checkEngine({ kind: 'compatible', baseUrl: server.url, key: null })).toEqual({
      baseUrl: `${server.url}/v1`,
      models: [{ id: 'gpt-5.2', shutdownDate: null }],
    })
  })

  it.each([true, false])('answers (streaming: %s)', async (streaming) => {
    const events = await collect(asked('Über die Brücke', { streaming }))
    expect(textIn(events)).toBe('You said: Über die Brücke')
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop', usage: null })
    if (streaming) expect(events.length).toBeGreaterThan(2)
  })

  it('calls a tool without an id, when it answers whole', async () => {
    const events = await collect(asked('a lighthouse', { streaming: false }))
    expect(events).toMatchObject([
      { type: 'tool-call', name: 'generate_image', input: '{"prompt":"a lighthouse"}' },
      { type: 'finish', reason: 'tool-calls' },
    ])
    expect(events[0]).toHaveProperty('callId', expect.stringMatching(/./))
  })

  it('breaks off its own stream over a tool call, which is told as its fault', async () => {
    expect(await failureOf('a lighthouse')).toMatchObject({
      code: 'engine/server-error',
      data: { status: 500 },
    })
  })

  it.each([true, false])(
    'refuses a key (streaming: %s, with status 200 where it streams)',
    async (streaming) => {
      expect((await failureOf('bad key', { streaming })).code).toBe('engine/no-key')
    },
  )

  it.each([true, false])('asks to wait (streaming: %s)', async (streaming) => {
    expect(await failureOf('too often', { streaming })).toMatchObject({
      code: 'engine/rate-limited',
      data: { retryAfterMs: 12_000 },
    })
  })

  it('breaks over words with quotes, which is told as its fault', async () => {
    expect((await failureOf('He said "no".')).code).toBe('engine/server-error')
  })

  it('has no speech, no pictures and no transcription, and that is said', async () => {
    const { signal } = new AbortController()
    const asks = [
      () => engine().speak({ text: 'Hello', voice: 'onyx', model: 'm', signal }),
      () => collect(engine().draw({ prompt: 'a cat', model: 'm', size: 'auto', signal })),
      () => engine().transcribe({ wav: new Uint8Array(44), model: 'm', signal }),
    ]
    for (const ask of asks) await expect(ask()).rejects.toMatchObject({ code: 'engine/unsupported' })
  })
})
