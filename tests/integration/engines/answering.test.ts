import { describe, expect, it } from 'vitest'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import { chatCompletion, modelResponse } from '../../fakes/faultServer'
import { collect, drawTool, enginePlace, message, question, textIn } from './support'

const place = enginePlace()
const { learnt, options } = place

const bodyOf = (index = 0) => place.server.requests[index]?.body as Record<string, unknown>

const usage = { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0 }
const responseUsage = { inputTokens: 10, cachedInputTokens: 4, outputTokens: 5, reasoningTokens: 2 }
const reasoningItem = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' }

describe('Chat Completions', () => {
  const path = '/v1/chat/completions'
  const engine = () => new CompatibleEngine(options())

  it('streams an answer in pieces, with its end and its count of tokens', async () => {
    place.server.script(path, ({ sse }) => sse().chatAnswer('Hello there, world'))
    const events = await collect(engine().answer(question()))
    expect(events.filter(({ type }) => type === 'text').length).toBeGreaterThan(1)
    expect(textIn(events)).toBe('Hello there, world')
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop', usage })
    expect(learnt).toEqual([['streaming', true]])
  })

  it('asks for one answer with everything in it: key, system prompt, history, count of tokens', async () => {
    place.server.script(path, ({ sse }) => sse().chatAnswer('Fine'))
    const messages = [message('user', 'One'), message('assistant', 'Two'), message('user', 'Three')]
    await collect(engine().answer(question({ messages, tools: [drawTool] })))
    expect(place.server.requests[0]?.headers.authorization).toBe('Bearer sk-test')
    expect(bodyOf()).toEqual({
      model: 'test-model',
      messages: [
        { role: 'system', content: 'You are a helpful assistant' },
        { role: 'user', content: 'One' },
        { role: 'assistant', content: 'Two' },
        { role: 'user', content: 'Three' },
      ],
      stream: true,
      stream_options: { include_usage: true },
      tools: [{ type: 'function', function: drawTool }],
    })
  })

  it('sends no key where there is none, whatever the environment holds', async () => {
    process.env.OPENAI_API_KEY = 'sk-from-environment'
    process.env.OPENAI_ORG_ID = 'org-from-environment'
    process.env.OPENAI_CUSTOM_HEADERS = 'x-from-environment: yes'
    try {
      place.server.script(path, ({ sse }) => sse().chatAnswer('Fine'))
      await collect(new CompatibleEngine({ ...options(), loadKey: async () => null }).answer(question()))
      expect(place.server.requests[0]?.headers.authorization).toBeUndefined()
      expect(JSON.stringify(place.server.requests[0]?.headers)).not.toContain('from-environment')
      expect(process.env.OPENAI_CUSTOM_HEADERS).toBe('x-from-environment: yes')
    } finally {
      delete process.env.OPENAI_API_KEY
      delete process.env.OPENAI_ORG_ID
      delete process.env.OPENAI_CUSTOM_HEADERS
    }
  })

  it.each(['reasoning_content', 'reasoning'] as const)('reads reasoning from %s', async (field) => {
    place.server.script(path, ({ sse }) => {
      const stream = sse()
      stream.chatReasoning('Hm, ', field)
      stream.chatReasoning('yes.', field)
      stream.chatAnswer('Yes')
    })
    const events = await collect(engine().answer(question()))
    const thought = events.flatMap((event) => (event.type === 'reasoning' ? [event.text] : []))
    expect(thought.join('')).toBe('Hm, yes.')
    expect(textIn(events)).toBe('Yes')
  })

  it('puts tool calls together from their pieces', async () => {
    place.server.script(path, ({ sse }) => {
      const stream = sse()
      stream.chatTool({ index: 0, id: 'a', name: 'generate_image', arguments: '{"prompt":' })
      stream.chatTool({ index: 1, id: 'b', name: 'speak', arguments: '' })
      stream.chatTool({ index: 0, arguments: ' "a cat"}' })
      stream.chatTool({ index: 1, arguments: '{"text":"hi"}' })
      stream.chatFinish('tool_calls')
      stream.done()
      stream.end()
    })
    const events = await collect(engine().answer(question({ tools: [drawTool] })))
    expect(events).toEqual([
      { type: 'tool-call', callId: 'a', name: 'generate_image', input: '{"prompt": "a cat"}' },
      { type: 'tool-call', callId: 'b', name: 'speak', input: '{"text":"hi"}' },
      { type: 'finish', reason: 'tool-calls', usage: null },
    ])
    expect(learnt).toContainEqual(['tools', true])
  })

  it('tells calls apart that all carry number 0, and names those without an id', async () => {
    place.server.script(path, ({ sse }) => {
      const stream = sse()
      stream.chatTool({ index: 0, id: 'a', name: 'speak', arguments: '{"text":"1"}' })
      stream.chatTool({ index: 0, id: 'b', name: 'speak', arguments: '{"text":"2"}' })
      stream.chatTool({ index: 2, name: 'speak', arguments: '' })
      // Ollama and others say `stop` after calls.
      stream.chatFinish('stop')
      stream.end()
    })
    const events = await collect(engine().answer(question()))
    expect(events).toEqual([
      { type: 'tool-call', callId: 'a', name: 'speak', input: '{"text":"1"}' },
      { type: 'tool-call', callId: 'b', name: 'speak', input: '{"text":"2"}' },
      { type: 'tool-call', callId: expect.stringMatching(/^call_/), name: 'speak', input: '{}' },
      { type: 'finish', reason: 'tool-calls', usage: null },
    ])
  })

  it.each([
    ['length', 'length'],
    ['content_filter', 'refused'],
    ['eos', 'stop'],
  ])('finish reason %s is %s', async (said, reason) => {
    place.server.script(path, ({ sse }) => {
      const stream = sse()
      stream.chatText('Hi')
      stream.chatFinish(said)
      stream.end()
    })
    expect((await collect(engine().answer(question()))).at(-1)).toEqual({
      type: 'finish',
      reason,
      usage: null,
    })
  })

  it('is whole after its finish reason, even if the count of tokens is cut off', async () => {
    place.server.script(path, ({ sse }) => {
      const stream = sse()
      stream.chatText('Hi')
      stream.chatFinish('stop')
      stream.cut()
    })
    const events = await collect(engine().answer(question()))
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop', usage: null })
  })

  it('gives the same events without streaming', async () => {
    place.server.script(path, ({ json }) =>
      json(
        200,
        chatCompletion(
          {
            content: 'Look',
            reasoning: 'Hm',
            tool_calls: [{ id: 'a', type: 'function', function: { name: 'speak', arguments: '{}' } }],
          },
          'tool_calls',
        ),
      ),
    )
    const events = await collect(engine().answer(question({ streaming: false })))
    expect(events).toEqual([
      { type: 'reasoning', text: 'Hm' },
      { type: 'reasoning-item', opaque: '{"type":"chat","field":"reasoning"}' },
      { type: 'text', text: 'Look' },
      { type: 'tool-call', callId: 'a', name: 'speak', input: '{}' },
      { type: 'finish', reason: 'tool-calls', usage },
    ])
    expect(bodyOf()).toMatchObject({ stream: false })
    expect(bodyOf()).not.toHaveProperty('stream_options')
  })

  it('understands a server that answers whole although a stream was asked for', async () => {
    place.server.script(path, ({ json }) => json(200, chatCompletion({ content: 'Whole' })))
    expect(textIn(await collect(engine().answer(question())))).toBe('Whole')
  })

  it('understands a stream under a wrong content type', async () => {
    place.server.script(path, ({ sse }) => sse({ 'content-type': 'text/plain' }).chatAnswer('Fine'))
    expect(textIn(await collect(engine().answer(question())))).toBe('Fine')
  })

  it('leaves out stream_options where they are refused, at once and from then on', async () => {
    place.server.script(path, ({ request, error, sse }) => {
      if ((request.body as Record<string, unknown>).stream_options) {
        error(400, { message: "Unknown parameter: 'stream_options'" })
      } else sse().chatAnswer('Fine')
    })
    const asked = engine()
    expect(textIn(await collect(asked.answer(question())))).toBe('Fine')
    expect(textIn(await collect(asked.answer(question())))).toBe('Fine')
    expect(place.server.requests).toHaveLength(3)
    expect(learnt).not.toContainEqual(['streaming', false])
  })

  it('leaves out stream_options that FastAPI refuses in its own shape', async () => {
    place.server.script(path, ({ request, json, sse }) => {
      if ((request.body as Record<string, unknown>).stream_options) {
        json(422, { detail: [{ loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }] })
      } else sse().chatAnswer('Fine')
    })
    expect(textIn(await collect(engine().answer(question())))).toBe('Fine')
  })

  it.each([
    [400, 'registry.ollama.ai/library/tiny does not support tools'],
    [400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'],
  ])('answers without tools where they are refused (%i %s), for this model only', async (status, words) => {
    place.server.script(path, ({ request, error, sse }) => {
      const body = request.body as { tools?: unknown; model: string }
      if (body.tools && body.model === 'tiny') error(status, { message: words })
      else sse().chatAnswer('Fine')
    })
    const asked = engine()
    const tools = [drawTool]
    expect(textIn(await collect(asked.answer(question({ model: 'tiny', tools }))))).toBe('Fine')
    await collect(asked.answer(question({ model: 'tiny', tools })))
    await collect(asked.answer(question({ model: 'large', tools })))
    const sent = place.server.requests.map(({ body }) => 'tools' in (body as object))
    expect(sent).toEqual([true, false, false, true])
  })

  it('answers without tools where a server failed at them by its own word, and offers them again', async () => {
    place.server.script(path, ({ request, error, sse }) => {
      if ((request.body as { tools?: unknown }).tools)
        error(500, { message: 'tools param requires --jinja flag' })
      else sse().chatAnswer('Fine')
    })
    const asked = engine()
    for (let round = 0; round < 2; round += 1)
      expect(textIn(await collect(asked.answer(question({ tools: [drawTool] }))))).toBe('Fine')
    const sent = place.server.requests.map(({ body }) => 'tools' in (body as object))
    expect(sent).toEqual([true, false, true, false])
  })

  it('asks once without streaming where the server cannot stream, and remembers', async () => {
    place.server.script(path, ({ request, error, json }) => {
      if ((request.body as { stream: boolean }).stream) error(400, { message: 'Streaming is not supported' })
      else json(200, chatCompletion({ content: 'Whole' }))
    })
    const asked = engine()
    expect(textIn(await collect(asked.answer(question())))).toBe('Whole')
    expect(textIn(await collect(asked.answer(question())))).toBe('Whole')
    expect(place.server.requests).toHaveLength(3)
    expect(learnt).toEqual([['streaming', false]])
  })

  it('does not stream where an earlier session has learnt that it cannot', async () => {
    place.server.script(path, ({ json }) => json(200, chatCompletion({ content: 'Whole' })))
    const asked = new CompatibleEngine({
      ...options(),
      knows: (name) => (name === 'streaming' ? false : undefined),
    })
    await collect(asked.answer(question()))
    expect(bodyOf()).toMatchObject({ stream: false })
  })

  it('forgets a refusal that leaving out did not help', async () => {
    place.server.script(path, ({ error }) =>
      error(500, { message: 'tool parser and streaming backend are broken' }),
    )
    const asked = engine()
    await expect(collect(asked.answer(question({ tools: [drawTool] })))).rejects.toMatchObject({
      code: 'engine/server-error',
    })
    expect(learnt).toEqual([])
    const before = place.server.requests.length
    await collect(asked.answer(question({ tools: [drawTool] }))).catch(() => {})
    expect(place.server.requests[before]?.body).toMatchObject({ stream: true, tools: [{}] })
  })
})

describe('Responses', () => {
  const path = '/v1/responses'
  const engine = () => new OpenAIEngine(options())

  it('streams an answer in pieces, with its end and its count of tokens', async () => {
    place.server.script(path, ({ sse }) => sse().responseAnswer('Hello there, world'))
    const events = await collect(engine().answer(question()))
    expect(events.filter(({ type }) => type === 'text').length).toBeGreaterThan(1)
    expect(textIn(events)).toBe('Hello there, world')
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop', usage: responseUsage })
  })

  it('asks for nothing to be stored, with everything in it', async () => {
    place.server.script(path, ({ sse }) => sse().responseAnswer('Fine'))
    const messages = [message('user', 'One'), message('assistant', 'Two'), message('user', 'Three')]
    await collect(engine().answer(question({ messages, tools: [drawTool] })))
    expect(place.server.requests[0]?.headers.authorization).toBe('Bearer sk-test')
    expect(bodyOf()).toEqual({
      model: 'test-model',
      instructions: 'You are a helpful assistant',
      input: [
        { role: 'user', content: 'One' },
        { role: 'assistant', content: 'Two' },
        { role: 'user', content: 'Three' },
      ],
      store: false,
      include: ['reasoning.encrypted_content'],
      reasoning: { summary: 'auto' },
      stream: true,
      tools: [{ type: 'function', strict: false, ...drawTool }],
    })
  })

  it('leaves out reasoning for models that do not reason', async () => {
    place.server.script(path, ({ sse }) => sse().responseAnswer('Fine'))
    await collect(engine().answer(question({ model: 'gpt-4.1' })))
    expect(bodyOf()).not.toHaveProperty('include')
    expect(bodyOf()).not.toHaveProperty('reasoning')
  })

  it('leaves out what a model or an organisation may not use', async () => {
    place.server.script(path, ({ request, error, sse }) => {
      const body = request.body as Record<string, unknown>
      if (body.reasoning) {
        error(400, {
          message: 'Your organization must be verified to generate reasoning summaries.',
          param: 'reasoning.summary',
        })
      } else if (body.include) {
        error(400, { message: 'Encrypted content is not supported with this model.', param: 'include' })
      } else sse().responseAnswer('Fine')
    })
    const asked = engine()
    expect(textIn(await collect(asked.answer(question())))).toBe('Fine')
    await collect(asked.answer(question()))
    expect(place.server.requests).toHaveLength(4)
  })

  it('shows reasoning, and gives the item to hand back', async () => {
    place.server.script(path, ({ sse }) => {
      const stream = sse()
      stream.responseReasoning('Hm')
      stream.responseItem(reasoningItem)
      stream.responseAnswer('Yes')
    })
    const events = await collect(engine().answer(question()))
    expect(events.slice(0, 2)).toEqual([
      { type: 'reasoning', text: 'Hm' },
      { type: 'reasoning-item', opaque: JSON.stringify(reasoningItem) },
    ])
  })

  it('gives a tool call once, complete', async () => {
    const call = {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'a',
      name: 'generate_image',
      arguments: '{"prompt":"x"}',
    }
    place.server.script(path, ({ sse }) => {
      const stream = sse()
      stream.event({ type: 'response.function_call_arguments.delta', item_id: 'fc_1', delta: '{"pro' })
      stream.responseItem(call)
      stream.responseEnd('response.completed', { output: [call] })
      stream.end()
    })
    const events = await collect(engine().answer(question({ tools: [drawTool] })))
    expect(events).toEqual([
      { type: 'tool-call', callId: 'a', name: 'generate_image', input: '{"prompt":"x"}' },
      { type: 'finish', reason: 'tool-calls', usage: responseUsage },
    ])
  })

  it('shows a refusal as text and ends as refused', async () => {
    place.server.script(path, ({ sse }) => {
      const stream = sse()
      stream.event({ type: 'response.refusal.delta', item_id: 'm', content_index: 0, delta: 'I cannot.' })
      stream.responseEnd('response.completed')
      stream.end()
    })
    const events = await collect(engine().answer(question()))
    expect(textIn(events)).toBe('I cannot.')
    expect(events.at(-1)).toMatchObject({ reason: 'refused' })
  })

  it('separates two messages of one answer', async () => {
    place.server.script(path, ({ sse }) => {
      const stream = sse()
      stream.responseText('First I look.', 'msg_1')
      stream.responseText('Here ', 'msg_2')
      stream.responseText('it is.', 'msg_2')
      stream.responseEnd('response.completed')
      stream.end()
    })
    expect(textIn(await collect(engine().answer(question())))).toBe('First I look.\n\nHere it is.')
  })

  it('gives the same events without streaming', async () => {
    place.server.script(path, ({ json }) =>
      json(
        200,
        modelResponse({
          output: [
            { ...reasoningItem, summary: [{ type: 'summary_text', text: 'Hm' }] },
            {
              type: 'message',
              id: 'm',
              role: 'assistant',
              content: [{ type: 'output_text', text: 'Look', annotations: [] }],
            },
            { type: 'function_call', id: 'f', call_id: 'a', name: 'speak', arguments: '{}' },
          ],
        }),
      ),
    )
    const events = await collect(engine().answer(question({ streaming: false })))
    expect(events).toMatchObject([
      { type: 'reasoning', text: 'Hm' },
      { type: 'reasoning-item' },
      { type: 'text', text: 'Look' },
      { type: 'tool-call', callId: 'a', name: 'speak', input: '{}' },
      { type: 'finish', reason: 'tool-calls', usage: responseUsage },
    ])
    expect(bodyOf()).toMatchObject({ stream: false, store: false })
  })

  it('lists models with their announced end', async () => {
    place.server.script('/v1/models', ({ json }) =>
      json(200, {
        object: 'list',
        data: [
          { id: 'a', object: 'model', created: 1, owned_by: 'x', shutdown_date: '2027-01-14' },
          { id: 'b', object: 'model', created: 1, owned_by: 'x', shutdown_date: null },
          { id: 'c', object: 'model', created: 1, owned_by: 'x' },
        ],
      }),
    )
    expect(await engine().models(new AbortController().signal)).toEqual([
      { id: 'a', shutdownDate: '2027-01-14' },
      { id: 'b', shutdownDate: null },
      { id: 'c', shutdownDate: null },
    ])
  })
})
