import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AnthropicEngine } from '../../../src/main/engines/AnthropicEngine'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import { checkEngine } from '../../../src/main/engines/connect'
import { discoverLocalServers } from '../../../src/main/engines/discover'
import type { SpeechStream } from '../../../src/main/engines/engine'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import { RealtimeSession } from '../../../src/main/engines/RealtimeSession'
import { type FaultServer, startFaultServer } from '../../fakes/faultServer'
import { serveRealtime } from '../../fakes/realtimeServer'
import { collect, collectUntilFailure, question, textIn } from './support'

const chat = '/v1/chat/completions'
const idleTimeoutMs = 300
const never = new AbortController().signal

let server: FaultServer
beforeEach(async () => {
  server = await startFaultServer()
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await server.stop()
})

const options = () => ({ id: 'test', baseUrl: server.baseUrl, loadKey: async () => 'sk-test' })
const compatible = () => new CompatibleEngine(options())
const openai = () => new OpenAIEngine(options())
const claude = () => new AnthropicEngine({ ...options(), baseUrl: server.url })

const heard = async (speech: Promise<SpeechStream>) => collect((await speech).pcm)
const picture = { prompt: 'a', model: 'm', size: '8x8' }
const wav = new Uint8Array(100)

/** Every call over HTTP, and the start of an answer to it that is right as far as it goes. */
interface Call {
  readonly name: string
  readonly start: (signal: AbortSignal) => Promise<unknown>
  readonly type: string
  readonly head: string
}

const eventStream = 'text/event-stream'
const json = 'application/json'
const asked = (signal: AbortSignal, streaming: boolean) => question({ signal, streaming, idleTimeoutMs })

const calls: readonly Call[] = [
  {
    name: 'a streamed answer',
    start: (signal) => collect(compatible().answer(asked(signal, true))),
    type: eventStream,
    head: 'data: {"choices":[{"delta":{"content":"Hel"}}]}\n\n',
  },
  {
    name: 'a whole answer',
    start: (signal) => collect(compatible().answer(asked(signal, false))),
    type: json,
    head: '{"choices":[{"message":{"content":"Hel',
  },
  {
    name: 'a streamed response',
    start: (signal) => collect(openai().answer(asked(signal, true))),
    type: eventStream,
    head: 'data: {"type":"response.output_text.delta","item_id":"a","content_index":0,"delta":"Hel"}\n\n',
  },
  {
    name: 'a whole response',
    start: (signal) => collect(openai().answer(asked(signal, false))),
    type: json,
    head: '{"object":"response","output":[',
  },
  {
    name: 'a streamed answer of Claude',
    start: (signal) => collect(claude().answer(asked(signal, true))),
    type: eventStream,
    head: 'data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Hel"}}\n\n',
  },
  {
    name: 'a whole answer of Claude',
    start: (signal) => collect(claude().answer(asked(signal, false))),
    type: json,
    head: '{"type":"message","content":[',
  },
  {
    name: 'a streamed picture',
    start: (signal) => collect(compatible().draw({ ...picture, signal })),
    type: eventStream,
    head: ': drawing\n\n',
  },
  {
    name: 'a whole picture',
    start: (signal) => collect(compatible().draw({ ...picture, signal })),
    type: json,
    head: '{"data":[{"b64_json":"iVBOR',
  },
  {
    name: 'speech',
    start: (signal) =>
      heard(compatible().speak({ text: 'Hello', voice: 'v', model: 'm', idleTimeoutMs, signal })),
    type: 'audio/pcm',
    head: '0123456789abcdef',
  },
  {
    name: 'a transcription',
    start: (signal) => compatible().transcribe({ wav, model: 'm', idleTimeoutMs, signal }),
    type: json,
    head: '{"text":"Hel',
  },
  {
    name: 'a list of models',
    start: (signal) => compatible().models(signal),
    type: json,
    head: '{"data":[{"id":"m"}',
  },
  {
    name: 'the check of a server',
    start: (signal) => checkEngine({ kind: 'compatible', baseUrl: server.baseUrl, key: null }, { signal }),
    type: json,
    head: '{"data":[{"id":"m"}',
  },
]

/**
 * `fetch` at its worst, as undici is where a gzip went wrong: after the first bytes it neither gives nor
 * refuses, and it comes back from no abort and no cancellation. Resolves once it is waited for.
 */
const stubborn = (answer: { readonly type: string; readonly head: string } | null) =>
  new Promise<void>((isWaitedFor) => {
    vi.stubGlobal('fetch', () => {
      if (answer === null) {
        isWaitedFor()
        return new Promise(() => {})
      }
      let pulls = 0
      const body = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            pulls += 1
            if (pulls === 1) return controller.enqueue(Buffer.from(answer.head))
            isWaitedFor()
            return new Promise(() => {})
          },
          cancel: () => new Promise(() => {}),
        },
        { highWaterMark: 0 },
      )
      return Promise.resolve(new Response(body, { headers: { 'content-type': answer.type } }))
    })
  })

describe('whatever the transport does', () => {
  describe.each(calls)('$name', ({ start, type, head }) => {
    test.each([
      ['before the headers', null],
      ['within the body', { type, head }],
    ])('is ended by a stop %s', async (_when, answer) => {
      const isWaitedFor = stubborn(answer)
      const stop = new AbortController()
      const ended = expect(start(stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
      await isWaitedFor
      stop.abort()
      await ended
    })
  })

  const withIdleTimeout = calls.filter(({ name }) => !/picture|models|check/.test(name))
  test.each(withIdleTimeout)('$name is ended by its watchdog', async ({ start, type, head }) => {
    void stubborn({ type, head })
    await expect(start(never)).rejects.toMatchObject({ code: 'engine/stalled' })
  })

  test('what came before it was ended is kept', async () => {
    const [streamed] = calls
    if (streamed) void stubborn(streamed)
    const { seen, error } = await collectUntilFailure(compatible().answer(asked(never, true)))
    expect(seen).toEqual([{ type: 'text', text: 'Hel' }])
    expect(error).toMatchObject({ code: 'engine/stalled' })
  })

  test('the search for servers on this computer ends', async () => {
    void stubborn({ type: json, head: '{"data":[' })
    expect(await discoverLocalServers([{ name: 'vLLM', port: 1 }], 100)).toEqual([])
    void stubborn(null)
    expect(await discoverLocalServers([{ name: 'vLLM', port: 1 }], 100)).toEqual([])
  })

  test('a key that the keyring does not hand out does not hold a call', async () => {
    const stop = new AbortController()
    const engine = new CompatibleEngine({ ...options(), loadKey: () => new Promise(() => {}) })
    const ended = expect(engine.models(stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
    stop.abort()
    await ended
  })
})

describe('ATK-01: an answer whose gzip has bytes behind its end', () => {
  const chunks = Array.from(
    { length: 50 },
    (_, index) => `data: {"choices":[{"index":0,"delta":{"content":"${index} "}}]}\n\n`,
  ).join('')
  const all = Array.from({ length: 50 }, (_, index) => `${index} `).join('')

  const serve = (garbage: Uint8Array | string) =>
    server.script(chat, ({ raw }) => {
      raw.response.writeHead(200, { 'content-type': eventStream, 'content-encoding': 'gzip' })
      raw.response.write(gzipSync(chunks), () => setTimeout(() => raw.response.end(garbage), 20))
    })

  test.each([
    ['letters', 'zzzz'],
    ['another gzip, cut', gzipSync(chunks).subarray(0, 40)],
    ['zeros', new Uint8Array(4)],
  ])('ends within the idle timeout, with its text: %s', async (_what, garbage) => {
    serve(garbage)
    // Longer than a busy machine takes for the first bytes.
    const request = question({ idleTimeoutMs: 3_000 })
    const { seen, error } = await collectUntilFailure(compatible().answer(request))
    expect(textIn(seen)).toBe(all)
    expect(error).toMatchObject({
      code: expect.stringMatching(/^engine\/(cut|malformed|stalled|no-finish)$/),
    })
  })

  test('is ended by a stop', async () => {
    serve('zzzz')
    const stop = new AbortController()
    const answer = compatible().answer(question({ signal: stop.signal }))
    const seen: string[] = []
    const ended = (async () => {
      for await (const event of answer) {
        if (event.type === 'text') seen.push(event.text)
        if (event.type === 'text' && event.text === '49 ') setTimeout(() => stop.abort(), 100)
      }
    })()
    // Node 24 ends it by itself, before the stop.
    const code = expect.stringMatching(/^(cancelled|engine\/(cut|malformed))$/)
    await expect(ended).rejects.toMatchObject({ code })
    expect(seen.join('')).toBe(all)
  })
})

describe('a whole answer whose gzip goes wrong and whose socket is cut', () => {
  const patient = question({ streaming: false, idleTimeoutMs: 40_000 })
  const asking: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a compatible server', () => collect(compatible().answer(patient))],
    ['OpenAI', () => collect(openai().answer(patient))],
    ['Claude', () => collect(claude().answer(patient))],
    ['a picture', () => collect(compatible().draw({ ...picture, signal: never }))],
    ['a list of models', () => compatible().models(never)],
    [
      'a transcription',
      () => compatible().transcribe({ wav, model: 'm', idleTimeoutMs: 40_000, signal: never }),
    ],
  ]
  // Hardly to be packed, so that it comes in several pieces.
  const whole = gzipSync(
    JSON.stringify({ data: Array.from({ length: 5_000 }, (_, at) => (at * 7_919) % 65_521) }),
  )
  const half = whole.subarray(0, whole.length / 2)
  const spoilt = Buffer.concat([half, Buffer.alloc(400, 'z')])

  test.each(
    asking.flatMap(([name, ask]) =>
      [
        { what: 'in its middle', pieces: [spoilt, whole.subarray(spoilt.length)] },
        { what: 'from its beginning', pieces: ['no gzip at all'] },
        { what: 'behind its end', pieces: [whole, 'zzzz'] },
        { what: 'by its end', pieces: [half] },
      ].map(({ what, pieces }) => [name, what, pieces, ask] as const),
    ),
  )('%s, %s: is told at once', async (_name, _what, pieces, ask) => {
    const paths = ['chat/completions', 'responses', 'messages', 'images/generations', 'models']
    for (const path of [...paths, 'audio/transcriptions']) {
      server.script(`/v1/${path}`, ({ raw }) => {
        const { response } = raw
        response.writeHead(200, { 'content-type': json, 'content-encoding': 'gzip' })
        for (const piece of pieces) response.write(piece)
        setTimeout(() => response.socket?.destroy(), 50)
      })
    }
    await expect(ask()).rejects.toMatchObject({
      code: expect.stringMatching(/^engine\/(cut|malformed|unreachable)$/),
    })
  })
})

describe('a Realtime connection', () => {
  const speak = (signal: AbortSignal, timeoutMs = idleTimeoutMs) => {
    const session = new RealtimeSession(options(), { voice: 'v', model: 'm', idleTimeoutMs: timeoutMs })
    return heard(session.speak('Hello there.', signal)).finally(() => session.close())
  }
  const faults: readonly (readonly [string, () => void])[] = [
    ['that is never opened', () => server.onUpgrade(() => {})],
    [
      'whose refusal never ends',
      () =>
        server.onUpgrade((_request, socket) => {
          socket.write('HTTP/1.1 401 Unauthorized\r\ncontent-length: 1000\r\n\r\n{')
        }),
    ],
    ['on which nothing is said', () => serveRealtime(server).script(() => {})],
    ['on which a sentence has only begun', () => serveRealtime(server).script((ask) => ask.created())],
  ]

  test.each(faults)('%s ends by itself', async (_what, serve) => {
    serve()
    await expect(speak(never)).rejects.toMatchObject({
      code: expect.stringMatching(/^engine\/(stalled|timeout|unreachable)$/),
    })
  })

  test.each(faults)('%s is ended by a stop', async (_what, serve) => {
    serve()
    const stop = new AbortController()
    const ended = expect(speak(stop.signal, 60_000)).rejects.toMatchObject({ code: 'cancelled' })
    setTimeout(() => stop.abort(), 50)
    await ended
  })
})
