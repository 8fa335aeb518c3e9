import { AnthropicEngine } from '../../src/main/engines/AnthropicEngine'
import { CompatibleEngine } from '../../src/main/engines/CompatibleEngine'
import { checkEngine } from '../../src/main/engines/connect'
import type { AnswerEvent, DrawEvent } from '../../src/main/engines/engine'
import { OpenAIEngine } from '../../src/main/engines/OpenAIEngine'
import { chatCompletion, modelList, modelResponse } from '../fakes/faultServer'
import { drawTool, question } from '../integration/engines/support'
import { png } from '../integration/library/helpers'

// Valid traffic of each kind of call, before it is changed, and the call that asks for it.

/** For calls that take one; the others are stopped. */
export const idleTimeoutMs = 300
/** The longest body that is read. */
const mostBytes = 2_000_000

export interface Traffic {
  readonly name: string
  readonly contentType: string
  /** Events of a stream; the first comes as it is, and what it says must be kept. */
  readonly events?: readonly unknown[]
  /** A body that comes whole. */
  readonly body?: unknown
  readonly bytes?: Uint8Array
  readonly hasIdleTimeout: boolean
  ask(baseUrl: string, signal: AbortSignal): AsyncIterable<unknown>
}

const options = (baseUrl: string) => ({ id: 'fuzz', baseUrl, loadKey: async () => 'sk-fuzz', mostBytes })
const compatible = (baseUrl: string) => new CompatibleEngine(options(baseUrl))
const openai = (baseUrl: string) => new OpenAIEngine(options(baseUrl))
const claude = (baseUrl: string) => new AnthropicEngine(options(baseUrl.replace(/\/v1$/, '')))
const asked = (signal: AbortSignal, streaming: boolean) => question({ signal, streaming, idleTimeoutMs })

async function* once(work: Promise<unknown>): AsyncGenerator<unknown> {
  yield await work
}

const eventStream = 'text/event-stream'
const json = 'application/json'

const delta = (fields: Readonly<Record<string, unknown>>, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
})
const usage = {
  prompt_tokens: 12,
  completion_tokens: 34,
  prompt_tokens_details: { cached_tokens: 3 },
  completion_tokens_details: { reasoning_tokens: 4 },
}
const chatCall = (index: number, id?: string, name?: string, input = '{"a":') => ({
  tool_calls: [
    {
      index,
      ...(id ? { id, type: 'function' } : {}),
      function: { ...(name ? { name } : {}), arguments: input },
    },
  ],
})
const chatEvents = [
  delta({ role: 'assistant', content: 'Hello' }),
  delta({ reasoning_content: 'Let me think' }),
  delta({ content: ' there' }),
  delta({ content: [{ type: 'text', text: ' in parts' }], refusal: null }),
  delta(chatCall(0, 'call_a', 'speak')),
  delta(chatCall(0, undefined, undefined, '1}')),
  delta(chatCall(1, 'call_b', 'draw', '{}')),
  delta({}, 'tool_calls'),
  { ...delta({}), choices: [], usage },
  { error: null },
]
/** As servers send that are only called compatible. */
const oddChatEvents = [
  delta({ content: 'Hello' }),
  delta({ reasoning: 'Hm', reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'Hm' }] }),
  delta({ reasoning_details: [{ type: 'reasoning.encrypted', index: 0, data: 'gAAA' }] }),
  delta({ content: '\nnow\n</thi' }),
  delta({ content: 'nk>\n<tool_call>{"name":"speak","arguments":{"a":1}}' }),
  delta({ content: '</tool_call>\n<|tool_call_start|>[speak(a=1)]<|tool_call_end|>' }),
  delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] }),
  delta({
    tool_calls: [
      {
        index: 0,
        id: '',
        function: { name: 'speak', arguments: { a: 1 } },
        extra_content: { google: { thought_signature: 'AbC' } },
      },
    ],
  }),
  delta({ tool_calls: [{ function: { name: 'speak', arguments: '{"a":1}' } }] }),
  delta({ tool_calls: [{ function: { arguments: '{"a":1}{"a":2}' } }] }),
  delta({ function_call: { name: 'speak', arguments: '{}' } }),
  delta({ extra_content: { google: { thought: true } }, content: '<thought>Hm' }),
  { ...delta({}, 'STOP'), x_groq: { usage } },
  { detail: 'Sorry' },
]
const chatBody = {
  ...(chatCompletion(
    {
      content: 'Hello there',
      reasoning: 'Let me think',
      tool_calls: [{ id: 'call_a', type: 'function', function: { name: 'speak', arguments: '{}' } }],
    },
    'tool_calls',
  ) as object),
  usage,
}

const reasoningItem = {
  type: 'reasoning',
  id: 'rs_1',
  summary: [{ type: 'summary_text', text: 'Thinking' }],
  encrypted_content: 'gAAAA',
}
const output = [
  reasoningItem,
  {
    type: 'message',
    id: 'msg_1',
    content: [
      { type: 'output_text', text: 'Hello' },
      { type: 'refusal', refusal: 'No' },
    ],
  },
  { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'speak', arguments: '{"a":1}' },
]
const saying = (type: string, fields: Readonly<Record<string, unknown>>) => ({
  type,
  sequence_number: 1,
  ...fields,
})
const responseEvents = [
  saying('response.output_text.delta', { item_id: 'msg_1', content_index: 0, delta: 'Hello' }),
  saying('response.created', { response: modelResponse({ status: 'in_progress' }) }),
  saying('response.reasoning_summary_text.delta', { item_id: 'rs_1', summary_index: 0, delta: 'Thinking' }),
  saying('response.reasoning_text.delta', { item_id: 'rs_1', content_index: 0, delta: 'Thinking' }),
  saying('response.output_item.done', { output_index: 0, item: reasoningItem }),
  saying('response.output_text.delta', { item_id: 'msg_2', content_index: 1, delta: ' there' }),
  saying('response.refusal.delta', { item_id: 'msg_2', content_index: 2, delta: 'No' }),
  saying('response.output_item.done', { output_index: 1, item: output[2] }),
  saying('response.completed', { response: modelResponse({ output }) }),
  saying('response.failed', {
    response: modelResponse({ status: 'failed', error: { code: 'x', message: 'y' } }),
  }),
  saying('error', { code: 'server_error', message: 'Sorry', param: null }),
]

const claudeUsage = {
  input_tokens: 12,
  cache_read_input_tokens: 3,
  cache_creation_input_tokens: 4,
  output_tokens: 34,
  output_tokens_details: { thinking_tokens: 5 },
}
const thought = { type: 'thinking', thinking: 'Thinking', signature: 'EqQB' }
const claudeBlocks = [
  { type: 'text', text: 'Hello' },
  thought,
  { type: 'redacted_thinking', data: 'EmwK' },
  { type: 'tool_use', id: 'toolu_1', name: 'speak', input: { text: 'Hi' } },
]
const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  content: claudeBlocks,
  stop_reason: 'tool_use',
  usage: claudeUsage,
}
const block = (index: number, fields: Readonly<Record<string, unknown>>) => ({
  type: 'content_block_start',
  index,
  content_block: fields,
})
const grown = (index: number, fields: Readonly<Record<string, unknown>>) => ({
  type: 'content_block_delta',
  index,
  delta: fields,
})
const claudeEvents = [
  block(0, { type: 'text', text: 'Hello' }),
  { type: 'message_start', message: { ...message, content: [] } },
  grown(0, { type: 'text_delta', text: ' there' }),
  { type: 'content_block_stop', index: 0 },
  block(1, { type: 'thinking', thinking: '', signature: '' }),
  grown(1, { type: 'thinking_delta', thinking: 'Thinking' }),
  grown(1, { type: 'signature_delta', signature: 'EqQB' }),
  { type: 'content_block_stop', index: 1 },
  block(2, { type: 'tool_use', id: 'toolu_1', name: 'speak', input: {} }),
  grown(2, { type: 'input_json_delta', partial_json: '{"text":' }),
  grown(2, { type: 'input_json_delta', partial_json: '"Hi"}' }),
  { type: 'content_block_stop', index: 2 },
  { type: 'ping' },
  { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: claudeUsage },
  { type: 'message_stop' },
  { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
]

const base64 = Buffer.from(png(4, 4)).toString('base64')
const pictureUsage = {
  input_tokens: 12,
  input_tokens_details: { text_tokens: 12, image_tokens: 0 },
  output_tokens: 4_160,
  output_tokens_details: { image_tokens: 4_160 },
}
const pictureEvents = [
  'image_generation.partial_image',
  'image_edit.partial_image',
  'image_generation.completed',
].map((type, index) => ({ type, b64_json: base64, partial_image_index: index, usage: pictureUsage }))

const wavOf = (samples: number): Uint8Array => {
  const bytes = Buffer.alloc(44 + samples * 2, 7)
  bytes.write('RIFF\0\0\0\0WAVEfmt ', 0, 'latin1')
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(2, 22)
  bytes.writeUInt32LE(24_000, 24)
  bytes.writeUInt32LE(96_000, 28)
  bytes.writeUInt16LE(4, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36, 'latin1')
  bytes.writeUInt32LE(samples * 2, 40)
  return new Uint8Array(bytes)
}

const draw = (baseUrl: string, signal: AbortSignal) =>
  compatible(baseUrl).draw({ prompt: 'a', model: 'm', size: '8x8', signal })

async function* speech(baseUrl: string, signal: AbortSignal): AsyncGenerator<unknown> {
  const { pcm } = await compatible(baseUrl).speak({
    text: 'Hello',
    voice: 'v',
    model: 'm',
    idleTimeoutMs,
    signal,
  })
  yield* pcm
}

const models = modelList(['a', { id: 'b', shutdownDate: '2027-01-01' }], 'llamacpp')

export const traffic: readonly Traffic[] = [
  {
    name: 'chat stream',
    contentType: eventStream,
    events: chatEvents,
    hasIdleTimeout: true,
    ask: (baseUrl, signal) => compatible(baseUrl).answer(asked(signal, true)),
  },
  {
    name: 'odd chat stream',
    contentType: eventStream,
    events: oddChatEvents,
    hasIdleTimeout: true,
    ask: (baseUrl, signal) => compatible(baseUrl).answer({ ...asked(signal, true), tools: [drawTool] }),
  },
  {
    name: 'responses stream',
    contentType: eventStream,
    events: responseEvents,
    hasIdleTimeout: true,
    ask: (baseUrl, signal) => openai(baseUrl).answer(asked(signal, true)),
  },
  {
    name: 'Claude stream',
    contentType: eventStream,
    events: claudeEvents,
    hasIdleTimeout: true,
    ask: (baseUrl, signal) => claude(baseUrl).answer(asked(signal, true)),
  },
  {
    name: 'Claude body',
    contentType: json,
    body: message,
    hasIdleTimeout: true,
    ask: (baseUrl, signal) => claude(baseUrl).answer(asked(signal, false)),
  },
  {
    name: 'Claude model list',
    contentType: json,
    body: {
      data: [
        {
          id: 'claude-a',
          retires_at: '2027-01-01',
          max_tokens: 9,
          capabilities: { image_input: { supported: true } },
        },
      ],
      has_more: true,
      last_id: 'claude-a',
    },
    hasIdleTimeout: false,
    ask: (baseUrl, signal) => once(claude(baseUrl).models(signal)),
  },
  {
    name: 'picture stream',
    contentType: eventStream,
    events: pictureEvents,
    hasIdleTimeout: false,
    ask: draw,
  },
  {
    name: 'chat body',
    contentType: json,
    body: chatBody,
    hasIdleTimeout: true,
    ask: (baseUrl, signal) => compatible(baseUrl).answer(asked(signal, false)),
  },
  {
    name: 'responses body',
    contentType: json,
    body: modelResponse({ output }),
    hasIdleTimeout: true,
    ask: (baseUrl, signal) => openai(baseUrl).answer(asked(signal, false)),
  },
  {
    name: 'picture body',
    contentType: json,
    body: { created: 1, data: [{ b64_json: base64 }], usage: pictureUsage },
    hasIdleTimeout: false,
    ask: draw,
  },
  {
    name: 'picture address',
    contentType: json,
    body: { created: 1, data: [{ url: `data:image/png;base64,${base64}` }, { url: '/picture.png' }] },
    hasIdleTimeout: false,
    ask: draw,
  },
  {
    name: 'raw speech',
    contentType: 'audio/pcm;rate=16000',
    bytes: new Uint8Array(3_000).fill(3),
    hasIdleTimeout: true,
    ask: speech,
  },
  {
    name: 'speech as WAV',
    contentType: 'audio/wav',
    bytes: wavOf(1_500),
    hasIdleTimeout: true,
    ask: speech,
  },
  {
    name: 'transcription',
    contentType: json,
    body: { text: 'Hello', language: 'en', segments: [{ start: 0, text: 'Hello' }] },
    hasIdleTimeout: true,
    ask: (baseUrl, signal) =>
      once(compatible(baseUrl).transcribe({ wav: new Uint8Array(10), model: 'm', idleTimeoutMs, signal })),
  },
  {
    name: 'model list',
    contentType: json,
    body: models,
    hasIdleTimeout: false,
    ask: (baseUrl, signal) => once(compatible(baseUrl).models(signal)),
  },
  {
    name: 'check',
    contentType: json,
    body: models,
    hasIdleTimeout: false,
    ask: (baseUrl, signal) => once(checkEngine({ kind: 'compatible', baseUrl, key: null }, { signal })),
  },
]

/** Throws where something was let through that the rest of the app takes at its word. */
export const ensureSound = (seen: unknown): void => {
  if (typeof seen !== 'object' || seen === null || seen instanceof Uint8Array || !('type' in seen)) return
  const event = seen as AnswerEvent | DrawEvent
  switch (event.type) {
    case 'text':
    case 'reasoning':
      if (typeof event.text !== 'string' || event.text === '') throw new Error('A text that is none')
      break
    case 'reasoning-item':
      JSON.parse(event.opaque)
      break
    case 'turned':
      if (!Number.isSafeInteger(event.length) || event.length < 1) throw new Error('No text that turned')
      break
    case 'tool-call':
      if (event.opaque !== undefined) JSON.parse(event.opaque)
      for (const text of [event.callId, event.name, event.input])
        if (typeof text !== 'string') throw new Error('A tool call of something else than text')
      break
    case 'finish':
    case 'picture':
      for (const count of Object.values(('usage' in event && event.usage) || {}))
        if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0)
          throw new Error(`A count of ${count}`)
      break
  }
}
