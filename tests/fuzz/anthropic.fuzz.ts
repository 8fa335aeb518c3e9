import { AppError, isCancelled } from '@shared/ipc/errors'
import fc from 'fast-check'
import { expect } from 'vitest'
import { messageEvents, messageStreamEvents } from '../../src/main/engines/anthropicEvents'
import { parseThought } from '../../src/main/engines/anthropicThoughts'
import type { AnswerEvent } from '../../src/main/engines/engine'
import { fuzz } from './fuzz'

// What a server of Anthropic's shape may send: valid events with fields of other types, left out, doubled,
// out of order, cut.

const odd = fc.oneof(
  fc.constant(null),
  fc.constant(undefined),
  fc.integer(),
  fc.double(),
  fc.string(),
  fc.constantFrom('', 'text', 'x'.repeat(200_000), '\ud800', '\u0000'),
  fc.array(fc.anything({ maxDepth: 2 }), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('type', 'text', 'index', 'usage'), fc.anything({ maxDepth: 2 }), {
    maxKeys: 3,
  }),
)
/** Mostly as it should be. */
const or = <T>(valid: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: valid as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: odd })
const record = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc.record(fields, { requiredKeys: [] })

const index = or(fc.integer({ min: 0, max: 4 }))
const usage = or(
  record({
    input_tokens: or(fc.nat()),
    cache_read_input_tokens: or(fc.nat()),
    cache_creation_input_tokens: or(fc.nat()),
    output_tokens: or(fc.nat()),
    output_tokens_details: or(record({ thinking_tokens: or(fc.nat()) })),
  }),
)
const block = or(
  record({
    type: or(fc.constantFrom('text', 'thinking', 'redacted_thinking', 'tool_use', 'server_tool_use')),
    text: or(fc.string()),
    thinking: or(fc.string()),
    signature: or(fc.string()),
    data: or(fc.string()),
    id: or(fc.constantFrom('toolu_1', 'toolu_2', '')),
    name: or(fc.constantFrom('speak', '')),
    input: or(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 2 })),
  }),
)
const delta = or(
  record({
    type: or(
      fc.constantFrom(
        'text_delta',
        'thinking_delta',
        'signature_delta',
        'input_json_delta',
        'citations_delta',
      ),
    ),
    text: or(fc.string()),
    thinking: or(fc.string()),
    signature: or(fc.string()),
    partial_json: or(fc.constantFrom('{', '"a":', '1', '}', '{"a":1}')),
    stop_reason: or(fc.constantFrom('end_turn', 'tool_use', 'max_tokens', 'refusal', 'pause_turn', 'new')),
  }),
)
const event = record({
  type: or(
    fc.constantFrom(
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
      'ping',
    ),
  ),
  index,
  message: or(record({ usage })),
  content_block: block,
  delta,
  usage,
})

const reasons = ['stop', 'tool-calls', 'length', 'refused', 'context-full', 'unfinished']

/** What every reader of an engine's events relies on. */
const checkEvents = async (events: AsyncIterable<AnswerEvent> | Iterable<AnswerEvent>): Promise<void> => {
  const seen: AnswerEvent[] = []
  try {
    for await (const each of events) seen.push(each)
    expect(seen.at(-1)?.type).toBe('finish')
  } catch (error) {
    if (!(error instanceof AppError) || isCancelled(error)) throw error
    expect(error.code).toMatch(/^(engine\/(malformed|no-finish)|tool\/too-many-rounds)$/)
  }
  for (const each of seen) {
    if (each.type === 'text' || each.type === 'reasoning') expect(typeof each.text).toBe('string')
    if (each.type === 'reasoning-item') expect(parseThought(each.opaque)).not.toBeNull()
    if (each.type === 'tool-call') {
      for (const text of [each.name, each.callId, each.input]) expect(typeof text).toBe('string')
      expect([each.name, each.callId]).not.toContain('')
    }
    if (each.type === 'finish') {
      expect(reasons).toContain(each.reason)
      for (const count of Object.values(each.usage ?? {})) expect(Number.isFinite(count)).toBe(true)
    }
  }
}

fuzz('a stream of Anthropic’s shape ends in a finish or in a failure of the server’s', {
  input: fc.array(event, { maxLength: 30 }),
  check: async (events) => {
    const source = (async function* () {
      yield* events as Record<string, unknown>[]
    })()
    await checkEvents(messageStreamEvents(source))
  },
  rounds: { slice: 400, long: 150_000 },
  limitMs: 1_000,
})

fuzz('a message of Anthropic’s shape that came whole ends likewise', {
  input: record({
    content: or(fc.array(block, { maxLength: 8 })),
    stop_reason: or(fc.constantFrom('end_turn', 'tool_use')),
    usage,
  }),
  check: (message) => checkEvents(messageEvents(message as Record<string, unknown>)),
  rounds: { slice: 300, long: 100_000 },
  limitMs: 1_000,
})
