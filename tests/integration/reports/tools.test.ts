import type { ToolCallPart, ToolResultPart } from '@shared/model/message'
import { describe, expect, test } from 'vitest'
import type { Wire, WireAnswer } from '../../fakes/replayServer'
import { type Answer, answerOf, replayPlace, titleOf } from './replay'

const replay = replayPlace()

/** Each step's input, and whether it worked, by position. */
const stepsOf = ({ message }: Answer) => {
  const calls = message.parts.filter((part): part is ToolCallPart => part.type === 'tool-call')
  const results = message.parts.filter((part): part is ToolResultPart => part.type === 'tool-result')
  expect(new Set(calls.map(({ callId }) => callId)).size).toBe(calls.length)
  return calls.map(({ callId, input }) => ({
    input,
    worked: results.find((each) => each.callId === callId)?.isError === false,
  }))
}

const hello = { input: '{"text":"Hello"}', worked: true }
const morning = { input: '{"text":"Good morning"}', worked: true }

describe('a call is a call however it comes, and its result stays with it', () => {
  test.each(
    [
      { id: 'tool-01', steps: [morning], text: 'Said with signature.' },
      { id: 'tool-02', steps: [morning], text: 'Said.' },
      {
        id: 'tool-05',
        steps: [
          { input: '{"text":"One"}', worked: true },
          { input: '{"text":"Two"}', worked: true },
        ],
        text: 'Both.',
      },
      { id: 'tool-06', steps: [hello], text: 'Said.' },
      { id: 'tool-09', steps: [{ input: '{"text":""}', worked: false }, hello], text: 'RESULTS APART' },
      { id: 'tool-11', steps: [hello], text: 'Said.' },
      { id: 'tool-12', steps: [hello], text: 'Said.' },
      { id: 'tool-13', steps: [hello], text: 'Said.' },
    ].map((row) => ({ ...row, title: titleOf(row.id) })),
  )('$title', async ({ id, steps, text }) => {
    const { ask } = await replay(id)
    const answer = await ask('say it aloud')
    expect({ steps: stepsOf(answer), text: answer.text.trim(), state: answer.message.state }).toEqual({
      steps,
      text,
      state: 'complete',
    })
    expect(answer.failure).toBeUndefined()
  })

  test(`${titleOf('tool-02')}: the thoughts are folded`, async () => {
    const { ask } = await replay('tool-02')
    expect((await ask('say good morning aloud')).thoughts).toBe('The person wants sound.')
  })

  test(`${titleOf('tool-15')}: is no refusal of tools`, async () => {
    const { ask } = await replay('tool-15')
    const first = await ask('first question')
    expect(first.text).toBe('First answer.')
    expect((await ask('second question', first.conversationId)).text).toBe('TOOLS OFFERED')
  })
})

const answer = (...deltas: readonly object[]): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  chunks: [
    ...deltas.map((delta) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`),
    'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
    'data: [DONE]\n\n',
  ],
  chunkDelayMs: 1,
})
const words = (content: string) => answer({ content })
const endpoint = 'POST /v1/chat/completions'
const wire = (respond: WireAnswer, second: Wire['second'] = words('Said.')): Wire => ({
  endpoint,
  respond,
  second,
})
const speakCall = (text: string, fields: object = {}) => ({
  id: 'c1',
  type: 'function',
  function: { name: 'speak', arguments: JSON.stringify({ text }) },
  ...fields,
})
const calls = (...list: readonly object[]) => ({ tool_calls: list })
const part = (fields: object, called: object) => calls({ index: 0, ...fields, function: called })

describe('of the same kind', () => {
  test.each([
    ['no id and no number', answer(calls({ function: { name: 'speak', arguments: '{"text":"Hello"}' } }))],
    ['an object for the input', answer(part({ id: 'a' }, { name: 'speak', arguments: { text: 'Hello' } }))],
    [
      'JSON within JSON',
      answer(part({ id: 'a' }, { name: 'speak', arguments: JSON.stringify('{"text":"Hello"}') })),
    ],
    [
      'the name with each piece, and a new id',
      answer(
        part({ id: 'a' }, { name: 'speak', arguments: '{"te' }),
        part({ id: 'b' }, { name: 'speak', arguments: 'xt":"Hel' }),
        part({ id: 'c' }, { name: 'speak', arguments: 'lo"}' }),
      ),
    ],
    [
      'all so far with each piece',
      answer(
        part({ id: 'a' }, { name: 'speak', arguments: '{"text":' }),
        part({}, { arguments: '{"text":"Hel' }),
        part({}, { arguments: '{"text":"Hello"}' }),
      ),
    ],
    [
      'an empty input first',
      answer(
        part({ id: 'a' }, { name: 'speak', arguments: '{}' }),
        part({ id: 'a' }, { name: 'speak', arguments: '{"text":"Hello"}' }),
      ),
    ],
    [
      'pieces without number, id or name',
      answer(
        calls({ id: 'a', function: { name: 'speak', arguments: '{"text"' } }),
        calls({ function: { arguments: ':"Hello"}' } }),
      ),
    ],
    ['the call of a function', answer({ function_call: { name: 'speak', arguments: '{"text":"Hello"}' } })],
    ['one call instead of a list', answer({ tool_calls: speakCall('Hello') })],
    [
      'XML as Qwen writes it',
      answer({
        content:
          '<tool_call>\n<function=speak>\n<parameter=text>\nHello\n</parameter>\n</function>\n</tool_call>',
      }),
    ],
    [
      'keys and values as GLM writes them',
      answer({
        content: '<tool_call>speak\n<arg_key>text</arg_key>\n<arg_value>Hello</arg_value>\n</tool_call>',
      }),
    ],
    ['Python as LFM writes it', words("<|tool_call_start|>[speak(text='Hello')]<|tool_call_end|>")],
    ['a list as Mistral writes it', words('[TOOL_CALLS][{"name":"speak","arguments":{"text":"Hello"}}]')],
    [
      'Kimi’s own signs',
      words(
        '<|tool_calls_section_begin|><|tool_call_begin|>functions.speak:0<|tool_call_argument_begin|>{"text":"Hello"}<|tool_call_end|><|tool_calls_section_end|>',
      ),
    ],
    ['a tag that is never closed', words('<tool_call>\n{"name": "speak", "arguments": {"text": "Hello"}}')],
  ])('%s', async (_what, respond) => {
    const { ask } = await replay(wire(respond))
    const said = await ask('say hello aloud')
    expect(stepsOf(said).map((step) => ({ ...step, input: JSON.stringify(JSON.parse(step.input)) }))).toEqual(
      [hello],
    )
    expect(said.text).toBe('Said.')
  })

  test('two calls of the same id are two, and each has its own result', async () => {
    const { ask, server } = await replay(
      wire(answer(calls(speakCall('', { index: 0 }), speakCall('Hello', { index: 1 })))),
    )
    const said = await ask('say nothing, then hello')
    expect(stepsOf(said)).toEqual([{ input: '{"text":""}', worked: false }, hello])
    const sent = JSON.parse(server.requests[1] ?? '').messages as { tool_call_id?: string; content: string }[]
    const results = sent.filter(({ tool_call_id: id }) => id !== undefined)
    expect(results.map(({ tool_call_id: id }) => id)).toEqual(['c1', 'c1_2'])
    expect(results[0]?.content).toContain('tool/bad-input')
    expect(results[1]?.content).not.toContain('Failed')
  })

  test('a tag in a block of code is text', async () => {
    const text = 'Qwen writes:\n\n```\n<tool_call>\n{"name":"speak","arguments":{}}\n</tool_call>\n```\n'
    const { ask } = await replay(wire(words(text)))
    const said = await ask('how?')
    expect(said.text).toBe(text)
    expect(stepsOf(said)).toEqual([])
  })

  test('a schema that no grammar can be made of is sent simpler once, and from then on', async () => {
    const chokes: WireAnswer = {
      status: 400,
      headers: { 'content-type': 'application/json' },
      chunks: ['{"error":{"code":400,"message":"failed to parse grammar","type":"invalid_request_error"}}'],
    }
    const choosy = { cases: [{ when: { bodyIncludes: 'maxLength' }, ...chokes }, words('Fine.')] }
    const { ask, server } = await replay({ endpoint, respond: chokes, second: choosy })
    const first = await ask('first question')
    expect(first.text).toBe('Fine.')
    expect((await ask('second question', first.conversationId)).text).toBe('Fine.')
    expect(server.requests.map((body) => body.includes('maxLength'))).toEqual([true, false, false])
    expect(server.requests.every((body) => body.includes('"speak"'))).toBe(true)
  })
})

const signed = (text: string, signature: string) =>
  answer(calls(speakCall(text, { extra_content: { google: { thought_signature: signature } } })))

describe('what belongs to the server goes back to it', () => {
  test('a signature survives a restart, Regenerate and a branch, and goes to no other model', async () => {
    const replayed = await replay(wire(signed('Hello', 'sig-one')))
    const first = await replayed.ask('say hello aloud')
    const { conversationId } = first
    expect(first.text).toBe('Said.')
    const later = await replayed.restart()
    const second = await later.ask('and now?', conversationId)
    const lastRequest = () => later.server.requests.at(-1) ?? ''
    expect(lastRequest()).toContain('sig-one')
    const { messageId } = await later.app.call('runs.regenerate', { messageId: second.message.id })
    await later.app.idle(conversationId)
    expect((await answerOf(later.app, messageId)).text).toBe('Said.')
    expect(lastRequest()).toContain('sig-one')
    await later.app.call('runs.start', {
      conversationId,
      parentId: first.message.id,
      prompt: 'a branch',
    })
    await later.app.idle(conversationId)
    expect(lastRequest()).toContain('a branch')
    expect(lastRequest()).toContain('sig-one')
    const copy = await later.app.call('conversations.branch', { messageId: first.message.id })
    await later.ask('in the copy', copy.conversationId)
    expect(lastRequest()).toContain('in the copy')
    expect(lastRequest()).toContain('sig-one')
    await later.app.call('runs.regenerate', { messageId: second.message.id, model: 'm-2' })
    await later.app.idle(conversationId)
    expect(lastRequest()).toContain('"m-2"')
    expect(lastRequest()).not.toContain('sig-one')
  })

  test('an id that holds a signature goes back whole', async () => {
    const id = `call_1__thought__${'A1b2'.repeat(500)}`
    const { ask, server } = await replay(wire(answer(calls(speakCall('Hello', { id })))))
    expect(stepsOf(await ask('say hello aloud'))).toEqual([hello])
    const sent = JSON.parse(server.requests[1] ?? '').messages as Record<string, unknown>[]
    expect(sent.find(({ tool_calls: list }) => list)?.tool_calls).toMatchObject([{ id }])
    expect(sent.find(({ role }) => role === 'tool')).toMatchObject({ tool_call_id: id })
  })

  test('what one model wanted back does not go along when another goes on with its answer', async () => {
    const cut = { ...signed('Hello', 'sig-one'), close: 'normal' as const }
    const broken: WireAnswer = {
      ...answer({ content: 'Half' }),
      chunks: ['data: {"choices":[{"index":0,"delta":{"content":"Half"}}]}\n\n'],
      close: 'abort',
      chunkDelayMs: 50,
    }
    const { ask, app, server } = await replay(wire(cut, [broken, words(' and whole.')]))
    const { message, conversationId } = await ask('say hello aloud')
    expect(message.state).toBe('interrupted')
    expect(server.requests[1]).toContain('sig-one')
    await app.call('conversations.setChoices', { conversationId, choices: { model: 'm-2' } })
    await app.call('runs.continue', { messageId: message.id })
    await app.idle(conversationId)
    expect((await answerOf(app, message.id)).text).toBe('Half and whole.')
    expect(server.requests[2]).toContain('"m-2"')
    expect(server.requests[2]).not.toContain('sig-one')
  })

  test('thoughts of an answer that used tools go back in each later turn, others do not', async () => {
    const thinking = answer({ reasoning_content: 'Aloud, then.' }, calls({ index: 0, ...speakCall('Hello') }))
    const { ask, restart, server } = await replay(
      wire(thinking, [
        answer({ reasoning_content: 'It was said.' }, { content: 'Said.' }),
        answer({ reasoning_content: 'Only words.' }, { content: 'Fine.' }),
      ]),
    )
    const { conversationId } = await ask('say hello aloud')
    expect(server.requests[1]).toContain('"reasoning_content":"Aloud, then."')
    await ask('and?', conversationId)
    expect(server.requests[2]).toContain('"reasoning_content":"Aloud, then."')
    expect(server.requests[2]).toContain('"reasoning_content":"It was said."')
    await (await restart()).ask('and now?', conversationId)
    expect(server.requests[3]).toContain('"reasoning_content":"Aloud, then."')
    expect(server.requests[3]).not.toContain('Only words.')
  })

  test('details come back as they were put together', async () => {
    const detail = (fields: object) => ({ reasoning_details: [{ index: 0, format: 'x-v1', ...fields }] })
    const thinking = answer(
      detail({ type: 'reasoning.text', text: 'Aloud, ' }),
      detail({ type: 'reasoning.text', text: 'then.' }),
      detail({ type: 'reasoning.text', signature: 'sealed-1' }),
      detail({ type: 'reasoning.encrypted', data: 'sealed-2' }),
      calls({ index: 0, ...speakCall('Hello') }),
    )
    const { ask, server } = await replay(wire(thinking))
    await ask('say hello aloud')
    const sent = JSON.parse(server.requests[1] ?? '').messages as Record<string, unknown>[]
    expect(sent.find(({ tool_calls: list }) => list)?.reasoning_details).toEqual([
      { index: 0, format: 'x-v1', type: 'reasoning.text', text: 'Aloud, then.', signature: 'sealed-1' },
      { index: 0, format: 'x-v1', type: 'reasoning.encrypted', data: 'sealed-2' },
    ])
  })

  test.each([
    [
      'signature',
      'Function call is missing a thought_signature in functionCall parts.',
      'skip_thought_signature',
    ],
    ['thoughts', 'Missing `reasoning_content` field in the assistant message', '"reasoning_content":""'],
  ])('a model that wants its %s gets by with another’s calls', async (_what, message, filling) => {
    const refuses: WireAnswer = {
      status: 400,
      headers: { 'content-type': 'application/json' },
      chunks: [JSON.stringify({ error: { code: 400, message } })],
    }
    const choosy = { cases: [{ when: { bodyIncludes: filling }, ...words('Said.') }, refuses] }
    const { ask } = await replay(wire(answer(calls(speakCall('Hello'))), choosy))
    expect((await ask('say hello aloud')).text).toBe('Said.')
  })

  test('a server that refuses what another of its kind wants gets an answer without it', async () => {
    const refuses: WireAnswer = {
      status: 400,
      headers: { 'content-type': 'application/json' },
      chunks: ['{"error":{"message":"property \'reasoning_content\' is unsupported"}}'],
    }
    const choosy = { cases: [{ when: { bodyIncludes: '"reasoning_content"' }, ...refuses }, words('Said.')] }
    const thinking = answer({ reasoning_content: 'Hm.' }, calls({ index: 0, ...speakCall('Hello') }))
    const { ask } = await replay(wire(thinking, choosy))
    expect((await ask('say hello aloud')).text).toBe('Said.')
  })
})
