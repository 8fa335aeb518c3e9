import { AppError, type ErrorCode } from '@shared/ipc/errors'
import { describe, expect, it } from 'vitest'
import { AnthropicEngine } from '../../../src/main/engines/AnthropicEngine'
import { claudeError, claudeMessage, claudeWriter } from '../../fakes/anthropicMessages'
import { type Handler, startFaultServer } from '../../fakes/faultServer'
import { collectUntilFailure, enginePlace, question, textIn } from './support'

const path = '/v1/messages'
const key = 'sk-ant-canary-1234567890abcdefghijklmnop'
const place = enginePlace()
const engine = (withKey: string | null = key) =>
  new AnthropicEngine({ id: 'test', baseUrl: place.server.url, loadKey: async () => withKey })
const failing = async (fields: Parameters<typeof question>[0] = {}, withKey: string | null = key) => {
  const { seen, error } = await collectUntilFailure(
    engine(withKey).answer(question({ model: 'claude-opus-5-5', ...fields })),
  )
  if (!(error instanceof AppError)) throw error
  return { seen, error }
}

interface Row {
  readonly what: string
  readonly answer: Handler
  readonly code: ErrorCode
  readonly data?: Readonly<Record<string, unknown>>
}
const says =
  (status: number, type: string, text: string, headers: Readonly<Record<string, string>> = {}): Handler =>
  ({ json }) =>
    json(status, claudeError(type, text), headers)

const rows: readonly Row[] = [
  {
    what: '401, its text repeating the key',
    answer: says(401, 'authentication_error', `invalid x-api-key: ${key}`),
    code: 'engine/bad-key',
    data: { status: 401, serverCode: 'authentication_error' },
  },
  { what: '402', answer: says(402, 'billing_error', 'Pay'), code: 'engine/no-credit' },
  {
    what: '400 for an empty account',
    answer: says(400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
    code: 'engine/no-credit',
  },
  {
    what: '400 for the limit that the user has set',
    answer: says(400, 'invalid_request_error', 'You have reached your specified API usage limits.'),
    code: 'engine/no-credit',
  },
  { what: '403', answer: says(403, 'permission_error', 'Not yours'), code: 'engine/forbidden' },
  {
    what: '404 for a model',
    answer: says(404, 'not_found_error', 'model: claude-opus-5-5'),
    code: 'engine/model-not-found',
    data: { model: 'claude-opus-5-5' },
  },
  { what: '404 for an address', answer: says(404, 'not_found_error', 'Not Found'), code: 'engine/not-found' },
  {
    what: '404 in HTML',
    answer: ({ text }) => text(404, '<h1>no</h1>', 'text/html'),
    code: 'engine/not-found',
  },
  {
    what: '400 too long',
    answer: says(400, 'invalid_request_error', 'prompt is too long: 215000 tokens > 200000 maximum'),
    code: 'engine/context-too-long',
  },
  {
    what: '413',
    answer: says(413, 'request_too_large', 'Request exceeds the maximum size'),
    code: 'engine/context-too-long',
  },
  { what: '413 of a proxy', answer: ({ text }) => text(413, 'too large'), code: 'engine/context-too-long' },
  { what: '400', answer: says(400, 'invalid_request_error', 'messages: text'), code: 'engine/bad-request' },
  {
    what: '429 with a pause',
    answer: says(429, 'rate_limit_error', 'Slow down', { 'retry-after': '7' }),
    code: 'engine/rate-limited',
    data: { retryAfterMs: 7_000 },
  },
  {
    what: '429 at a spending limit',
    answer: says(429, 'rate_limit_error', 'The workspace has reached its spend limit'),
    code: 'engine/no-credit',
  },
  { what: '500', answer: says(500, 'api_error', 'Oops'), code: 'engine/server-error', data: { status: 500 } },
  { what: '504', answer: says(504, 'timeout_error', 'Late'), code: 'engine/timeout' },
  { what: '529', answer: says(529, 'overloaded_error', 'Busy'), code: 'engine/overloaded' },
  {
    what: '200 with an error inside',
    answer: says(200, 'overloaded_error', 'Busy'),
    code: 'engine/overloaded',
  },
  { what: 'no JSON', answer: ({ text }) => text(200, 'Hello', 'application/json'), code: 'engine/malformed' },
  { what: 'a list', answer: ({ json }) => json(200, []), code: 'engine/malformed' },
  { what: 'no content', answer: ({ json }) => json(200, { type: 'message' }), code: 'engine/malformed' },
  {
    what: 'no reason for its end',
    answer: ({ json }) => json(200, claudeMessage([{ type: 'text', text: 'Hi' }], null)),
    code: 'engine/no-finish',
  },
  { what: 'a reset', answer: ({ reset }) => reset(), code: 'engine/unreachable', data: { reason: 'reset' } },
]

it.each(rows)('$what is $code, without the server’s words or the key', async ({ answer, code, data }) => {
  place.server.script(path, answer)
  const { error } = await failing({ streaming: false })
  expect(error).toMatchObject({ code, data: { host: new URL(place.server.url).host, ...data } })
  const everything = JSON.stringify([error.message, error.data, error.cause, error.stack])
  expect(everything).not.toContain('canary')
})

it('no key, where one is wanted, is said as that', async () => {
  place.server.script(path, says(401, 'authentication_error', 'x-api-key header is required'))
  expect((await failing({}, null)).error.code).toBe('engine/no-key')
})

it('a key that fits into no header is refused, and nothing is sent', async () => {
  expect((await failing({}, 'sk-ant-\n2')).error.code).toBe('engine/bad-key')
  expect(place.server.requests).toEqual([])
})

it('a redirect to another server is not followed: neither key nor question gets there', async () => {
  const other = await startFaultServer()
  try {
    place.server.script(path, ({ raw }) => {
      raw.response.writeHead(307, { location: `${other.url}${path}` })
      raw.response.end()
    })
    const { error } = await failing()
    expect(error).toMatchObject({ code: 'engine/not-found', data: { reason: 'redirect' } })
    expect(other.requests).toEqual([])
  } finally {
    await other.stop()
  }
})

describe('after the first words', () => {
  const ends: readonly {
    readonly what: string
    readonly code: ErrorCode
    readonly end: (claude: ReturnType<typeof claudeWriter>) => void
  }[] = [
    { what: 'a cut', code: 'engine/cut', end: ({ stream }) => stream.cut() },
    { what: 'an end without a reason', code: 'engine/no-finish', end: ({ stream }) => stream.end() },
    {
      what: 'a stop without a reason',
      code: 'engine/no-finish',
      end: ({ event }) => event({ type: 'message_stop' }),
    },
    { what: 'a stall', code: 'engine/stalled', end: () => {} },
    {
      what: 'damaged JSON',
      code: 'engine/malformed',
      end: ({ stream }) => stream.write('event: ping\ndata: {"ty\n\n'),
    },
    { what: 'a number', code: 'engine/malformed', end: ({ stream }) => stream.event(7) },
    { what: 'null', code: 'engine/malformed', end: ({ stream }) => stream.event(null, 'message_delta') },
    {
      what: 'overload',
      code: 'engine/overloaded',
      end: ({ stream }) => stream.event(claudeError('overloaded_error', 'Busy'), 'error'),
    },
    {
      what: 'a fault of the server’s',
      code: 'engine/server-error',
      end: ({ stream }) => stream.event(claudeError('api_error', 'Oops'), 'error'),
    },
    {
      what: 'a timeout of the server’s',
      code: 'engine/timeout',
      end: ({ stream }) => stream.event(claudeError('timeout_error', 'Late')),
    },
    {
      what: 'an error of another shape',
      code: 'engine/server-error',
      end: ({ stream }) => stream.event({ error: 'what' }, 'error'),
    },
  ]

  it.each(ends)('$what is $code, and the words are kept', async ({ code, end }) => {
    place.server.script(path, (exchange) => {
      const claude = claudeWriter(exchange)
      claude.start()
      claude.text('Hello')
      end(claude)
      if (code !== 'engine/stalled' && code !== 'engine/cut') claude.stream.end()
    })
    const { seen, error } = await failing({ idleTimeoutMs: 800 })
    expect(textIn(seen)).toBe('Hello')
    expect(error.code).toBe(code)
  })

  it('a cut after the reason for the end takes nothing but the count', async () => {
    place.server.script(path, (exchange) => {
      const claude = claudeWriter(exchange)
      claude.start()
      claude.text('Hello')
      claude.event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: {} })
      claude.stream.cut()
    })
    const events: unknown[] = []
    for await (const event of engine().answer(question({ model: 'claude-opus-5-5' }))) events.push(event)
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
  })

  const harmless: readonly unknown[] = [
    { type: 'message_start', message: {} },
    {
      type: 'content_block_start',
      index: 1,
      content_block: { type: 'tool_use', id: 4, name: null, input: null },
    },
    { type: 'content_block_start', index: 2, content_block: { type: 'something_new' } },
    { type: 'content_block_delta', index: 9, delta: { type: 'input_json_delta', partial_json: '{' } },
    { type: 'content_block_delta', index: 9, delta: { type: 'signature_delta', signature: 's' } },
    { type: 'content_block_delta', index: 9, delta: {} },
    { type: 'content_block_stop', index: 77 },
    { type: 'content_block_stop' },
    { type: 'message_delta', delta: {}, usage: { output_tokens: -1, input_tokens: 'x' } },
    { type: 'something_new', message: 7 },
    {},
  ]
  const wrong: readonly unknown[] = [
    { type: 'message_start', message: null },
    { type: 'message_start', message: { usage: 'many' } },
    { type: 'content_block_start', index: 'x', content_block: { type: 'text', text: '' } },
    { type: 'content_block_start', index: -1, content_block: { type: 'text', text: '' } },
    { type: 'content_block_start', index: 1, content_block: null },
    { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', name: [], input: {} } },
    { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', name: 'a', input: 'x' } },
    { type: 'content_block_start', index: 1, content_block: { type: 'thinking', thinking: 7 } },
    { type: 'content_block_delta', index: 0, delta: null },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: { a: 1 } } },
    { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: [] } },
    { type: 'message_delta', delta: 'end' },
    { type: 'message_delta', delta: { stop_reason: ['end_turn'] } },
    { type: ['message_stop'] },
  ]
  const answering = async (shape: unknown) => {
    place.server.script(path, (exchange) => {
      const claude = claudeWriter(exchange)
      claude.start()
      claude.text('Hello')
      claude.stream.event(shape)
      claude.end('end_turn')
    })
    const events: { readonly type: string }[] = []
    for await (const event of engine().answer(question({ model: 'claude-opus-5-5' }))) events.push(event)
    return events
  }
  it.each(harmless)('an event that says less, or is newer, does no harm: %j', async (shape) => {
    expect((await answering(shape)).at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
  })
  it.each(wrong)('an event of a wrong shape is malformed, never a bug: %j', async (shape) => {
    await expect(answering(shape)).rejects.toMatchObject({ code: 'engine/malformed' })
  })
})
