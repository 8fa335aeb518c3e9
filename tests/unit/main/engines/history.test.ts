import type { Part } from '@shared/model/message'
import { describe, expect, it } from 'vitest'
import { chatMessages } from '../../../../src/main/engines/chatMessages'
import { responsesInput } from '../../../../src/main/engines/responsesInput'
import { message, question } from '../../../integration/engines/support'

const opaque = JSON.stringify({ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' })
const text = (words: string): Part => ({ type: 'text', text: words })
const call = (callId: string, input = '{"prompt":"a cat"}'): Part => ({
  type: 'tool-call',
  callId,
  name: 'generate_image',
  input,
})
const result = (callId: string, output = 'Shown.'): Part => ({
  type: 'tool-result',
  callId,
  output,
  isError: false,
})
const picture: Part = { type: 'picture', prompt: 'a cat', pictureId: 'p', width: 1, height: 1 }

const chat = (parts: readonly Part[], fields = {}) =>
  chatMessages(question({ system: '', messages: [message('assistant', parts, fields)] }))
const responses = (parts: readonly Part[], fields = {}) =>
  responsesInput(question({ messages: [message('assistant', parts, fields)] }), 'openai')

describe('the history for Chat Completions', () => {
  it('gives each call of the same id its own result, and an interrupted one none', async () => {
    const parts = [
      call('a'),
      text('Go on.'),
      call('a'),
      result('a', 'One'),
      text('And.'),
      call('a'),
      result('a', 'Two'),
    ]
    const sent = (await chat(parts)).filter(({ role }) => role === 'tool')
    expect(sent).toEqual([
      { role: 'tool', tool_call_id: 'a', content: 'No result: the call was interrupted.' },
      { role: 'tool', tool_call_id: 'a_2', content: 'One' },
      { role: 'tool', tool_call_id: 'a_3', content: 'Two' },
    ])
  })

  it('keeps rounds of a tool loop apart, each result after its call', async () => {
    expect(
      await chat([
        text('Let me.'),
        call('a'),
        call('b'),
        picture,
        result('a', 'One'),
        result('b', 'Two'),
        text('Done.'),
      ]),
    ).toEqual([
      {
        role: 'assistant',
        content: 'Let me.',
        tool_calls: [
          {
            id: 'a',
            type: 'function',
            function: { name: 'generate_image', arguments: '{"prompt":"a cat"}' },
          },
          {
            id: 'b',
            type: 'function',
            function: { name: 'generate_image', arguments: '{"prompt":"a cat"}' },
          },
        ],
      },
      { role: 'tool', tool_call_id: 'a', content: 'One' },
      { role: 'tool', tool_call_id: 'b', content: 'Two' },
      { role: 'assistant', content: 'Done.' },
    ])
  })

  it('gives a call that was stopped a result, because servers refuse one without', async () => {
    expect(await chat([call('a')])).toMatchObject([
      { role: 'assistant', content: null },
      { role: 'tool', tool_call_id: 'a', content: expect.stringContaining('interrupted') },
    ])
  })

  it('does not hand damaged input back', async () => {
    expect((await chat([call('a', '{"prompt": "a c'), result('a')]))[0]).toMatchObject({
      tool_calls: [{ function: { arguments: '{}' } }],
    })
  })

  it('leaves out failures, reasoning and results without a call', async () => {
    expect(
      await chat([
        { type: 'reasoning', text: 'Hm', opaque },
        text('Half an ans'),
        result('nobody'),
        { type: 'failure', code: 'engine/cut' },
      ]),
    ).toEqual([{ role: 'assistant', content: 'Half an ans' }])
  })

  it('leaves out messages with nothing to say', async () => {
    expect(await chat([])).toEqual([])
    expect(await chat([{ type: 'failure', code: 'engine/bad-key' }])).toEqual([])
  })

  it.each(['stopped', 'interrupted', 'failed'] as const)('keeps what a %s answer said', async (state) => {
    expect(await chat([text('Half')], { state })).toEqual([{ role: 'assistant', content: 'Half' }])
  })

  it('names pictures and files in short', async () => {
    expect(await chat([picture])).toEqual([{ role: 'assistant', content: '[picture: a cat]' }])
    const file: Part = { type: 'file', fileId: 'f', name: 'a.txt', mediaType: 'text/plain', byteLength: 1 }
    const messages = [message('user', [text('Read this'), file])]
    expect(await chatMessages(question({ system: '', messages }))).toEqual([
      { role: 'user', content: expect.stringMatching(/^Read this\n\n\[file: a\.txt\]/) },
    ])
  })

  it('sends no empty system prompt', async () => {
    expect(await chatMessages(question({ system: '  ' }))).toEqual([{ role: 'user', content: 'Hello' }])
  })

  it('asks to go on after what was already said', async () => {
    const messages = [message('user', 'Count'), message('assistant', 'One, two')]
    expect(await chatMessages(question({ system: '', messages, continuing: true }))).toEqual([
      { role: 'user', content: 'Count' },
      { role: 'assistant', content: 'One, two' },
      { role: 'user', content: expect.stringContaining('Continue it exactly where it ends') },
    ])
  })
})

describe('the history for Responses', () => {
  it('hands reasoning back before what it led to', async () => {
    expect(
      await responses([{ type: 'reasoning', text: 'Hm', opaque }, call('a'), result('a'), text('Done.')]),
    ).toEqual([
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' },
      { type: 'function_call', call_id: 'a', name: 'generate_image', arguments: '{"prompt":"a cat"}' },
      { type: 'function_call_output', call_id: 'a', output: 'Shown.' },
      { role: 'assistant', content: 'Done.' },
    ])
  })

  it('hands reasoning back only to the engine that wrote it', async () => {
    const parts: Part[] = [{ type: 'reasoning', text: 'Hm', opaque }, text('Yes')]
    expect(await responses(parts, { engineId: 'openai' })).toHaveLength(2)
    expect(await responses(parts, { engineId: 'another' })).toEqual([{ role: 'assistant', content: 'Yes' }])
  })

  it('leaves out reasoning that was cut off before it led to anything', async () => {
    expect(await responses([{ type: 'reasoning', text: 'Hm', opaque }], { state: 'stopped' })).toEqual([])
  })

  it.each(['not json', '[]', '{"type":"reasoning"}', '{"type":"message","id":"x","encrypted_content":"y"}'])(
    'leaves out a damaged item (%s) and keeps the answer',
    async (damaged) => {
      expect(await responses([{ type: 'reasoning', text: '', opaque: damaged }, text('Yes')])).toEqual([
        { role: 'assistant', content: 'Yes' },
      ])
    },
  )

  it('asks to go on after what was already said', async () => {
    const messages = [message('user', 'Count'), message('assistant', 'One, two')]
    expect((await responsesInput(question({ messages, continuing: true }), 'openai')).at(-1)).toMatchObject({
      role: 'user',
      content: expect.stringContaining('Continue it exactly where it ends'),
    })
  })
})
