import type { QueuedQuestion } from '@shared/model/conversation'
import { textOf } from '@shared/model/message'
import { describe, expect, it } from 'vitest'
import type { SseWriter } from '../../fakes/faultServer'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()

/** A server that answers the first question only when told to, and the others at once. */
const holdFirst = (): { first: Promise<SseWriter> } => {
  let give: (stream: SseWriter) => void = () => {}
  const first = new Promise<SseWriter>((resolve) => {
    give = resolve
  })
  place.server.script(chatPath, [
    ({ sse }) => {
      const stream = sse()
      stream.chatText('Begun')
      give(stream)
    },
    ({ sse }) => sse().chatAnswer('Later'),
  ])
  return { first }
}

const begin = (app: TestApp, prompt = 'First') => app.call('runs.start', { conversationId: null, prompt })

const queueOf = async (app: TestApp, conversationId: string): Promise<readonly QueuedQuestion[]> => {
  const snapshot = await app.watch(conversationId).until(({ type }) => type === 'snapshot')
  return snapshot.type === 'snapshot' ? snapshot.queue : []
}

const asked = async (app: TestApp, conversationId: string): Promise<string[]> => {
  const conversation = await app.services.library.getConversation({ id: conversationId })
  const path = await app.services.library.loadPath({ conversationId, leafId: conversation?.leafId ?? '' })
  return path.filter(({ role }) => role === 'user').map(textOf)
}

describe('questions that wait', () => {
  it('are asked one after the other, in order, each when the answer before it is complete', async () => {
    const app = place.start()
    const { first } = holdFirst()
    const { conversationId } = await begin(app)
    const stream = await first
    const watched = app.watch(conversationId)
    await app.call('runs.enqueue', { conversationId, prompt: 'Second' })
    await app.call('runs.enqueue', { conversationId, prompt: 'Third' })
    expect((await queueOf(app, conversationId)).map(({ prompt }) => prompt)).toEqual(['Second', 'Third'])
    stream.chatFinish('stop')
    stream.done()
    stream.end()
    await watched.until((item) => item.type === 'queue.changed' && item.queue.length === 0)
    await app.idle(conversationId)
    expect(await asked(app, conversationId)).toEqual(['First', 'Second', 'Third'])
    expect(place.server.requests.filter(({ path }) => path === chatPath)).toHaveLength(3)
  })

  it('start at once where nothing is in progress', async () => {
    const app = place.start()
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Fine'))
    const { conversationId } = await begin(app)
    await app.idle(conversationId)
    await app.call('runs.enqueue', { conversationId, prompt: 'Second' })
    await app.idle(conversationId)
    expect(await asked(app, conversationId)).toEqual(['First', 'Second'])
    expect(await queueOf(app, conversationId)).toEqual([])
  })

  it('wait in sight after a stop and a restart, and go on with the next send', async () => {
    const app = place.start()
    const { first } = holdFirst()
    const { conversationId } = await begin(app)
    await first
    await app.call('runs.enqueue', { conversationId, prompt: 'Second' })
    await app.call('runs.stop', { conversationId })
    expect((await queueOf(app, conversationId)).map(({ prompt }) => prompt)).toEqual(['Second'])
    await app.close()

    const again = place.start()
    expect((await queueOf(again, conversationId)).map(({ prompt }) => prompt)).toEqual(['Second'])
    const watched = again.watch(conversationId)
    await again.call('runs.start', { conversationId, prompt: 'By hand' })
    await watched.until((item) => item.type === 'queue.changed' && item.queue.length === 0)
    await again.idle(conversationId)
    expect(await asked(again, conversationId)).toEqual(['First', 'By hand', 'Second'])
  })

  it('stay after a failure', async () => {
    const app = place.start()
    const { first } = holdFirst()
    const { conversationId } = await begin(app)
    const stream = await first
    const watched = app.watch(conversationId)
    await app.call('runs.enqueue', { conversationId, prompt: 'Second' })
    stream.cut()
    await watched.until(({ type }) => type === 'message.finished')
    await app.idle(conversationId)
    expect((await queueOf(app, conversationId)).map(({ prompt }) => prompt)).toEqual(['Second'])
  })

  it('can be taken back once, and a stranger gets null', async () => {
    const app = place.start()
    const { first } = holdFirst()
    const { conversationId } = await begin(app)
    await first
    await app.call('runs.enqueue', { conversationId, prompt: 'Second' })
    const [queued] = await queueOf(app, conversationId)
    const queuedId = queued?.id ?? ''
    expect(await app.call('runs.unqueue', { conversationId, queuedId })).toEqual(queued)
    expect(await app.call('runs.unqueue', { conversationId, queuedId })).toBeNull()
    expect(await queueOf(app, conversationId)).toEqual([])
  })

  it('are not asked twice where the app ended between asking and taking off the list', async () => {
    const app = place.start()
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Fine'))
    const { conversationId } = await begin(app)
    await app.idle(conversationId)
    const { leafId } = (await app.services.library.getConversation({ id: conversationId })) ?? {}
    const path = await app.services.library.loadPath({ conversationId, leafId: leafId ?? '' })
    const value = JSON.stringify([{ id: path[0]?.id, prompt: 'First', attachments: [] }])
    await app.services.library.setNote({ name: `queue:${conversationId}`, value })
    await app.call('runs.enqueue', { conversationId, prompt: 'Second' })
    await app.idle(conversationId)
    expect(await asked(app, conversationId)).toEqual(['First', 'Second'])
    expect(await queueOf(app, conversationId)).toEqual([])
  })

  it('need a conversation that is there', async () => {
    const app = place.start()
    await expect(app.call('runs.enqueue', { conversationId: 'none', prompt: 'x' })).rejects.toMatchObject({
      code: 'conversation/not-found',
    })
  })

  it('go with their conversation', async () => {
    const app = place.start()
    const { first } = holdFirst()
    const { conversationId } = await begin(app)
    await first
    await app.call('runs.enqueue', { conversationId, prompt: 'Second' })
    const change = { type: 'trash' as const }
    await app.call('conversations.arrange', { conversationIds: [conversationId], change })
    await app.call('conversations.delete', { conversationId })
    expect(await app.services.library.getNote({ name: `queue:${conversationId}` })).toBeNull()
  })
})
