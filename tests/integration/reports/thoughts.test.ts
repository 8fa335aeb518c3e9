import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultExportOptions } from '@shared/model/exports'
import { textOf } from '@shared/model/message'
import { describe, expect, test } from 'vitest'
import type { Wire } from '../../fakes/replayServer'
import { type Replayed, replayPlace, titleOf } from './replay'

const replay = replayPlace()

const exported = async ({ app, place }: Replayed, conversationId: string): Promise<string> => {
  const out = join(place.folder, 'out')
  mkdirSync(out, { recursive: true })
  place.dialogs.target = join(out, 'answer.md')
  const options = { ...defaultExportOptions, format: 'markdown' as const, reasoning: false }
  const events = app.services.historyExports.exportConversations(
    { conversationIds: [conversationId], options },
    1,
    new AbortController().signal,
  )
  for await (const _ of events);
  return readFileSync(join(out, 'answer.md'), 'utf8')
}

describe('thoughts are thoughts wherever they stand, and no answer', () => {
  test.each(['think-01', 'think-03', 'think-04', 'think-11'].map((id) => ({ id, title: titleOf(id) })))(
    '$title: folded, and not copied, exported, spoken or sent back',
    async ({ id }) => {
      const replayed = await replay(id)
      const { ask, app, server } = replayed
      const { message, text, thoughts, failure, conversationId } = await ask('first question')
      expect({ text, thoughts, failure, state: message.state }).toEqual({
        text: 'Four.',
        thoughts: 'Let me think.',
        failure: undefined,
        state: 'complete',
      })
      expect(message.parts.map(({ type }) => type)).toEqual(['reasoning', 'text'])
      // What is copied and what is read aloud are the message's text.
      expect(textOf(message)).toBe('Four.')
      expect(await app.services.readAloud.wordsOf(message.id)).toBe('Four.')
      const file = await exported(replayed, conversationId)
      expect(file).toContain('Four.')
      expect(file).not.toMatch(/Let me think|<\/?th/)
      await ask('second question', conversationId)
      expect(server.requests[1]).toContain('"content":"Four."')
      expect(server.requests[1]).not.toMatch(/Let me think|<\/?th/)
    },
  )

  test(`${titleOf('think-08')}: shows no fold, and leaves no tag in the title`, async () => {
    const { ask, app } = await replay('think-08', { makeTitles: true })
    const { message, conversationId } = await ask('first question')
    expect(message.parts).toEqual([{ type: 'text', text: 'Four.' }])
    const title = async () => (await app.services.library.getConversation({ id: conversationId }))?.title
    await expect.poll(title).toBe('Replay title')
  })
})

const stream = (...deltas: readonly object[]): Wire => ({
  endpoint: 'POST /v1/chat/completions',
  respond: {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    chunks: [
      ...deltas.map((delta) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`),
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`,
      'data: [DONE]\n\n',
    ],
  },
})
const texts = (...pieces: readonly string[]): Wire => stream(...pieces.map((content) => ({ content })))

describe('of the same kind', () => {
  test.each([
    ['a closing tag alone', texts('Let me ', 'think.\n</th', 'ink>\n\nFo', 'ur.')],
    ['a closing tag alone, in one piece', texts('Let me think.</think>Four.')],
    ['Kimi’s signs', texts('◁thi', 'nk▷Let me think.◁/think', '▷Four.')],
    ['reasoning tags', texts('<reasoning>Let me think.</reasoning>\nFour.')],
    ['thinking tags in capitals', texts('\n<THINKING>Let me think.</THINKING>Four.')],
    ['reasoning_content', stream({ reasoning_content: 'Let me think.' }, { content: 'Four.' })],
    [
      'both fields',
      stream({ reasoning: 'Let me think.', reasoning_content: 'Let me think.' }, { content: 'Four.' }),
    ],
    [
      'reasoning_details alone',
      stream(
        { reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'Let me ' }] },
        { reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'think.' }] },
        { content: 'Four.' },
      ),
    ],
    [
      'a remainder of tags behind thoughts in a field',
      stream({ reasoning_content: 'Let me think.' }, { content: '</think>\n\n' }, { content: 'Four.' }),
    ],
    [
      'Gemini’s own mark',
      stream(
        { content: '<thought>Let me think.', extra_content: { google: { thought: true } } },
        { content: '</thought>Four.' },
      ),
    ],
  ])('%s', async (_what, wire) => {
    const { ask } = await replay(wire)
    const { text, thoughts, message } = await ask('first question')
    expect({ text, thoughts, state: message.state }).toEqual({
      text: 'Four.',
      thoughts: 'Let me think.',
      state: 'complete',
    })
  })

  test.each([
    ['a tag that was never closed', texts('<think>Let me', ' think.')],
    ['thoughts alone', stream({ reasoning_content: 'Let me think.' })],
  ])('%s is told as an empty answer, and its thoughts are kept', async (_what, wire) => {
    const { ask } = await replay(wire)
    const { text, thoughts, message, failure } = await ask('first question')
    expect({ text, thoughts, state: message.state, failure }).toEqual({
      text: '',
      thoughts: 'Let me think.',
      state: 'failed',
      failure: { type: 'failure', code: 'engine/empty', data: { reason: 'thoughts' } },
    })
  })

  test.each([
    'Models write <think> before and </think> after their thoughts.',
    'The end is marked by `</think>`.',
    'It looks so:\n\n```\nHm.\n</think>\n```\n\nAs you see.',
    'The tag </think> ends them.',
  ])('tags that are quoted stay text: %j', async (words) => {
    const { ask } = await replay(texts(...(words.match(/[\s\S]{1,5}/g) ?? [])))
    expect(await ask('first question')).toMatchObject({ text: words, thoughts: '' })
  })

  test('tags behind closed thoughts are text', async () => {
    const { ask } = await replay(texts('<think>Hm.</think>Use <think> and </think>.'))
    expect(await ask('first question')).toMatchObject({ text: 'Use <think> and </think>.', thoughts: 'Hm.' })
  })
})
