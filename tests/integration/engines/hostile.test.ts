import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import { parseModelList } from '../../../src/main/engines/modelList'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import { redact } from '../../../src/main/lib/log'
import { chatCompletion, type FaultServer, startFaultServer } from '../../fakes/faultServer'
import { collect, collectUntilFailure, question, textIn } from './support'

const chat = '/v1/chat/completions'
const pictures = '/v1/images/generations'
const mostBytes = 1_000_000

let server: FaultServer
let other: FaultServer
beforeEach(async () => {
  ;[server, other] = await Promise.all([startFaultServer(), startFaultServer()])
})
afterEach(() => Promise.all([server.stop(), other.stop()]))

const engine = (key: string | null = 'sk-test-1234567890') =>
  new CompatibleEngine({ id: 'test', baseUrl: server.baseUrl, loadKey: async () => key, mostBytes })
const answering = (fields = {}) => engine().answer(question(fields))
const drawing = () =>
  engine().draw({ prompt: 'a', model: 'm', size: '8x8', signal: new AbortController().signal })

describe('a server that redirects', () => {
  const redirectTo = (location: string, status = 307) =>
    server.script(chat, ({ raw }) => {
      raw.response.writeHead(status, { location })
      raw.response.end()
    })

  it.each([307, 308, 302])('to another with %i does not make it hear the question', async (status) => {
    redirectTo(`${other.baseUrl}/chat/completions`, status)
    other.script(chat, ({ json }) => json(200, chatCompletion({ content: 'Thanks' })))
    const { error } = await collectUntilFailure(answering({ streaming: false }))
    expect(error).toMatchObject({ code: 'engine/not-found', data: { reason: 'redirect' } })
    expect(other.requests).toEqual([])
  })

  it('to itself is followed, with key and question', async () => {
    redirectTo('/elsewhere')
    server.script('/elsewhere', ({ json }) => json(200, chatCompletion({ content: 'Here' })))
    expect(textIn(await collect(answering({ streaming: false })))).toBe('Here')
    const [first, second] = server.requests
    expect(second?.headers.authorization).toBe(first?.headers.authorization)
    expect(second?.body).toEqual(first?.body)
  })

  it('without end is cancelled', async () => {
    redirectTo(chat)
    const { error } = await collectUntilFailure(answering({ streaming: false }))
    expect(error).toMatchObject({ code: 'engine/not-found' })
  })
})

describe('a server that sends too much', () => {
  const bomb = (contentType: string, text: string) =>
    server.script(chat, ({ raw }) => {
      raw.response.writeHead(200, { 'content-type': contentType, 'content-encoding': 'gzip' })
      raw.response.end(gzipSync(text))
    })

  it('as a small file that unpacks to a large one is cancelled', async () => {
    bomb('application/json', `{"choices":[],"padding":"${'a'.repeat(2 * mostBytes)}"}`)
    const { error } = await collectUntilFailure(answering({ streaming: false }))
    expect(error).toMatchObject({ code: 'engine/malformed', data: { reason: 'too-long' } })
  })

  it('as an event without end is cancelled, and what came before it is kept', async () => {
    const first = `data: {"choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n`
    bomb('text/event-stream', `${first}data: ${'a'.repeat(2 * mostBytes)}`)
    const { seen, error } = await collectUntilFailure(answering())
    expect(seen).toEqual([{ type: 'text', text: 'Hello' }])
    expect(error).toMatchObject({ code: 'engine/malformed', data: { reason: 'too-long' } })
  })

  it('as words about an error costs no time', { timeout: 3_000 }, async () => {
    server.script(chat, ({ error }) => error(422, { message: 'model '.repeat(100_000) }))
    const { error } = await collectUntilFailure(answering())
    expect(error).toMatchObject({ code: 'engine/bad-request' })
  })

  it('as models is listened to only so far', () => {
    const data = Array.from({ length: 20_000 }, (_, index) => ({ id: `m${index}` }))
    expect(parseModelList({ data: [{ id: 'x'.repeat(201) }, ...data] })).toHaveLength(5_000)
  })
})

describe('a server that sends other things than it should', () => {
  it('gives text only where it is text, and reads arguments that came as an object', async () => {
    server.script(chat, ({ sse }) => {
      const stream = sse()
      const delta = (content: unknown, more = {}) =>
        stream.event({ choices: [{ index: 0, delta: { content, ...more }, finish_reason: null }] })
      delta({ length: 5 })
      delta(7)
      delta([{ type: 'text', text: 'in ' }, { type: 'text', text: 'parts' }, null, 3])
      delta(null, { tool_calls: [{ index: 0, id: 9, function: { name: 'draw', arguments: { a: 1 } } }] })
      stream.chatFinish('stop')
      stream.event({ choices: [], usage: { prompt_tokens: '12', completion_tokens: -3 } })
      stream.end()
    })
    expect(await collect(answering())).toEqual([
      { type: 'text', text: 'in parts' },
      { type: 'tool-call', callId: '9', name: 'draw', input: '{"a":1}' },
      {
        type: 'finish',
        reason: 'tool-calls',
        usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
      },
    ])
  })

  it('gives text only where it is text, also over Responses', async () => {
    server.script('/v1/responses', ({ sse }) => {
      const stream = sse()
      stream.event({
        type: 'response.output_text.delta',
        item_id: 'a',
        content_index: 0,
        delta: { length: 9 },
      })
      stream.responseText('Hello', 'a')
      stream.responseEnd('response.completed')
      stream.end()
    })
    const openai = new OpenAIEngine({ id: 'o', baseUrl: server.baseUrl, loadKey: async () => 'sk-test' })
    const events = await collect(openai.answer(question()))
    expect(events.filter(({ type }) => type === 'text')).toEqual([{ type: 'text', text: 'Hello' }])
  })

  it('cannot have memory set aside for a picture that is none', async () => {
    server.script(pictures, ({ sse }) => {
      const stream = sse()
      stream.event({ type: 'image_generation.completed', b64_json: { length: 1_000_000_000 } })
      stream.end()
    })
    const { error } = await collectUntilFailure(drawing())
    expect(error).toMatchObject({ code: 'engine/malformed' })
  })
})

describe('a key', () => {
  it.each(['sk–with–long–dashes', 'first-line\nsecond-line', 'ключ-от-двери'])(
    'that no header can hold is a bad key: %j',
    async (key) => {
      const { error } = await collectUntilFailure(engine(key).answer(question()))
      expect(error).toMatchObject({ code: 'engine/bad-key' })
      expect(server.requests).toEqual([])
    },
  )

  it('of no usual shape is hidden from its first use on', async () => {
    server.script(chat, ({ error }) => error(400, { message: 'no', code: 'plainwordofakey' }))
    const { error } = await collectUntilFailure(engine('plainwordofakey').answer(question()))
    expect(redact('they said plainwordofakey')).toBe('they said …')
    expect(JSON.stringify(error)).not.toContain('plainwordofakey')
  })
})
