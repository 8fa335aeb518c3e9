import { gzipSync } from 'node:zlib'
import { AppError } from '@shared/ipc/errors'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import type { AnswerEvent } from '../../../src/main/engines/engine'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import { RealtimeSession } from '../../../src/main/engines/RealtimeSession'
import { type FaultServer, modelResponse, startFaultServer } from '../../fakes/faultServer'
import { type RealtimeAsk, serveRealtime } from '../../fakes/realtimeServer'
import { collect, collectUntilFailure, question, textIn } from './support'

const chat = '/v1/chat/completions'
const responses = '/v1/responses'
const pictures = '/v1/images/generations'

let server: FaultServer
beforeEach(async () => {
  server = await startFaultServer()
})
afterEach(() => server.stop())

const options = () => ({ id: 'test', baseUrl: server.baseUrl, loadKey: async () => 'sk-test' })
const compatible = () => new CompatibleEngine(options())
const openai = () => new OpenAIEngine(options())
const never = new AbortController().signal
const draw = () => openai().draw({ prompt: 'a', model: 'm', size: '8x8', signal: never })

const serveEvents = (path: string, ...events: readonly string[]) =>
  server.script(path, ({ sse }) => {
    const stream = sse()
    for (const event of events) stream.write(`data: ${event}\n\n`)
    stream.end()
  })
const serveBody = (path: string, body: string) =>
  server.script(path, ({ bytes }) => bytes(200, Buffer.from(body), 'application/json'))

const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const malformed = { code: 'engine/malformed' }

describe('a wrong shape is the server’s fault, and the text before it is kept', () => {
  const chatText = '{"choices":[{"index":0,"delta":{"content":"Hello"}}]}'
  test.each([
    ['ATK-14', 'null'],
    ['ATK-14', '{"choices":[{"delta":{"tool_calls":5}}]}'],
    ['ATK-14', '{"choices":[{"delta":{"tool_calls":[null]}}]}'],
    ['a text', '"text"'],
    ['a list', '[1]'],
    ['a number', '7'],
    ['choices that are none', '{"choices":5}'],
    ['a choice that is none', '{"choices":[null]}'],
    ['a delta that is none', '{"choices":[{"delta":"a"}]}'],
    ['a call that is a text', '{"choices":[{"delta":{"tool_calls":["a"]}}]}'],
    ['a call without its index', '{"choices":[{"delta":{"tool_calls":[{"index":{}}]}}]}'],
    ['a function that is none', '{"choices":[{"delta":{"tool_calls":[{"function":5}]}}]}'],
    ['an end that cannot be written', '{"choices":[{"delta":{},"finish_reason":{"toString":null}}]}'],
    ['nesting', `{"choices":${deep(100_000)}}`],
    ['no JSON', '{"choices":'],
  ])('%s: a chat stream with %.70s', async (_id, event) => {
    serveEvents(chat, chatText, event)
    const { seen, error } = await collectUntilFailure(compatible().answer(question()))
    expect(seen).toEqual([{ type: 'text', text: 'Hello' }])
    expect(error).toMatchObject(malformed)
  })

  test.each([
    ['ATK-14', '{"choices":[{}]}'],
    ['ATK-14', '{"choices":[{"message":{"tool_calls":[{"type":"function"}]}}]}'],
    ['choices that are none', '{"choices":"a"}'],
    ['a message that is none', '{"choices":[{"message":[]}]}'],
    ['calls that are none', '{"choices":[{"message":{"tool_calls":{"length":3}}}]}'],
    ['a call that is none', '{"choices":[{"message":{"tool_calls":[null]}}]}'],
    ['no object', '[]'],
    ['nesting', deep(100_000)],
  ])('%s: a whole chat answer of %.70s', async (_id, body) => {
    serveBody(chat, body)
    const { error } = await collectUntilFailure(compatible().answer(question({ streaming: false })))
    expect(error).toMatchObject(malformed)
  })

  const responseText = '{"type":"response.output_text.delta","item_id":"a","content_index":0,"delta":"Hello"}'
  test.each([
    ['ATK-14', 'null'],
    ['ATK-14', '{"type":"response.completed"}'],
    ['ATK-14', '{"type":"response.failed"}'],
    ['ATK-14', '{"type":"response.output_item.done"}'],
    ['ATK-14', '{"type":"response.output_text.delta","item_id":{"toString":null},"delta":"a"}'],
    ['a type that is none', '{"type":{"toString":null}}'],
    ['an index that is none', '{"type":"response.refusal.delta","content_index":{},"delta":"a"}'],
    ['an item that is none', '{"type":"response.output_item.done","item":"a"}'],
    ['an output that is none', '{"type":"response.completed","response":{"output":5}}'],
    ['an item of an output', '{"type":"response.incomplete","response":{"output":[null]}}'],
    ['a reason that is none', '{"type":"response.incomplete","response":{"incomplete_details":5}}'],
    [
      'a secret that is none',
      '{"type":"response.output_item.done","item":{"type":"reasoning","encrypted_content":{"a":1}}}',
    ],
  ])('%s: a stream of a response with %s', async (_id, event) => {
    serveEvents(responses, responseText, event)
    const { seen, error } = await collectUntilFailure(openai().answer(question()))
    expect(seen).toEqual([{ type: 'text', text: 'Hello' }])
    expect(error).toMatchObject(malformed)
  })

  test.each([
    ['ATK-14', '{"object":"response","output":[{"type":"reasoning","summary":5}]}'],
    ['an output that is none', '{"object":"response","output":"a"}'],
    ['content that is none', '{"object":"response","output":[{"type":"message","content":{"a":1}}]}'],
    ['a part that is none', '{"object":"response","output":[{"type":"message","content":[null]}]}'],
    ['an id that is none', '{"object":"response","output":[{"type":"message","id":{"toString":null}}]}'],
    ['a state that is none', '{"object":"response","status":[]}'],
  ])('%s: a whole response of %s', async (_id, body) => {
    serveBody(responses, body)
    const { error } = await collectUntilFailure(openai().answer(question({ streaming: false })))
    expect(error).toMatchObject(malformed)
  })

  test.each([
    ['ATK-14', 'null'],
    ['a type that is none', '{"type":{"toString":null}}'],
    ['a picture that is none', '{"type":"image_generation.completed","b64_json":{"length":1000000}}'],
  ])('%s: a stream of a picture with %s', async (_id, event) => {
    serveEvents(pictures, event)
    const { error } = await collectUntilFailure(draw())
    expect(error).toMatchObject(malformed)
  })

  test.each([
    ['chat', chat, () => compatible().answer(question())],
    ['a response', responses, () => openai().answer(question())],
    ['a picture', pictures, draw],
  ] as const)('ATK-14: HTTP 204 with text/event-stream, for %s', async (_what, path, ask) => {
    server.script(path, ({ raw }) => {
      raw.response.writeHead(204, { 'content-type': 'text/event-stream' })
      raw.response.end()
    })
    const { error } = await collectUntilFailure<unknown>(ask())
    expect(error).toMatchObject(malformed)
  })

  test.each([999, 600, 304])('a status that no answer has, %i, is no bug', async (status) => {
    server.script(chat, ({ raw }) => {
      raw.response.socket?.end(`HTTP/1.1 ${status} Odd\r\ncontent-length: 0\r\n\r\n`)
    })
    const { error } = await collectUntilFailure(compatible().answer(question()))
    expect(error).toBeInstanceOf(AppError)
  })

  test.each([
    ['nested', `{"error":${deep(100_000)}}`],
    ['nested words', `{"error":{"message":${deep(100_000)},"code":{"toString":null}}}`],
    ['nested detail', `{"detail":${deep(100_000)}}`],
    ['of objects', '{"error":{"message":{"length":5},"type":[],"param":{}}}'],
    ['a list', '[{"error":null}]'],
    ['a nested list', deep(100_000)],
    ['null', 'null'],
    ['a text', '"no"'],
    ['no JSON', '{'],
  ])('an error in any shape is an error of the server: %s', async (_what, body) => {
    server.script(chat, ({ bytes }) => bytes(500, Buffer.from(body), 'application/json'))
    const { error } = await collectUntilFailure(compatible().answer(question()))
    expect(error).toMatchObject({ code: 'engine/server-error' })
    if (!body.startsWith('{"error"')) return
    serveEvents(chat, body)
    const streamed = await collectUntilFailure(compatible().answer(question()))
    expect(streamed.error).toMatchObject({ code: 'engine/server-error' })
  })

  test('counts that are none do not go on to the costs', async () => {
    const text =
      '{"choices":[],"usage":{"prompt_tokens":1e999,"completion_tokens":"5","prompt_tokens_details":5}}'
    serveEvents(chat, '{"choices":[{"delta":{},"finish_reason":"stop"}]}', text)
    expect(await collect(compatible().answer(question()))).toEqual([
      {
        type: 'finish',
        reason: 'stop',
        usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
      },
    ])
  })
})

describe('what is merely unusual', () => {
  test('is no wrong shape in chat', async () => {
    serveEvents(
      chat,
      '',
      '{"choices":null,"usage":null}',
      '{"choices":[{"delta":null}]}',
      '{"choices":[{"delta":{"content":null,"tool_calls":null,"reasoning":null},"finish_reason":null}]}',
      '{"object":"something.new","choices":[]}',
      '{"choices":[{"delta":{"content":"Hi","tool_calls":[]},"finish_reason":"stop"}]}',
      '[DONE]',
      'what comes behind it',
    )
    const events = await collect(compatible().answer(question()))
    expect(textIn(events)).toBe('Hi')
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
  })

  test('is no wrong shape in a response', async () => {
    serveEvents(
      responses,
      '{"type":"response.new_thing","delta":{"a":1}}',
      '{"sequence_number":1}',
      '{"type":"response.output_text.delta","delta":"Hi"}',
      '{"type":"response.output_item.done","item":{"type":"new_item"}}',
      '{"type":"response.completed","response":{"output":null,"usage":null,"incomplete_details":null}}',
    )
    const events = await collect(openai().answer(question()))
    expect(textIn(events)).toBe('Hi')
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop', usage: null })
  })

  test.each(['\n', '\r\n', '\r'])('are lines that end in %j, wherever the network cuts them', async (end) => {
    const text = [
      '\ufeff: hello',
      'event: message',
      'data: {"choices":[{"delta":{"content":"Grüße 🎉"}}]}',
      '',
      'data: {"choices":',
      'data: [{"delta":{},"finish_reason":"stop"}]}',
      '',
      'data: [DONE]',
      '',
    ].join(end)
    server.script(chat, async ({ sse, raw }) => {
      sse()
      for (const byte of Buffer.from(text)) {
        await new Promise((resolve) => raw.response.write(Buffer.from([byte]), resolve))
      }
      raw.response.end()
    })
    const events = await collect(compatible().answer(question()))
    expect(textIn(events)).toBe('Grüße 🎉')
    expect(events.at(-1)).toMatchObject({ type: 'finish' })
  })
})

describe('ATK-19: an answer that is far too much', () => {
  const call = (index: number) =>
    `{"choices":[{"delta":{"tool_calls":[{"index":${index},"id":"c${index}","function":{"name":"a","arguments":"{}"}}]}}]}`

  test('ends at its 65th tool call, and not at its end', async () => {
    const finish = '{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}'
    server.script(chat, ({ sse }) => {
      const stream = sse()
      stream.chatText('Hello')
      // Then nothing more comes, and no end either.
      for (let index = 0; index <= 64; index += 1) stream.write(`data: ${call(index)}\n\n`)
    })
    const { seen, error } = await collectUntilFailure(compatible().answer(question()))
    expect(seen).toEqual([{ type: 'text', text: 'Hello' }])
    expect(error).toMatchObject({ code: 'tool/too-many-rounds', data: { calls: 64 } })
    serveEvents(chat, ...Array.from({ length: 64 }, (_, index) => call(index)), finish)
    const whole = await collect(compatible().answer(question()))
    expect(whole.filter(({ type }: AnswerEvent) => type === 'tool-call')).toHaveLength(64)
  })

  test.each([
    ['in one piece', true],
    ['in a whole answer', false],
  ])('ends at once with 100,000 tool calls %s', async (_how, streaming) => {
    const calls = Array.from({ length: 100_000 }, (_, index) => ({ index, function: { name: 'a' } }))
    if (streaming) serveEvents(chat, JSON.stringify({ choices: [{ delta: { tool_calls: calls } }] }))
    else serveBody(chat, JSON.stringify({ choices: [{ message: { tool_calls: calls } }] }))
    const { error } = await collectUntilFailure(compatible().answer(question({ streaming })))
    expect(error).toMatchObject({ code: 'tool/too-many-rounds' })
  })

  test.each(['\n', '\r', ':\n', 'data:\n\n', 'data: \n'])('ends where it is 32 MB of %j', async (line) => {
    const nothing = gzipSync(line.repeat((32 * 1024 * 1024) / line.length))
    server.script(chat, ({ raw }) => {
      raw.response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' })
      raw.response.end(nothing)
    })
    const { error } = await collectUntilFailure(compatible().answer(question()))
    expect(error).toMatchObject({ code: 'engine/no-finish' })
  })
})

describe('a wrong shape over the Realtime API', () => {
  const speak = async (answer: (ask: RealtimeAsk, send: (event: string) => void) => void) => {
    serveRealtime(server).script((ask) => answer(ask, ask.raw))
    const session = new RealtimeSession(options(), { voice: 'v', model: 'm', idleTimeoutMs: 20_000 })
    try {
      const { pcm, tokens } = await session.speak('Hello there.', never)
      return { length: Buffer.concat(await collect(pcm)).length, tokens: tokens?.() }
    } finally {
      session.close()
    }
  }

  test.each([
    ['ATK-09', '{"type":"response.output_audio.delta","response_id":"r1","delta":{"length":1000000}}'],
    ['ATK-10', '{"type":"response.created"}'],
    ['ATK-10', '{"type":"response.done"}'],
    ['ATK-10', '{"type":"error"}'],
    ['ATK-10', '{"type":"response.output_audio_transcript.done","response_id":"r1"}'],
    ['ATK-10', '{"type":"response.output_audio.delta","response_id":"r1","delta":5}'],
    ['no type', '{}'],
    ['a type that is none', '{"type":{"toString":null}}'],
    ['null', 'null'],
    ['no JSON', '{'],
    ['an id that is none', '{"type":"response.created","response":{"id":{"toString":null}}}'],
    ['names that are none', '{"type":"response.created","response":{"id":"r1","metadata":5}}'],
    ['a text that is none', '{"type":"response.output_audio_transcript.delta","delta":{"length":9}}'],
    ['an end that is none', '{"type":"response.done","response":{"status":{"toString":null}}}'],
    ['an error that is none', '{"type":"error","error":{"code":{"toString":null}}}'],
    ['nesting', `{"type":"response.done","response":${deep(100_000)}}`],
  ])('%s: ends what is being said at once: %.60s', async (_id, event) => {
    await expect(
      speak((ask, send) => {
        ask.created({ id: 'r1' })
        send(event)
      }),
    ).rejects.toMatchObject(malformed)
  })

  test('ATK-10: counts of tokens that are none do not go on to the costs', async () => {
    const { tokens } = await speak((ask, send) => {
      ask.created({ id: 'r1' })
      send('{"type":"response.output_audio.delta","response_id":"r1","delta":"AAAA"}')
      send('{"type":"response.output_audio_transcript.done","response_id":"r1","transcript":"Hello there"}')
      send(
        '{"type":"response.done","response":{"id":"r1","usage":{"input_tokens":"a","output_token_details":{"audio_tokens":1e999,"text_tokens":{}}}}}',
      )
    })
    expect(tokens).toEqual({ textInput: 0, textOutput: 0, audioOutput: 0 })
  })

  test('a voice that talks on without an end of its words is not listened to', async () => {
    const talking = speak((ask) => {
      ask.created()
      for (let index = 0; index < 105; index += 1) ask.audio(new Uint8Array(300_000))
    })
    await expect(talking).rejects.toMatchObject(malformed)
  })

  test('a failure in the middle of it leaves the next sentence a new connection', async () => {
    let count = 0
    serveRealtime(server).script((ask) => {
      count += 1
      if (count === 1) ask.raw('null')
      else ask.speak(new Uint8Array(100))
    })
    const session = new RealtimeSession(options(), { voice: 'v', model: 'm', idleTimeoutMs: 20_000 })
    const first = await session.speak('Hello there.', never)
    await expect(collect(first.pcm)).rejects.toMatchObject(malformed)
    const second = await session.speak('Hello there.', never)
    expect(Buffer.concat(await collect(second.pcm))).toHaveLength(100)
    session.close()
  })
})

test('a response keeps its calls apart where the server gives them no ids', async () => {
  const call = (name: string) => ({ type: 'function_call', name, arguments: '{}' })
  serveBody(responses, JSON.stringify(modelResponse({ output: [call('a'), call('b')] })))
  const events = await collect(openai().answer(question({ streaming: false })))
  expect(events.filter(({ type }) => type === 'tool-call')).toMatchObject([
    { callId: 'call_1', name: 'a' },
    { callId: 'call_2', name: 'b' },
  ])
})
