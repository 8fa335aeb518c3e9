import { describe, expect, test } from 'vitest'
import { answerOf, replayPlace, titleOf } from './replay'

const replay = replayPlace()

describe('what arrives', () => {
  test.each(
    [
      { id: 'sse-01', text: 'Part one, part two.' },
      { id: 'sse-03', text: 'Hello there.' },
      { id: 'sse-05', text: 'One two three.' },
      { id: 'sse-06', text: 'All of it.' },
      { id: 'sse-20', text: 'Mislabelled stream.' },
      { id: 'sse-24', text: 'A 😀 B 🎉 end.' },
    ].map((row) => ({ ...row, title: titleOf(row.id) })),
  )('$title: is read whole', async ({ id, text }) => {
    const { ask } = await replay(id)
    const answer = await ask('first question')
    expect({ text: answer.text, state: answer.message.state, failure: answer.failure }).toEqual({
      text,
      state: 'complete',
      failure: undefined,
    })
  })

  test.each(
    [
      { id: 'sse-08', text: 'Half of the ans', state: 'interrupted', code: 'engine/cut' },
      { id: 'sse-17', text: '', state: 'failed', code: 'engine/context-too-long' },
      { id: 'sse-23', text: '', state: 'failed', code: 'engine/not-found' },
      { id: 'sse-31', text: 'And then the', state: 'interrupted', code: 'engine/answer-limit' },
      { id: 'sse-33', text: '', state: 'failed', code: 'engine/refused' },
      { id: 'sse-34', text: '', state: 'failed', code: 'engine/empty' },
    ].map((row) => ({ ...row, title: titleOf(row.id) })),
  )('$title: is told as what it is', async ({ id, text, state, code }) => {
    const { ask } = await replay(id)
    const answer = await ask('first question')
    expect({ text: answer.text, state: answer.message.state, code: answer.failure?.code }).toEqual({
      text,
      state,
      code,
    })
  })

  test(`${titleOf('sse-15')}: is counted`, async () => {
    const { ask } = await replay('sse-15')
    const { text, message } = await ask('first question')
    expect(text).toBe('Counted.')
    expect(message.usage).toMatchObject({ inputTokens: 11, outputTokens: 2 })
  })

  test(`${titleOf('sse-24')}: no window gets half a character, and a restart keeps it whole`, async () => {
    const { app, restart } = await replay('sse-24')
    const { conversationId, messageId } = await app.call('runs.start', {
      conversationId: null,
      prompt: 'first question',
    })
    const watched = app.watch(conversationId)
    await watched.until(({ type }) => type === 'message.finished')
    expect(JSON.stringify(watched.items)).toContain('😀')
    expect(JSON.stringify(watched.items)).not.toMatch(/\\ud[89a-f]/i)
    await app.idle(conversationId)
    expect((await answerOf((await restart()).app, messageId)).text).toBe('A 😀 B 🎉 end.')
  })
})
