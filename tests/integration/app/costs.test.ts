import type { Message } from '@shared/model/message'
import { describe, expect, it } from 'vitest'
import { monthBounds } from '../../../src/main/costs/Costs'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace({ isRemote: true })

const month = (at: number): string => {
  const date = new Date(at)
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`
}

/** Makes it seem that an answer has just cost this much. */
const spend = async (app: TestApp, costUsd: number): Promise<string> => {
  const at = Date.now()
  const conversation = {
    id: crypto.randomUUID(),
    title: 'Spent',
    createdAt: at,
    updatedAt: at,
    leafId: null,
    choices: {},
  }
  const answer: Message = {
    id: crypto.randomUUID(),
    conversationId: conversation.id,
    parentId: null,
    role: 'assistant',
    state: 'streaming',
    parts: [],
    createdAt: at,
    costUsd,
  }
  await app.services.library.addMessages({ conversation, messages: [answer] })
  await app.services.library.finishMessage({ message: { ...answer, state: 'complete', finishedAt: at } })
  return conversation.id
}

const limit = { monthlyLimitUsd: 5, blockAtLimit: true }
const overBudget = { code: 'run/over-budget', data: { limit: 5 } }

describe('costs', () => {
  it('are summed by conversation and by month, with charges that belong to no message', async () => {
    const app = place.start()
    const conversationId = await spend(app, 0.25)
    await app.services.costs.charge({ kind: 'speech', conversationId, model: 'voice', costUsd: 0.5 })
    await app.services.costs.charge({ kind: 'speech', conversationId, model: 'voice', costUsd: null })
    const expected = { costUsd: 0.75, speechUsd: 0.5, unknownCount: 1, answers: 1 }
    expect(await app.call('costs.ofConversation', { conversationId })).toMatchObject(expected)
    expect(await app.call('costs.ofMonth', { month: month(Date.now()) })).toMatchObject(expected)
    expect(await app.call('costs.ofMonth', { month: '2001-01' })).toMatchObject({ costUsd: 0, answers: 0 })
  })

  it.each(['2026-13', '2026-00', 'now'])('refuse %s as a month', async (nonsense) => {
    const app = place.start()
    await expect(app.call('costs.ofMonth', { month: nonsense })).rejects.toMatchObject({
      code: 'ipc/bad-input',
    })
  })

  it('count a month from midnight to midnight in the time of this computer', () => {
    const { from, until } = monthBounds(2026, 11)
    expect([new Date(from), new Date(until)]).toEqual([new Date(2026, 11, 1), new Date(2027, 0, 1)])
  })
})

describe('the monthly line', () => {
  it('lets through what is below it and refuses every way of asking at it', async () => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Fine'))
    const app = place.start(limit)
    await spend(app, 4.5)
    const { conversationId, messageId } = await app.call('runs.start', { conversationId: null, prompt: 'x' })
    await app.idle(conversationId)
    await spend(app, 0.5)
    const prompt = 'x'
    await expect(app.call('runs.start', { conversationId: null, prompt })).rejects.toMatchObject(overBudget)
    await expect(app.call('runs.enqueue', { conversationId, prompt })).rejects.toMatchObject(overBudget)
    await expect(app.call('runs.regenerate', { messageId })).rejects.toMatchObject(overBudget)
    await expect(app.call('runs.continue', { messageId })).rejects.toMatchObject(overBudget)
    expect(place.server.requests.filter(({ path }) => path === chatPath)).toHaveLength(1)
    expect(await app.services.library.getNote({ name: `queue:${conversationId}` })).toBeNull()
    expect(app.services.notices.list()).toMatchObject([
      { kind: 'budget-reached', data: { usd: 5, limit: 5 } },
    ])
  })

  it('never blocks the built-in engine', async () => {
    const app = place.start(limit)
    await spend(app, 9)
    const started = app.call('runs.start', {
      conversationId: null,
      prompt: 'Hello',
      choices: { engineId: 'builtin' },
    })
    await expect(started).resolves.toMatchObject({ messageId: expect.any(String) })
    await app.idle((await started).conversationId)
  })

  it('only tells, where it is not to block; once, and no more once it is raised', async () => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Fine'))
    const app = place.start({ monthlyLimitUsd: 5 })
    await spend(app, 9)
    await app.services.costs.check()
    expect(app.services.notices.list()).toMatchObject([{ kind: 'budget-reached' }])
    app.services.notices.dismiss('budget-reached')
    await app.services.costs.check()
    expect(app.services.notices.list()).toEqual([])
    const { conversationId } = await app.call('runs.start', { conversationId: null, prompt: 'x' })
    await app.idle(conversationId)
    await app.call('settings.update', { monthlyLimitUsd: 6 })
    await expect
      .poll(() => app.services.notices.list())
      .toMatchObject([{ kind: 'budget-reached', data: { limit: 6 } }])
    await app.call('settings.update', { monthlyLimitUsd: 60 })
    await expect.poll(() => app.services.notices.list()).toEqual([])
  })
})
