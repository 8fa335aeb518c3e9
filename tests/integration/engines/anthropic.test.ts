import type { Message } from '@shared/model/message'
import { describe, expect, it, vi } from 'vitest'
import { AnthropicEngine } from '../../../src/main/engines/AnthropicEngine'
import { thoughtOpaque } from '../../../src/main/engines/anthropicThoughts'
import type { AnswerEvent, AttachmentSource } from '../../../src/main/engines/engine'
import {
  claudeAnswer,
  claudeError,
  claudeMessage,
  claudeModels,
  claudeWriter,
} from '../../fakes/anthropicMessages'
import type { Handler } from '../../fakes/faultServer'
import { collect, collectUntilFailure, drawTool, enginePlace, message, question, textIn } from './support'

const path = '/v1/messages'
const place = enginePlace()
const engine = () => new AnthropicEngine({ ...place.options(), baseUrl: place.server.url })
const model = 'claude-opus-5-5'
const ask = (fields: Parameters<typeof question>[0] = {}) =>
  collect(engine().answer(question({ model, ...fields })))
const script = (...handlers: readonly Handler[]) => place.server.script(path, handlers)
interface Body {
  readonly [name: string]: unknown
  readonly messages: readonly {
    readonly role: string
    readonly content: readonly Record<string, unknown>[]
  }[]
}
const body = (index = 0) => place.server.requests[index]?.body as Body
const cache = { cache_control: { type: 'ephemeral' } }

const opaqueIn = (events: readonly AnswerEvent[]): string => {
  const item = events.find((event) => event.type === 'reasoning-item')
  if (!item) throw new Error('There was to be a thought')
  return item.opaque
}
const thought = (thinking: string, signature: string) => ({
  type: 'reasoning' as const,
  text: thinking,
  opaque: thoughtOpaque({ type: 'thinking', thinking, signature }) ?? '',
})
const round = (callId: string, name = 'generate_image', input = '{"prompt":"a cat"}') =>
  [
    { type: 'tool-call', callId, name, input },
    { type: 'tool-result', callId, output: 'Shown.', isError: false },
  ] as const

describe('an answer of Claude’s', () => {
  it('comes as text, with thoughts shown and kept, tokens of the cache counted apart', async () => {
    script((exchange) => {
      const claude = claudeWriter(exchange)
      claude.start({
        input_tokens: 10,
        cache_read_input_tokens: 200,
        cache_creation_input_tokens: 30,
        output_tokens: 1,
      })
      claude.thinking('Let me see. ', 'sig-1')
      claude.text('Hello there')
      claude.end('end_turn', { output_tokens: 42, output_tokens_details: { thinking_tokens: 30 } })
    })
    const events = await ask()
    expect(textIn(events)).toBe('Hello there')
    const thoughts = events.flatMap((event) => (event.type === 'reasoning' ? [event.text] : []))
    expect(thoughts.join('')).toBe('Let me see. ')
    expect(JSON.parse(opaqueIn(events))).toEqual({
      type: 'thinking',
      thinking: 'Let me see. ',
      signature: 'sig-1',
    })
    expect(events.at(-1)).toEqual({
      type: 'finish',
      reason: 'stop',
      usage: {
        inputTokens: 240,
        cachedInputTokens: 200,
        cacheWriteTokens: 30,
        outputTokens: 42,
        reasoningTokens: 30,
      },
    })
  })

  it('that comes whole is the same', async () => {
    script(({ json }) =>
      json(
        200,
        claudeMessage(
          [
            { type: 'thinking', thinking: 'Hm', signature: 's' },
            { type: 'text', text: 'Hello' },
            { type: 'tool_use', id: 'toolu_a', name: 'generate_image', input: { prompt: 'a' } },
          ],
          'tool_use',
        ),
      ),
    )
    const events = await ask({ streaming: false, tools: [drawTool] })
    expect(events.map(({ type }) => type)).toEqual([
      'reasoning',
      'reasoning-item',
      'text',
      'tool-call',
      'finish',
    ])
    expect(events.at(-2)).toEqual({
      type: 'tool-call',
      callId: 'toolu_a',
      name: 'generate_image',
      input: '{"prompt":"a"}',
    })
    expect(body()).toMatchObject({ stream: false })
  })

  it('sends the key in Anthropic’s header alone, and nothing that the environment holds', async () => {
    vi.stubEnv('ANTHROPIC_API_KEY', 'sk-ant-of-the-environment')
    vi.stubEnv('ANTHROPIC_AUTH_TOKEN', 'token-of-the-environment')
    vi.stubEnv('ANTHROPIC_BASE_URL', 'http://127.0.0.1:1')
    vi.stubEnv('ANTHROPIC_CUSTOM_HEADERS', 'x-secret: 1')
    try {
      script(claudeAnswer('Hi'))
      await ask()
      const { headers } = place.server.requests[0] ?? {}
      expect(headers).toMatchObject({ 'x-api-key': 'sk-test', 'anthropic-version': '2026-10-21' })
      expect(headers).not.toHaveProperty('authorization')
      expect(headers).not.toHaveProperty('x-secret')
      const keyless = new AnthropicEngine({
        id: 'test',
        baseUrl: place.server.url,
        loadKey: async () => null,
      })
      await collect(keyless.answer(question({ model })))
      expect(place.server.requests[1]?.headers).not.toHaveProperty('x-api-key')
      expect(place.server.requests[1]?.headers).not.toHaveProperty('authorization')
    } finally {
      vi.unstubAllEnvs()
    }
  })

  it('calls several tools at once, each with the whole of its input', async () => {
    script((exchange) => {
      const claude = claudeWriter(exchange)
      claude.start()
      claude.text('I draw two.')
      claude.toolUse('toolu_1', 'generate_image', '{"prompt":"one"}')
      claude.toolUse('toolu_2', 'generate_image', '')
      claude.end('tool_use')
    })
    const events = await ask({ tools: [drawTool] })
    expect(events.filter(({ type }) => type === 'tool-call')).toEqual([
      { type: 'tool-call', callId: 'toolu_1', name: 'generate_image', input: '{"prompt":"one"}' },
      { type: 'tool-call', callId: 'toolu_2', name: 'generate_image', input: '{}' },
    ])
    expect(events.at(-1)).toMatchObject({ reason: 'tool-calls' })
  })

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['refusal', 'refused'],
    ['model_context_window_exceeded', 'context-full'],
    ['pause_turn', 'unfinished'],
    ['something_new', 'unfinished'],
  ])('that ends for %s is told as %s', async (stopReason, reason) => {
    script((exchange) => {
      const claude = claudeWriter(exchange)
      claude.start()
      claude.text('So far')
      claude.end(stopReason)
    })
    const events = await ask()
    expect(textIn(events)).toBe('So far')
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason })
  })

  it('that is refused, or cut off inside a call, runs no half call', async () => {
    for (const reason of ['max_tokens', 'refusal']) {
      script((exchange) => {
        const claude = claudeWriter(exchange)
        claude.start()
        claude.toolUse('toolu_1', 'generate_image', '{"prompt":"a c')
        claude.end(reason)
      })
      const events = await ask({ tools: [drawTool] })
      expect(events.filter(({ type }) => type === 'tool-call')).toEqual([])
    }
  })

  it('is read though a gateway leaves out the names of events and says [DONE]', async () => {
    script(({ sse }) => {
      const stream = sse()
      stream.event({ type: 'message_start', message: { usage: { input_tokens: 3 } } })
      stream.event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } })
      stream.event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } })
      stream.done()
      stream.end()
    })
    const events = await ask()
    expect(textIn(events)).toBe('Hi')
    expect(events.at(-1)).toMatchObject({ reason: 'stop', usage: { inputTokens: 3, outputTokens: 1 } })
  })

  it('settles at once when it is stopped, and closes the connection', async () => {
    const stop = new AbortController()
    script((exchange) => {
      const claude = claudeWriter(exchange)
      claude.start()
      claude.text('Hel')
    })
    const events = engine().answer(question({ model, signal: stop.signal }))
    const { error } = await collectUntilFailure(
      (async function* () {
        for await (const event of events) {
          yield event
          stop.abort()
        }
      })(),
    )
    expect(error).toMatchObject({ code: 'cancelled' })
    await (await place.server.request(path)).closedByClient
  })
})

describe('the request', () => {
  const history: Message[] = [
    message('user', 'Draw'),
    message(
      'assistant',
      [
        thought('Which cat?', 'sig-1'),
        { type: 'text', text: 'I will.' },
        ...round('toolu_1'),
        { type: 'picture', prompt: 'a cat', pictureId: 'p', width: 1, height: 1 },
        thought('Done.', 'sig-2'),
        { type: 'text', text: 'There it is.' },
      ],
      { engineId: 'test' },
    ),
    message('user', 'Thanks'),
  ]

  it('marks tools, system prompt and the ends of the last two questions for the cache, and nothing else', async () => {
    script(claudeAnswer('Hi'))
    const second = { ...drawTool, name: 'speak' }
    await ask({ messages: history, tools: [drawTool, second] })
    expect(body().system).toEqual([{ type: 'text', text: 'You are a helpful assistant', ...cache }])
    expect(body().tools).toMatchObject([{ name: 'generate_image' }, { name: 'speak', ...cache }])
    expect((body().tools as unknown[])[0]).not.toHaveProperty('cache_control')
    const marked = body().messages.flatMap(({ role, content }, index) =>
      content.filter((block) => 'cache_control' in block).map(({ type }) => `${index} ${role} ${type}`),
    )
    expect(marked).toEqual(['2 user tool_result', '4 user text'])
    expect(JSON.stringify(body()).match(/cache_control/g)).toHaveLength(4)
  })

  it('hands thoughts back before what they led to, and results right after their calls', async () => {
    script(claudeAnswer('Hi'))
    await ask({ messages: history, tools: [drawTool] })
    expect(body().messages).toMatchObject([
      { role: 'user', content: [{ type: 'text', text: 'Draw' }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Which cat?', signature: 'sig-1' },
          { type: 'text', text: 'I will.' },
          { type: 'tool_use', id: 'toolu_1', name: 'generate_image', input: { prompt: 'a cat' } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'Shown.' }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Done.', signature: 'sig-2' },
          { type: 'text', text: 'There it is.' },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'Thanks' }] },
    ])
  })

  it('hands redacted thoughts back as they came', async () => {
    script((exchange) => {
      const claude = claudeWriter(exchange)
      claude.start()
      claude.redacted('ENCRYPTED')
      claude.text('Hm')
      claude.end('end_turn')
    }, claudeAnswer('Hi'))
    const opaque = opaqueIn(await ask())
    await ask({
      messages: [
        message('user', 'A'),
        message(
          'assistant',
          [
            { type: 'reasoning', text: '', opaque },
            { type: 'text', text: 'Hm' },
          ],
          { engineId: 'test' },
        ),
        message('user', 'B'),
      ],
    })
    expect(body(1).messages[1]?.content[0]).toEqual({ type: 'redacted_thinking', data: 'ENCRYPTED' })
  })

  it('keeps thoughts of other engines, and those that were cut off or damaged, to itself', async () => {
    script(claudeAnswer('Hi'))
    await ask({
      messages: [
        message('user', 'A'),
        message('assistant', [thought('Theirs', 's'), { type: 'text', text: 'X' }], { engineId: 'other' }),
        message(
          'assistant',
          [
            { type: 'reasoning', text: 'x', opaque: '{"type":"reasoning","encrypted_content":"e"}' },
            { type: 'reasoning', text: 'x', opaque: '{' },
            { type: 'text', text: 'Y' },
            thought('Cut', 's'),
          ],
          { engineId: 'test' },
        ),
        message('user', 'B'),
      ],
    })
    expect(body().messages[1]).toMatchObject({ role: 'assistant', content: [{ text: 'X' }, { text: 'Y' }] })
    expect(JSON.stringify(body())).not.toContain('"type":"thinking"')
  })

  it('renames what Anthropic would refuse: ids that other engines use twice, names, inputs, a first answer', async () => {
    script(claudeAnswer('Hi'))
    await ask({
      tools: [drawTool],
      messages: [
        message('assistant', [
          ...round('call:1', 'my.tool', '[1]'),
          ...round('call:1', 'my.tool', '{"a":1}'),
        ]),
        message('user', 'Go on'),
        message('assistant', [
          ...round('call_1'),
          { type: 'tool-call', callId: 'open', name: 'x', input: '{' },
        ]),
        message('user', 'And?'),
      ],
    })
    const { messages } = body()
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user'])
    const blocks = messages.flatMap(({ content }) => content)
    const used = blocks.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []))
    const answered = blocks.flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []))
    expect(new Set(used).size).toBe(used.length)
    expect(answered).toEqual(used)
    expect(used.every((id) => /^[\w-]+$/.test(String(id)))).toBe(true)
    expect(blocks.find(({ type }) => type === 'tool_use')).toMatchObject({ name: 'my_tool', input: {} })
    // Results first, then what the user said.
    expect(messages[2]?.content.at(-1)).toMatchObject({ type: 'text', text: 'Go on' })
    expect(blocks.find((block) => block.tool_use_id === 'open')).toMatchObject({ is_error: true })
  })

  it('tells of calls in words where no tools go along', async () => {
    script(claudeAnswer('Hi'))
    await ask({ messages: history, tools: [] })
    expect(JSON.stringify(body())).not.toContain('tool_use')
    expect(JSON.stringify(body())).toContain('[tool generate_image: Shown.]')
  })

  it('ends with what Claude is to do when an answer is gone on with', async () => {
    script(claudeAnswer('Hi'))
    await ask({ continuing: true, messages: [message('user', 'A'), message('assistant', 'Once upon')] })
    expect(body().messages.at(-1)).toMatchObject({ role: 'user' })
    expect(body().messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
  })

  it.each([
    [
      'claude-opus-5-5',
      undefined,
      { thinking: { type: 'adaptive', display: 'summarized' }, max_tokens: 128_000 },
    ],
    ['claude-opus-5-5', 'none', { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }],
    ['claude-opus-5-5', 'xhigh', { thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' } }],
    ['claude-sonnet-5-5', 'none', { thinking: { type: 'between_tools' } }],
    ['claude-haiku-5-5', 'none', { thinking: { type: 'disabled' } }],
    ['claude-haiku-5-5', 'minimal', { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }],
    ['claude-sonnet-4-6', undefined, { max_tokens: 64_000 }],
    ['claude-sonnet-4-6', 'xhigh', { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } }],
    ['claude-haiku-4-5-20251001', 'medium', { thinking: { type: 'enabled', budget_tokens: 8_192 } }],
  ] as const)('says to %s how hard to think: %s', async (id, reasoningEffort, expected) => {
    script(claudeAnswer('Hi'))
    await ask({ model: id, ...(reasoningEffort ? { reasoningEffort } : {}) })
    expect(body()).toMatchObject(expected)
    for (const name of ['thinking', 'output_config'])
      if (!(name in expected)) expect(body()).not.toHaveProperty(name)
  })

  it('says a temperature only to models that take one and do not think, within what they take', async () => {
    script(claudeAnswer('Hi'))
    await ask({ model: 'claude-sonnet-4-6', temperature: 1.7 })
    expect(body()).toMatchObject({ temperature: 1 })
    expect(place.server.requests[0]?.headers).toMatchObject({ 'anthropic-version': '2023-06-01' })
    await ask({ model: 'claude-sonnet-4-6', temperature: 0.2, reasoningEffort: 'high' })
    await ask({ model: 'claude-opus-5-5', temperature: 0.2 })
    expect(body(1)).not.toHaveProperty('temperature')
    expect(body(2)).not.toHaveProperty('temperature')
    expect(place.server.requests[2]?.headers).toMatchObject({ 'anthropic-version': '2026-10-21' })
  })
})

describe('what goes along with a question', () => {
  const attachments: AttachmentSource = {
    pictureDataUrl: async (id) =>
      id === 'bmp' ? 'data:image/bmp;base64,AAAA' : `data:image/png;base64,${btoa(id)}`,
    fileText: async (id) => `text of ${id}`,
    pdfBase64: async (id, mostBytes) => (id === 'large' ? null : btoa(`${id} ${mostBytes > 1_000_000}`)),
  }
  const picture = (pictureId: string) =>
    ({ type: 'picture', prompt: pictureId, pictureId, width: 9, height: 9 }) as const
  const pdf = (fileId: string) =>
    ({ type: 'file', fileId, name: `${fileId}.pdf`, mediaType: 'application/pdf', byteLength: 9 }) as const

  it('goes as pictures and documents; what is too large or of another kind goes as words', async () => {
    script(claudeAnswer('Hi'))
    await ask({
      attachments,
      messages: [
        message('user', [
          { type: 'text', text: 'Look' },
          picture('one'),
          picture('bmp'),
          pdf('small'),
          pdf('large'),
          { ...pdf('notes'), mediaType: 'text/plain', name: 'notes.txt' },
        ]),
      ],
    })
    expect(body().messages[0]?.content).toMatchObject([
      { type: 'text', text: 'Look' },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: btoa('one') } },
      { type: 'text', text: expect.stringContaining('could not be shown') },
      {
        type: 'document',
        title: 'small.pdf',
        source: { type: 'base64', media_type: 'application/pdf', data: btoa('small true') },
      },
      { type: 'text', text: expect.stringContaining('text of large') },
      { type: 'text', text: expect.stringContaining('text of notes') },
    ])
  })

  it('stays as it was on the next turn, or the cache would be lost: pictures of eight questions', async () => {
    script(claudeAnswer('Hi'))
    const questions = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        message('user', [picture(`p${index}`)], { id: `q${index}` }),
      )
    const shown = async (count: number) => {
      await ask({ attachments, messages: questions(count) })
      const blocks = body(place.server.requests.length - 1).messages.flatMap(({ content }) => content)
      return blocks.filter(({ type }) => type === 'image').length
    }
    expect([await shown(7), await shown(8), await shown(9), await shown(12), await shown(13)]).toEqual([
      7, 8, 5, 8, 5,
    ])
  })

  it('goes as text to a model whose list says that it reads no documents, and as a note for pictures', async () => {
    const claude = engine()
    place.server.script('/v1/models', ({ json }) =>
      json(
        200,
        claudeModels([
          {
            id: model,
            max_tokens: 9_000,
            capabilities: { image_input: { supported: false }, pdf_input: { supported: false } },
          },
        ]),
      ),
    )
    script(claudeAnswer('Hi'))
    await claude.models(new AbortController().signal)
    await collect(
      claude.answer(question({ model, attachments, messages: [message('user', [picture('a'), pdf('b')])] })),
    )
    expect(body(1)).toMatchObject({ max_tokens: 9_000 })
    expect(body(1).messages[0]?.content.map(({ type }) => type)).toEqual(['text', 'text'])
  })
})

describe('what Claude refuses', () => {
  const refuse =
    (text: string): Handler =>
    ({ json }) =>
      json(400, claudeError('invalid_request_error', text))

  it.each([
    [
      'thoughts of a conversation that was changed',
      'messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a different conversation. Remove the block, or set `thinking.block_binding.prefix_mismatch_behavior` to "drop_block".',
      '"signature"',
    ],
    [
      'a way of thinking',
      '"thinking.type.adaptive" is not supported for this model. Use "output_config.effort".',
      '"adaptive"',
    ],
    ['the cache', 'system.0.cache_control: Extra inputs are not permitted', 'cache_control'],
    [
      'the length',
      'max_tokens: 128000 > 8192, which is the maximum allowed number of output tokens',
      '128000',
    ],
  ])('is left out, and the question asked again: %s', async (_what, words, gone) => {
    script(refuse(words), claudeAnswer('Hi'))
    const messages = [
      message('user', 'A'),
      message('assistant', [thought('Hm', 'sig'), { type: 'text', text: 'B' }], { engineId: 'test' }),
      message('user', 'C'),
    ]
    expect(textIn(await ask({ messages, reasoningEffort: 'high' }))).toBe('Hi')
    expect(JSON.stringify(body(0))).toContain(gone)
    expect(JSON.stringify(body(1))).not.toContain(gone)
    expect(JSON.stringify(body(1))).toContain('"high"')
  })

  it('of one conversation’s thoughts is no refusal of another’s', async () => {
    const claude = engine()
    const messages = [
      message('user', 'A'),
      message('assistant', [thought('Hm', 'sig'), { type: 'text', text: 'B' }], { engineId: 'test' }),
      message('user', 'C'),
    ]
    script(refuse('The block is bound to a different conversation'), claudeAnswer('Hi'))
    await collect(claude.answer(question({ model, messages })))
    await collect(claude.answer(question({ model, messages })))
    expect(JSON.stringify(body(2))).toContain('"signature"')
  })
})

describe('the list of models', () => {
  it('is read page by page, with the day on which a model ends', async () => {
    const pages: Record<string, unknown> = {
      '': claudeModels(
        ['claude-a', { id: 'claude-b', lifecycle: 'deprecated', retires_at: '2027-01-22T00:00:00Z' }],
        {
          has_more: true,
          last_id: 'claude-b',
        },
      ),
      'claude-b': claudeModels(['claude-c'], { has_more: true, last_id: 'claude-c' }),
      'claude-c': claudeModels(['claude-c'], { has_more: true, last_id: 'claude-c' }),
    }
    place.server.script('/v1/models', ({ json, raw }) => {
      const url = new URL(raw.request.url ?? '', 'http://x')
      json(200, pages[url.searchParams.get('after_id') ?? ''])
    })
    expect(await engine().models(new AbortController().signal)).toEqual([
      { id: 'claude-a', shutdownDate: null },
      { id: 'claude-b', shutdownDate: '2027-01-22' },
      { id: 'claude-c', shutdownDate: null },
    ])
  })

  it.each([['[]'], ['{"data":{}}'], ['nonsense'], ['{"data":[1,null,{"id":3}]}']])(
    'that is none is malformed or empty: %s',
    async (text) => {
      place.server.script('/v1/models', (exchange) => exchange.text(200, text, 'application/json'))
      const listing = engine().models(new AbortController().signal)
      if (text.includes('[1')) await expect(listing).resolves.toEqual([])
      else await expect(listing).rejects.toMatchObject({ code: 'engine/malformed' })
    },
  )
})

it('Claude draws, speaks and transcribes nothing', async () => {
  const claude = engine()
  await expect(claude.speak()).rejects.toMatchObject({ code: 'engine/unsupported' })
  await expect(claude.transcribe()).rejects.toMatchObject({ code: 'engine/unsupported' })
  await expect(collect(claude.draw())).rejects.toMatchObject({
    code: 'engine/unsupported',
    data: { what: 'pictures' },
  })
  expect(place.server.requests).toEqual([])
})

describe('what a body is shows in itself, whatever its type says', () => {
  it('a whole message typed as a stream', async () => {
    const whole = JSON.stringify(claudeMessage([{ type: 'text', text: 'Whole.' }]))
    script(({ bytes }) => bytes(200, Buffer.from(whole), 'text/event-stream'))
    expect(textIn(await ask())).toBe('Whole.')
  })

  it('a stream typed as JSON', async () => {
    const typed = { 'content-type': 'application/json' }
    script((exchange) => claudeAnswer('In pieces.')({ ...exchange, sse: () => exchange.sse(typed) }))
    expect(textIn(await ask({ streaming: false }))).toBe('In pieces.')
  })
})

it('has the price that a gateway names', async () => {
  script(({ json }) =>
    json(200, claudeMessage([{ type: 'text', text: 'Whole.' }]), { 'x-litellm-response-cost': '0.002' }),
  )
  expect((await ask({ streaming: false })).at(-1)).toMatchObject({ type: 'finish', costUsd: 0.002 })
})
