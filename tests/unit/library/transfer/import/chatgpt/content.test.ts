import { LeftOutTally } from '@shared/model/LeftOutTally'
import { describe, expect, test } from 'vitest'
import { convertMessage } from '../../../../../../src/library/transfer/import/chatgpt/content'

/** What becomes of a message of ChatGPT's. */
const convert = (message: unknown) => {
  const leftOut = new LeftOutTally()
  const converted = convertMessage('node', message, {
    findAsset: (pointer) => (pointer.includes('known') ? '7' : null),
    leftOut,
    title: 'Title',
  })
  return { ...converted, parts: converted.entry?.parts ?? [], leftOut: leftOut.list() }
}
const said = (role: string, content: unknown, more: object = {}) => ({ author: { role }, content, ...more })
const plain = (text: string) => ({ content_type: 'text', parts: [text] })

describe('a message of ChatGPT', () => {
  test('thoughts become reasoning; how long they took says nothing by itself', () => {
    const thoughts = [
      { summary: 'Weighing', content: 'Both sides' },
      { summary: '', content: 'Then the wind' },
    ]
    expect(convert(said('assistant', { content_type: 'thoughts', thoughts })).parts).toEqual([
      { type: 'reasoning', text: '**Weighing**\n\nBoth sides\n\nThen the wind' },
    ])
    const recap = { content_type: 'reasoning_recap', content: 'Thought for 12 seconds' }
    expect(convert(said('assistant', recap))).toMatchObject({ parts: [], leftOut: [] })
  })

  test('code for a tool is a call, its output the result; code for the user is shown', () => {
    const code = { content_type: 'code', language: 'python', text: 'print(1)' }
    expect(convert(said('assistant', code, { recipient: 'python' })).parts).toEqual([
      { type: 'tool-call', callId: 'node', name: 'python', input: '{"text":"print(1)"}' },
    ])
    expect(
      convert(said('assistant', { content_type: 'code', text: '{"q":"kites"}' }, { recipient: 'web.run' }))
        .parts,
    ).toEqual([{ type: 'tool-call', callId: 'node', name: 'web.run', input: '{"q":"kites"}' }])
    expect(
      convert({
        ...said('tool', { content_type: 'execution_output', text: '1' }),
        author: { role: 'tool', name: 'python' },
      }).parts,
    ).toEqual([{ type: 'open-result', callId: 'node', name: 'python', output: '1', isError: false }])
    expect(convert(said('assistant', { ...code, text: 'a ``` b ```` c' })).parts).toEqual([
      { type: 'text', text: '`````python\na ``` b ```` c\n`````' },
    ])
  })

  test('a document written beside the conversation is shown in it', () => {
    const text = JSON.stringify({ name: 'Poem', type: 'document', content: 'Wind and string' })
    expect(
      convert(said('assistant', { content_type: 'code', text }, { recipient: 'canmore.create_textdoc' }))
        .parts,
    ).toEqual([{ type: 'text', text: '**Poem**\n\nWind and string' }])
  })

  test('pictures stand where they stood; a drawn one has its prompt; a missing one leaves its place', () => {
    const pointer = (id: string, more: object = {}) => ({
      content_type: 'image_asset_pointer',
      asset_pointer: `sediment://${id}`,
      width: 10,
      height: 20,
      ...more,
    })
    const content = {
      content_type: 'multimodal_text',
      parts: [pointer('known'), 'What is this?', pointer('gone')],
    }
    expect(convert(said('user', content)).parts).toMatchObject([
      { type: 'asset', key: '7', prompt: null, wanted: 'picture', width: 10, height: 20 },
      { type: 'text', text: 'What is this?' },
      { type: 'asset', key: null, wanted: 'picture' },
    ])
    const drawn = {
      content_type: 'multimodal_text',
      parts: [pointer('known', { metadata: { dalle: { prompt: 'A kite' } } })],
    }
    expect(convert(said('tool', drawn)).parts).toMatchObject([{ type: 'asset', key: '7', prompt: 'A kite' }])
  })

  test('attached files come once, also where the text shows them', () => {
    const content = {
      content_type: 'multimodal_text',
      parts: [{ content_type: 'image_asset_pointer', asset_pointer: 'file-service://file-known1' }, 'See'],
    }
    const attachments = [
      { id: 'file-known1', name: 'a.png', mime_type: 'image/png' },
      { id: 'file-known2', name: 'b.pdf', mime_type: 'application/pdf', size: 12 },
      { id: 5, name: 'wrong' },
      'wrong',
    ]
    expect(convert(said('user', content, { metadata: { attachments } })).parts).toMatchObject([
      { type: 'asset', wanted: 'picture' },
      { type: 'text' },
      { type: 'asset', name: 'b.pdf', mediaType: 'application/pdf', byteLength: 12, wanted: 'any' },
    ])
  })

  test('speech comes as what was said; its sound is told as left out', () => {
    const content = {
      content_type: 'multimodal_text',
      parts: [
        { content_type: 'audio_transcription', text: 'Hello there' },
        { content_type: 'audio_asset_pointer', asset_pointer: 'sediment://x' },
        { content_type: 'real_time_user_audio_video_asset_pointer' },
      ],
    }
    const { parts, leftOut } = convert(said('user', content))
    expect(parts).toEqual([{ type: 'text', text: 'Hello there' }])
    expect(leftOut).toMatchObject([{ kind: 'file', reason: 'unsupported', count: 2 }])
  })

  test('what is hidden there is hidden here, and counted; empty machinery is not', () => {
    expect(convert(said('system', plain('You are …'))).leftOut).toMatchObject([
      { reason: 'hidden', count: 1 },
    ])
    expect(convert(said('system', plain(''))).leftOut).toEqual([])
    const hidden = said('user', plain('x'), { metadata: { is_visually_hidden_from_conversation: true } })
    expect(convert(hidden)).toMatchObject({ entry: null, leftOut: [{ reason: 'hidden' }] })
  })

  test('instructions of the user go along with the conversation', () => {
    const content = {
      content_type: 'user_editable_context',
      user_profile: 'I fly kites.',
      user_instructions: 'Be brief.',
    }
    expect(convert(said('user', content))).toMatchObject({
      entry: null,
      instructions: 'I fly kites.\n\nBe brief.',
    })
  })

  test('marks of sources become links or go', () => {
    const text =
      'Kites fly.\ue200cite\ue202turn0search0\ue201 High.\ue200i\ue202turn0image1\ue201 Old 【3†source】.'
    const metadata = {
      content_references: [
        {
          matched_text: '\ue200cite\ue202turn0search0\ue201',
          items: [{ title: 'All [about] kites', url: 'https://kites.example/a' }],
        },
        { matched_text: ' ', items: [{ url: 'https://nothing.example' }] },
      ],
      citations: [{ metadata: { title: 'Old', url: 'javascript:alert(1)' } }],
    }
    expect(convert(said('assistant', plain(text), { metadata })).parts).toEqual([
      { type: 'text', text: 'Kites fly. ([All  about  kites](https://kites.example/a)) High. Old .' },
    ])
  })

  test('how it ended is kept', () => {
    const state = (more: object) => convert(said('assistant', plain('x'), more)).entry?.state
    expect(state({})).toBe('complete')
    expect(state({ metadata: { finish_details: { type: 'interrupted' } } })).toBe('stopped')
    expect(state({ status: 'in_progress' })).toBe('interrupted')
  })

  test('an unknown kind comes with its text where it has one, and is told where not', () => {
    expect(convert(said('assistant', { content_type: 'new_thing', text: 'words' })).parts).toEqual([
      { type: 'text', text: 'words' },
    ])
    expect(convert(said('assistant', { content_type: 'new_thing', blob: {} })).leftOut).toMatchObject([
      { kind: 'content', reason: 'unsupported', names: ['new_thing'] },
    ])
  })

  test.each([
    null,
    7,
    'text',
    [],
    {},
    { author: 7, content: 7 },
    { author: { role: 'user' }, content: { content_type: 7, parts: 'no list' } },
    { author: { role: 'user' }, content: { parts: [null, 7, [], { content_type: null }] }, metadata: [] },
    {
      author: { role: 'assistant' },
      content: { content_type: 'thoughts', thoughts: 7 },
      create_time: 'never',
    },
    { author: { role: 'tool' }, content: { content_type: 'code', text: {} }, recipient: {} },
  ])('nothing is believed of %j', (message) => {
    expect(() => convert(message)).not.toThrow()
  })
})
