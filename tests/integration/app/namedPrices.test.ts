import { describe, expect, test } from 'vitest'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace({ isRemote: true })

const answered = async (app: TestApp) => {
  const { conversationId, messageId } = await app.call('runs.start', {
    conversationId: null,
    prompt: 'What does it cost?',
  })
  await app.idle(conversationId)
  const [message] = await app.call('messages.load', { ids: [messageId] })
  const costs = await app.call('costs.ofConversation', { conversationId })
  return { message, costs }
}

const litellm = { 'x-litellm-response-cost': '0.00042' }

describe('a price that the server names', () => {
  test('in the usage of an answer is what the answer cost', async () => {
    place.server.script(chatPath, ({ sse }) => {
      const stream = sse()
      stream.chatText('A little.')
      stream.chatFinish('stop')
      stream.event({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, cost: 0.0123 } })
      stream.done()
      stream.end()
    })
    const { message, costs } = await answered(place.start())
    expect(message).toMatchObject({ costUsd: 0.0123, usage: { inputTokens: 10, outputTokens: 5 } })
    expect(costs).toMatchObject({ costUsd: 0.0123, unknownCount: 0 })
  })

  test('above an answer is what the answer cost', async () => {
    const message = { role: 'assistant', content: 'A little.' }
    place.server.script(chatPath, ({ json }) =>
      json(200, { choices: [{ index: 0, message, finish_reason: 'stop' }] }, litellm),
    )
    expect((await answered(place.start())).message).toMatchObject({ costUsd: 0.00042 })
  })

  test('is not made up where none is named', async () => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Who knows.'))
    expect((await answered(place.start())).message).toMatchObject({ costUsd: null })
  })

  test('above a picture is what the picture cost', async () => {
    const picture =
      'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAT0lEQVR42u3PQQkAAAgEsEty/aMYywi+hcEKLNO+FgEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQGBywLKp0DxvxLbjwAAAABJRU5ErkJggg=='
    place.server.script('/v1/images/generations', ({ json }) =>
      json(200, { data: [{ b64_json: picture }] }, litellm),
    )
    const app = place.start()
    const { conversationId } = await app.call('runs.start', { conversationId: null, prompt: '/image a kite' })
    await app.idle(conversationId)
    expect(await app.call('costs.ofConversation', { conversationId })).toMatchObject({ costUsd: 0.00042 })
  })
})
