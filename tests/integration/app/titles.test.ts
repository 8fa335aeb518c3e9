import type { Conversation } from '@shared/model/conversation'
import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../fakes/faultServer'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace({ isRemote: true })
const wanted = { makeTitles: true }

const isTitleRequest = ({ request }: Exchange): boolean =>
  JSON.stringify(request.body).includes('You name conversations')

/** Answers questions, and requests for a title with `title`. */
const script = (title: (exchange: Exchange) => void | Promise<void>) =>
  place.server.script(chatPath, (exchange) =>
    isTitleRequest(exchange) ? title(exchange) : exchange.sse().chatAnswer('An answer about kites'),
  )

const ask = async (app: TestApp, conversationId: string | null = null, engineId?: string) => {
  const started = await app.call('runs.start', {
    conversationId,
    prompt: 'How do I build a kite?',
    ...(engineId ? { choices: { engineId } } : {}),
  })
  await app.idle(started.conversationId)
  return started.conversationId
}

const titled = (app: TestApp, is: (conversation: Conversation) => boolean): Promise<Conversation> =>
  new Promise((resolve) => {
    const look = (conversations: readonly Conversation[]) => {
      const found = conversations.find(is)
      if (found) resolve(found)
    }
    app.services.events.subscribe(
      (event) => event.type === 'conversations.changed' && look(event.conversations),
    )
    for (const event of app.events) if (event.type === 'conversations.changed') look(event.conversations)
  })

describe('a title', () => {
  it('is made after the first answer, by a request of its own, and charged', async () => {
    script(({ sse }) => sse().chatAnswer('"Building a kite."'))
    const app = place.start(wanted)
    const conversationId = await ask(app)
    const conversation = await titled(app, ({ titleSource }) => titleSource === 'model')
    expect(conversation).toMatchObject({ id: conversationId, title: 'Building a kite' })
    const request = place.server.requests.find(({ body }) => JSON.stringify(body).includes('You name'))
    expect(request?.body).toMatchObject({ model: 'test-model' })
    expect(request?.body).not.toHaveProperty('tools')
    expect(JSON.stringify(request?.body)).toContain('An answer about kites')
    expect(await app.call('costs.ofConversation', { conversationId })).toMatchObject({ unknownCount: 2 })

    const before = place.server.requests.length
    await ask(app, conversationId)
    expect(place.server.requests.length).toBe(before + 1)
  })

  it('never replaces a name that the user gave, not even meanwhile', async () => {
    let release: () => void = () => {}
    const isAsked = new Promise<void>((asked) => {
      script(async ({ sse }) => {
        asked()
        await new Promise<void>((go) => {
          release = go
        })
        sse().chatAnswer('By a model')
      })
    })
    const app = place.start(wanted)
    const conversationId = await ask(app)
    await isAsked
    await app.call('conversations.rename', { conversationId, title: 'Mine' })
    release()
    // The charge is kept once the title's answer is there.
    await expect
      .poll(async () => (await app.call('costs.ofConversation', { conversationId })).unknownCount)
      .toBe(2)
    await app.services.conversations.retitle(conversationId, 'By a model')
    expect(await app.services.library.getConversation({ id: conversationId })).toMatchObject({
      title: 'Mine',
      titleSource: 'person',
    })
  })

  it('stays the question’s words where the model fails, the engine is the built-in one, or none is wanted', async () => {
    script(({ error }) => error(500, { message: 'No titles today' }))
    const app = place.start(wanted)
    const failedId = await ask(app)
    await place.server.request(chatPath, 2)
    const builtinId = await ask(app, null, 'builtin')
    await app.call('settings.update', { makeTitles: false })
    const unwantedId = await ask(app)
    for (const id of [failedId, builtinId, unwantedId]) {
      expect(await app.services.library.getConversation({ id })).toMatchObject({
        title: 'How do I build a kite?',
        titleSource: 'question',
      })
    }
    expect(app.services.notices.list()).toEqual([])
    expect(place.server.requests.filter(({ path }) => path === chatPath)).toHaveLength(3)
  })

  it('is not waited for from a model that does not stop', async () => {
    script(({ sse }) => {
      const stream = sse()
      stream.chatText(`Kites${' and more kites'.repeat(40)}`)
    })
    const app = place.start(wanted)
    await ask(app)
    const { title } = await titled(app, ({ titleSource }) => titleSource === 'model')
    expect([...title].length).toBeLessThanOrEqual(60)
    await (await place.server.request(chatPath, 2)).closedByClient
  })
})
