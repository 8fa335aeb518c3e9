import type { Utterance } from '@shared/ipc/speech'
import { describe, expect, it } from 'vitest'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()
const speechPath = '/v1/audio/speech'

const answered = async (app: TestApp, choices = {}) => {
  place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer.'))
  const started = await app.call('runs.start', { conversationId: null, prompt: 'Say', choices })
  await app.idle(started.conversationId)
  return started
}

const read = async (app: TestApp, messageId: string): Promise<Utterance[]> => {
  const all: Utterance[] = []
  const reading = app.services.talker.read({ messageId }, new AbortController().signal)
  for await (const utterance of reading) all.push(utterance)
  return all
}

describe('reading aloud', () => {
  const speak = () =>
    place.server.script(speechPath, ({ bytes }) => bytes(200, new Uint8Array(48_000), 'audio/pcm'))

  it('uses the voice of the conversation and charges it, as unknown where the price is', async () => {
    speak()
    const app = place.start()
    const { conversationId, messageId } = await answered(app, { voice: 'nova' })
    expect(await read(app, messageId)).toMatchObject([{ voice: 'nova' }])
    expect((await place.server.request(speechPath)).body).toMatchObject({ voice: 'nova' })
    // The answer's price is unknown as well.
    await expect
      .poll(() => app.call('costs.ofConversation', { conversationId }))
      .toMatchObject({ unknownCount: 2, speechUsd: 0 })
  })

  it('uses the voice of the settings where the conversation has none', async () => {
    speak()
    const app = place.start({ voice: 'sage' })
    const { messageId } = await answered(app)
    expect(await read(app, messageId)).toMatchObject([{ voice: 'sage' }])
  })

  it('sends nothing to the engine of the settings that another engine wrote', async () => {
    speak()
    const app = place.start()
    const { messageId } = await answered(app, { engineId: 'builtin' })
    await expect(read(app, messageId)).rejects.toMatchObject({ code: 'speech/unavailable' })
    expect(place.server.requests.filter(({ path }) => path === speechPath)).toEqual([])
  })
})
