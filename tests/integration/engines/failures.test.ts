import { createServer } from 'node:net'
import { AppError, type ErrorCode } from '@shared/ipc/errors'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import { createEngine } from '../../../src/main/engines/engineFactory'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import { type FaultServer, type Handler, modelResponse, startFaultServer } from '../../fakes/faultServer'
import { freePort } from '../../fakes/serverProcess'
import { collectUntilFailure, question, textIn } from './support'

const key = 'sk-canary-1234567890abcdefghijklmnop'
let server: FaultServer
beforeEach(async () => {
  server = await startFaultServer()
})
afterEach(() => server.stop())

const engines = [
  { name: 'OpenAI', path: '/v1/responses', make: (baseUrl: string) => new OpenAIEngine(options(baseUrl)) },
  {
    name: 'compatible',
    path: '/v1/chat/completions',
    make: (baseUrl: string) => new CompatibleEngine(options(baseUrl)),
  },
] as const

const options = (baseUrl: string, withKey: string | null = key) => ({
  id: 'test',
  baseUrl,
  loadKey: async () => withKey,
})

const failureOf = async (events: AsyncIterable<unknown>): Promise<AppError> => {
  const { error } = await collectUntilFailure(events)
  if (!(error instanceof AppError)) throw error
  return error
}

/** Nothing that could name the key may leave: not in the message, the data, nor a cause. */
const everythingIn = (error: AppError): string =>
  JSON.stringify([error.message, error.data, error.cause, error.stack, Object.values(error)])

interface Row {
  readonly what: string
  readonly answer: Handler
  readonly code: ErrorCode
  readonly data?: Readonly<Record<string, unknown>>
}

const rows: readonly Row[] = [
  {
    what: '401, its text repeating the key',
    answer: ({ error }) =>
      error(401, {
        message: `Incorrect API key provided: ${key}.`,
        type: 'invalid_request_error',
        code: 'invalid_api_key',
      }),
    code: 'engine/bad-key',
    data: { status: 401 },
  },
  {
    what: '401 whose code repeats the key',
    answer: ({ error }) => error(401, { message: 'no', type: 'invalid_request_error', code: key }),
    code: 'engine/bad-key',
  },
  {
    what: '403',
    answer: ({ error }) =>
      error(403, { message: 'Country not supported', code: 'unsupported_country_region_territory' }),
    code: 'engine/forbidden',
    data: { status: 403, serverCode: 'unsupported_country_region_territory' },
  },
  {
    what: '404 for the model',
    answer: ({ error }) =>
      error(404, {
        message: 'The model `x` does not exist',
        type: 'invalid_request_error',
        code: 'model_not_found',
      }),
    code: 'engine/model-not-found',
    data: { model: 'test-model' },
  },
  {
    what: '404 for the model in Ollama’s words',
    answer: ({ error }) =>
      error(404, { message: 'model "x" not found, try pulling it first', type: 'api_error' }),
    code: 'engine/model-not-found',
  },
  {
    what: '404 for the address',
    answer: ({ text }) => text(404, '404 page not found'),
    code: 'engine/not-found',
  },
  {
    what: '404 for the address in FastAPI’s shape',
    answer: ({ json }) => json(404, { detail: 'Not Found' }),
    code: 'engine/not-found',
  },
  {
    what: '400',
    answer: ({ error }) => error(400, { message: 'Invalid value', type: 'invalid_request_error' }),
    code: 'engine/bad-request',
  },
  {
    what: '400 context_length_exceeded',
    answer: ({ error }) =>
      error(400, { message: 'too long', type: 'invalid_request_error', code: 'context_length_exceeded' }),
    code: 'engine/context-too-long',
  },
  {
    what: '400 in llama.cpp’s words for too long',
    answer: ({ error }) =>
      error(400, {
        code: 400,
        message: 'the request exceeds the available context size',
        type: 'exceed_context_size_error',
      }),
    code: 'engine/context-too-long',
  },
  {
    what: '400 in vLLM’s words for too long',
    answer: ({ json }) =>
      json(400, {
        object: 'error',
        message: "This model's maximum context length is 4096 tokens.",
        type: 'BadRequestError',
        code: 400,
      }),
    code: 'engine/context-too-long',
  },
  {
    what: '409',
    answer: ({ error }) => error(409, { message: 'Conflict' }),
    code: 'engine/bad-request',
    data: { status: 409 },
  },
  {
    what: '422',
    answer: ({ error }) => error(422, { message: 'Unprocessable' }),
    code: 'engine/bad-request',
    data: { status: 422 },
  },
  {
    what: '408',
    answer: ({ error }) => error(408, { message: 'Request timed out' }),
    code: 'engine/timeout',
  },
  {
    what: '429 rate limit with retry-after in seconds',
    answer: ({ error }) =>
      error(429, { message: 'Slow', code: 'rate_limit_exceeded' }, { 'retry-after': '7' }),
    code: 'engine/rate-limited',
    data: { retryAfterMs: 7_000 },
  },
  {
    what: '429 rate limit with retry-after-ms, which is finer and wins',
    answer: ({ error }) =>
      error(
        429,
        { message: 'Slow', code: 'rate_limit_exceeded' },
        { 'retry-after': '7', 'retry-after-ms': '1500' },
      ),
    code: 'engine/rate-limited',
    data: { retryAfterMs: 1_500 },
  },
  {
    what: '429 no money by type',
    answer: ({ error }) =>
      error(429, { message: 'You exceeded your quota', type: 'insufficient_quota', code: null }),
    code: 'engine/no-credit',
  },
  {
    what: '429 no money by code',
    answer: ({ error }) =>
      error(429, { message: 'Balance', type: 'insufficient_quota', code: 'credit_balance_exhausted' }),
    code: 'engine/no-credit',
  },
  {
    what: '402',
    answer: ({ error }) => error(402, { message: 'Insufficient credits', code: 402 }),
    code: 'engine/no-credit',
  },
  {
    what: '429 slow_down',
    answer: ({ error }) => error(429, { message: 'Slow down', code: 'slow_down' }),
    code: 'engine/overloaded',
  },
  {
    what: '503 server_is_overloaded',
    answer: ({ error }) =>
      error(503, { message: 'Overloaded', code: 'server_is_overloaded' }, { 'retry-after': '2' }),
    code: 'engine/overloaded',
    data: { retryAfterMs: 2_000 },
  },
  {
    what: '500',
    answer: ({ error }) => error(500, { message: 'Oops', type: 'server_error' }),
    code: 'engine/server-error',
    data: { status: 500 },
  },
  {
    what: '502 as an HTML page',
    answer: ({ text }) => text(502, '<html><body>Bad gateway</body></html>', 'text/html'),
    code: 'engine/server-error',
    data: { status: 502 },
  },
  {
    what: '200 as an HTML page',
    answer: ({ text }) => text(200, '<html><body>Log in to the hotel</body></html>', 'text/html'),
    code: 'engine/not-found',
    data: { reason: 'page' },
  },
  {
    what: '400 for content that is not allowed',
    answer: ({ error }) => error(400, { message: 'Not allowed', code: 'content_policy_violation' }),
    code: 'engine/refused',
  },
  {
    what: 'a dropped connection before any headers',
    answer: ({ reset }) => reset(),
    code: 'engine/unreachable',
    data: { reason: 'reset' },
  },
  {
    what: 'an error event in the stream',
    answer: ({ sse }) => {
      const stream = sse()
      stream.event({ error: { message: 'Oops', type: 'server_error', code: 'server_error' } }, 'error')
      stream.end()
    },
    code: 'engine/server-error',
  },
  {
    what: 'a numeric code in an error event, as LocalAI and OpenRouter send it',
    answer: ({ sse }) => {
      const stream = sse()
      stream.event({ error: { code: 429, message: 'Provider is busy' } })
      stream.end()
    },
    code: 'engine/rate-limited',
  },
  {
    what: 'an event that is not JSON',
    answer: ({ sse }) => {
      const stream = sse()
      stream.write('data: {"choices": [{"del\n\n')
      stream.end()
    },
    code: 'engine/malformed',
  },
  {
    what: 'a stream that ends without a word',
    answer: ({ sse }) => sse().end(),
    code: 'engine/no-finish',
  },
]

describe.each(engines)('$name', ({ path, make }) => {
  it.each(rows)('$what is $code', async ({ answer, code, data }) => {
    server.script(path, answer)
    const error = await failureOf(make(server.baseUrl).answer(question()))
    expect(error.code).toBe(code)
    expect(error.data).toMatchObject({ host: new URL(server.url).host, ...data })
    expect(everythingIn(error)).not.toContain('canary')
    expect(server.requests).toHaveLength(1)
  })

  it('a refused connection is unreachable, and says why', async () => {
    const closed = await freePort()
    const error = await failureOf(make(`http://127.0.0.1:${closed}/v1`).answer(question()))
    expect(error.toFailure()).toMatchObject({
      code: 'engine/unreachable',
      data: { host: `127.0.0.1:${closed}`, reason: 'refused' },
    })
  })

  it('an unknown host is unreachable, and says why', async () => {
    const error = await failureOf(make('http://parley-test.invalid/v1').answer(question()))
    expect(error).toMatchObject({ code: 'engine/unreachable', data: { reason: 'dns' } })
  })

  it('a server without TLS behind an https address is unreachable, and says why', async () => {
    const error = await failureOf(make(server.baseUrl.replace('http:', 'https:')).answer(question()))
    expect(error).toMatchObject({ code: 'engine/unreachable', data: { reason: 'tls' } })
  })

  it('something else than HTTP at the address is malformed', async () => {
    const other = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const error = await failureOf(make(`http://127.0.0.1:${port}/v1`).answer(question()))
    expect(error.code).toBe('engine/malformed')
    other.close()
  })

  it('a server that sends nothing at all is stalled after the idle timeout, and cancelled', async () => {
    server.script(path, () => {})
    const error = await failureOf(make(server.baseUrl).answer(question({ idleTimeoutMs: 500 })))
    expect(error).toMatchObject({ code: 'engine/stalled', data: { idleTimeoutMs: 500 } })
    await (await server.request(path)).closedByClient
  })

  it('an abort before the headers is a cancellation', async () => {
    server.script(path, () => {})
    const stop = new AbortController()
    const failing = failureOf(make(server.baseUrl).answer(question({ signal: stop.signal })))
    await server.request(path)
    stop.abort()
    expect((await failing).code).toBe('cancelled')
  })

  it('a signal that was aborted before is a cancellation, and nothing is sent', async () => {
    const error = await failureOf(make(server.baseUrl).answer(question({ signal: AbortSignal.abort() })))
    expect(error.code).toBe('cancelled')
    expect(server.requests).toHaveLength(0)
  })
})

describe.each([
  {
    name: 'OpenAI',
    path: '/v1/responses',
    make: () => new OpenAIEngine(options(server.baseUrl)),
    begin: (stream: ReturnType<Parameters<Handler>[0]['sse']>) => stream.responseText('Hello'),
  },
  {
    name: 'compatible',
    path: '/v1/chat/completions',
    make: () => new CompatibleEngine(options(server.baseUrl)),
    begin: (stream: ReturnType<Parameters<Handler>[0]['sse']>) => stream.chatText('Hello'),
  },
])('$name, after the first words', ({ path, make, begin }) => {
  const ends: readonly {
    what: string
    code: ErrorCode
    end: (stream: ReturnType<Parameters<Handler>[0]['sse']>) => void
  }[] = [
    { what: 'a cut', code: 'engine/cut', end: (stream) => stream.cut() },
    { what: 'an end without a finish', code: 'engine/no-finish', end: (stream) => stream.end() },
    { what: 'a stall', code: 'engine/stalled', end: () => {} },
    { what: 'damaged JSON', code: 'engine/malformed', end: (stream) => stream.write('data: {"choi\n\n') },
    {
      what: 'an error event',
      code: 'engine/overloaded',
      end: (stream) => stream.event({ error: { code: 'server_is_overloaded', message: 'x' } }, 'error'),
    },
  ]

  it.each(ends)('$what is $code, and the words are kept', async ({ code, end }) => {
    server.script(path, ({ sse }) => {
      const stream = sse()
      begin(stream)
      end(stream)
    })
    const { seen, error } = await collectUntilFailure(make().answer(question({ idleTimeoutMs: 800 })))
    expect(textIn(seen)).toBe('Hello')
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code })
  })

  it('an abort is a cancellation and not an end, and the server sees the connection close within 100 ms', async () => {
    const delays: number[] = []
    // The quickest of three: a busy machine may hold up this very process, server and client, for longer.
    for (let time = 1; time <= 3; time += 1) {
      server.script(path, ({ sse }) => begin(sse()))
      const stop = new AbortController()
      let abortedAt = 0
      const seen: string[] = []
      const failing = failureOf(
        (async function* () {
          for await (const event of make().answer(question({ signal: stop.signal }))) {
            seen.push(event.type)
            abortedAt = performance.now()
            stop.abort()
            yield event
          }
        })(),
      )
      expect((await failing).code).toBe('cancelled')
      expect(seen).toEqual(['text'])
      delays.push((await (await server.request(path, time)).closedByClient) - abortedAt)
    }
    expect(Math.min(...delays)).toBeLessThan(100)
  })

  it('a reader that turns away closes the connection too', async () => {
    server.script(path, ({ sse }) => begin(sse()))
    for await (const _ of make().answer(question())) break
    await (await server.request(path)).closedByClient
  })

  it('a comment line keeps the stream alive', async () => {
    server.script(path, async ({ sse }) => {
      const stream = sse()
      begin(stream)
      for (let beat = 0; beat < 6; beat += 1) {
        await new Promise((resolve) => setTimeout(resolve, 150))
        stream.write(': still working\n\n')
      }
      stream.cut()
    })
    const { error } = await collectUntilFailure(make().answer(question({ idleTimeoutMs: 600 })))
    expect(error).toMatchObject({ code: 'engine/cut' })
  })
})

describe('failures that only Responses has', () => {
  const answering = (end: (stream: ReturnType<Parameters<Handler>[0]['sse']>) => void) => {
    server.script('/v1/responses', ({ sse }) => {
      const stream = sse()
      stream.responseText('Hello')
      end(stream)
    })
    return new OpenAIEngine(options(server.baseUrl)).answer(question())
  }

  it.each([
    ['server_error', 'engine/server-error'],
    ['rate_limit_exceeded', 'engine/rate-limited'],
    ['invalid_prompt', 'engine/refused'],
    ['image_content_policy_violation', 'engine/refused'],
  ])('response.failed with %s is %s', async (serverCode, code) => {
    const { error } = await collectUntilFailure(
      answering((stream) =>
        stream.responseEnd('response.failed', { error: { code: serverCode, message: 'words' } }),
      ),
    )
    expect(error).toMatchObject({ code, data: { serverCode } })
  })

  it.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'refused'],
  ])('response.incomplete for %s finishes as %s', async (reason, finish) => {
    const events = []
    for await (const event of answering((stream) =>
      stream.responseEnd('response.incomplete', { incomplete_details: { reason } }),
    )) {
      events.push(event)
    }
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: finish })
  })

  it('a failure in an answer that came whole is reported like one in a stream', async () => {
    server.script('/v1/responses', ({ json }) =>
      json(200, modelResponse({ status: 'failed', error: { code: 'server_error', message: 'words' } })),
    )
    const engine = new OpenAIEngine(options(server.baseUrl))
    const { error } = await collectUntilFailure(engine.answer(question({ streaming: false })))
    expect(error).toMatchObject({ code: 'engine/server-error' })
  })
})

describe('failures around the key', () => {
  it('401 without any key asks for one', async () => {
    server.script('/v1/chat/completions', ({ error }) => error(401, { message: 'Unauthorized' }))
    const engine = new CompatibleEngine(options(server.baseUrl, null))
    expect((await failureOf(engine.answer(question()))).code).toBe('engine/no-key')
  })

  it('OpenAI without a key is not even asked', async () => {
    const engine = createEngine(
      { id: 'openai', kind: 'openai', name: 'OpenAI', baseUrl: null, capabilities: {} },
      { loadKey: async () => null },
    )
    expect((await failureOf(engine.answer(question()))).code).toBe('engine/no-key')
  })

  it('a key that cannot be read fails with its own code', async () => {
    const engine = new CompatibleEngine({
      ...options(server.baseUrl),
      loadKey: () => Promise.reject(new AppError('secrets/unreadable')),
    })
    expect((await failureOf(engine.answer(question()))).code).toBe('secrets/unreadable')
    expect(server.requests).toHaveLength(0)
  })
})

describe('an answer that came whole', () => {
  it('is cut when its connection breaks in the middle', async () => {
    server.script('/v1/chat/completions', ({ raw }) => {
      raw.response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      raw.response.write('{"choices":', () => raw.request.socket.destroy())
    })
    const engine = new CompatibleEngine(options(server.baseUrl))
    const { error } = await collectUntilFailure(engine.answer(question({ streaming: false })))
    expect(error).toMatchObject({ code: 'engine/cut' })
  })

  it('is not held to the idle timeout before its headers', async () => {
    server.script('/v1/chat/completions', async ({ json }) => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      json(200, { choices: [{ message: { content: 'Slow' }, finish_reason: 'stop' }] })
    })
    const engine = new CompatibleEngine(options(server.baseUrl))
    const events = []
    for await (const event of engine.answer(question({ streaming: false, idleTimeoutMs: 100 })))
      events.push(event)
    expect(textIn(events)).toBe('Slow')
  })
})
