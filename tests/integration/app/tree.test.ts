import { type Message, textOf } from '@shared/model/message'
import { unpackOutline } from '@shared/model/outline'
import { describe, expect, it } from 'vitest'
import { png } from '../library/helpers'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()

const answerAll = () => place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer'))

const begin = async (app: TestApp, prompt = 'A question') => {
  const started = await app.call('runs.start', { conversationId: null, prompt })
  await app.idle(started.conversationId)
  return started
}

const shown = async (app: TestApp, id: string): Promise<readonly Message[]> => {
  const conversation = await app.services.library.getConversation({ id })
  return app.services.library.loadPath({ conversationId: id, leafId: conversation?.leafId ?? '' })
}
const words = (messages: readonly Message[]) => messages.map(textOf)

describe('an edit that is only saved', () => {
  it('stands beside the old question, is shown, and asks nothing', async () => {
    answerAll()
    const app = place.start()
    const { conversationId, messageId } = await begin(app)
    const [question] = await shown(app, conversationId)
    const edited = await app.call('messages.saveEdit', { messageId: question?.id ?? '', text: 'Better' })
    expect(words(await shown(app, conversationId))).toEqual(['Better'])
    const [kept] = await app.call('messages.load', { ids: [messageId] })
    expect(textOf(kept ?? { parts: [] })).toBe('An answer')
    expect(place.server.requests.filter(({ path }) => path === chatPath)).toHaveLength(1)

    await app.call('runs.regenerate', { messageId: edited.messageId })
    await app.idle(conversationId)
    expect(words(await shown(app, conversationId))).toEqual(['Better', 'An answer'])
  })

  it('keeps what went along, and is for questions only', async () => {
    answerAll()
    const app = place.start()
    const picture = await app.call('files.attach', { name: 'kite.png', bytes: new Uint8Array(png(4, 4)) })
    const { conversationId, messageId } = await app.call('runs.start', {
      conversationId: null,
      prompt: 'What is this?',
      attachments: [picture],
    })
    await app.idle(conversationId)
    const [question] = await shown(app, conversationId)
    await app.call('messages.saveEdit', { messageId: question?.id ?? '', text: 'And this?' })
    expect((await shown(app, conversationId))[0]?.parts.map(({ type }) => type)).toEqual(['text', 'picture'])
    const refusal = { code: 'message/not-found' }
    await expect(app.call('messages.saveEdit', { messageId, text: 'No' })).rejects.toMatchObject(refusal)
    await expect(app.call('messages.saveEdit', { messageId: 'none', text: 'No' })).rejects.toMatchObject(
      refusal,
    )
  })
})

describe('a branch', () => {
  it('is a conversation of its own with a copy of everything so far, its choices and nothing to pay', async () => {
    answerAll()
    const app = place.start()
    const started = await app.call('runs.start', {
      conversationId: null,
      prompt: 'A question',
      choices: { systemPrompt: 'Be brief' },
    })
    await app.idle(started.conversationId)
    await app.call('runs.start', { conversationId: started.conversationId, prompt: 'Another' })
    await app.idle(started.conversationId)
    const { conversationId } = await app.call('conversations.branch', { messageId: started.messageId })
    const branch = await app.services.library.getConversation({ id: conversationId })
    expect(branch).toMatchObject({ title: 'A question (branch)', choices: { systemPrompt: 'Be brief' } })
    const copies = await shown(app, conversationId)
    expect(words(copies)).toEqual(['A question', 'An answer'])
    expect(copies.every((copy) => copy.conversationId === conversationId && copy.usage === undefined)).toBe(
      true,
    )
    expect(copies.map(({ id }) => id)).not.toContain(started.messageId)
    expect(words(await shown(app, started.conversationId))).toHaveLength(4)
    expect(await app.call('costs.ofConversation', { conversationId })).toMatchObject({ answers: 0 })
  })

  it('needs a message that is there and not being written', async () => {
    const app = place.start()
    await expect(app.call('conversations.branch', { messageId: 'none' })).rejects.toMatchObject({
      code: 'message/not-found',
    })
    place.server.script(chatPath, ({ sse }) => sse().chatText('Never ends'))
    const { messageId } = await app.call('runs.start', { conversationId: null, prompt: 'Hold' })
    await expect(app.call('conversations.branch', { messageId })).rejects.toMatchObject({ code: 'run/busy' })
  })
})

describe('a message that is removed', () => {
  it('comes back where it was, and those who watch hear of both', async () => {
    answerAll()
    const app = place.start()
    const { conversationId, messageId } = await begin(app)
    await app.call('runs.start', { conversationId, prompt: 'Another' })
    await app.idle(conversationId)
    const watched = app.watch(conversationId)
    await watched.until(({ type }) => type === 'snapshot')
    const { undoId } = await app.call('messages.remove', { messageId })
    await watched.until((item) => item.type === 'message.removed' && item.messageId === messageId)
    expect(words(await shown(app, conversationId))).toEqual(['A question', 'Another', 'An answer'])
    await app.call('messages.restore', { undoId })
    const told = await watched.until(({ type }) => type === 'outline.changed')
    expect(told.type === 'outline.changed' && unpackOutline(told.outline)).toHaveLength(4)
    expect(words(await shown(app, conversationId))).toEqual([
      'A question',
      'An answer',
      'Another',
      'An answer',
    ])
    await expect(app.call('messages.restore', { undoId })).rejects.toMatchObject({
      code: 'message/not-found',
    })
  })

  it('moves the end of what is shown', async () => {
    answerAll()
    const app = place.start()
    const { conversationId, messageId } = await begin(app)
    const watched = app.watch(conversationId)
    await watched.until(({ type }) => type === 'snapshot')
    await app.call('messages.remove', { messageId })
    const told = await watched.until(({ type }) => type === 'conversation.changed')
    expect(told.type === 'conversation.changed' && told.conversation.leafId).not.toBe(messageId)
    expect(words(await shown(app, conversationId))).toEqual(['A question'])
  })

  it('cannot be an answer that is being written, nor its question', async () => {
    const app = place.start()
    place.server.script(chatPath, ({ sse }) => sse().chatText('Never ends'))
    const { conversationId, messageId } = await app.call('runs.start', {
      conversationId: null,
      prompt: 'Hold',
    })
    const [question] = await shown(app, conversationId)
    const busy = { code: 'run/busy' }
    await expect(app.call('messages.remove', { messageId })).rejects.toMatchObject(busy)
    await expect(app.call('messages.remove', { messageId: question?.id ?? '' })).rejects.toMatchObject(busy)
    await expect(app.call('messages.remove', { messageId: 'none' })).rejects.toMatchObject({
      code: 'message/not-found',
    })
  })
})

describe('a conversation', () => {
  it('finds words in what is shown', async () => {
    answerAll()
    const app = place.start()
    const { conversationId, messageId } = await begin(app)
    expect(await app.call('conversations.find', { conversationId, query: 'answer' })).toEqual([
      { messageId, count: 1 },
    ])
    await expect(app.call('conversations.find', { conversationId, query: '' })).rejects.toMatchObject({
      code: 'ipc/bad-input',
    })
  })

  it('has choices of its own, which go along with the next question', async () => {
    answerAll()
    const app = place.start()
    const { conversationId } = await begin(app)
    const choices = { model: 'other-model', reasoningEffort: 'low', temperature: 0.2, voice: 'nova' } as const
    await app.call('conversations.setChoices', { conversationId, choices })
    await app.call('runs.start', { conversationId, prompt: 'Another' })
    await app.idle(conversationId)
    expect((await place.server.request(chatPath, 2)).body).toMatchObject({
      model: 'other-model',
      reasoning_effort: 'low',
      temperature: 0.2,
    })
    await app.call('conversations.setChoices', { conversationId, choices: {} })
    expect((await app.services.library.getConversation({ id: conversationId }))?.choices).toEqual({})
    await expect(
      app.call('conversations.setChoices', { conversationId, choices: { temperature: 9 } }),
    ).rejects.toMatchObject({ code: 'ipc/bad-input' })
    await expect(
      app.call('conversations.setChoices', { conversationId: 'none', choices: {} }),
    ).rejects.toMatchObject({ code: 'conversation/not-found' })
  })

  it('keeps what was written but not sent, for itself and for a new one, across restarts', async () => {
    answerAll()
    const app = place.start()
    const { conversationId } = await begin(app)
    await app.call('drafts.save', { conversationId, draft: { text: 'Half a', attachments: [] } })
    await app.call('drafts.save', { conversationId: null, draft: { text: 'New', attachments: [] } })
    await app.close()
    const again = place.start()
    expect(await again.call('drafts.load', { conversationId })).toEqual({ text: 'Half a', attachments: [] })
    expect(await again.call('drafts.load', { conversationId: null })).toMatchObject({ text: 'New' })
    await again.call('drafts.save', { conversationId, draft: { text: '', attachments: [] } })
    expect(await again.call('drafts.load', { conversationId })).toBeNull()
  })
})
