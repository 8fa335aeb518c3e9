import { describe, expect, it } from 'vitest'
import { answeringWith } from '../../../src/renderer/features/choices/choices'
import { quickChoices } from '../../../src/renderer/features/quick/quickChoices'
import { startFaultServer } from '../../fakes/faultServer'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()

const other = {
  id: 'server:other',
  kind: 'compatible',
  name: 'Other',
  baseUrl: 'http://127.0.0.1:9/v1',
  capabilities: {},
}
const chosen = { engineId: other.id, model: 'other-model' }

/** What the page shows for these choices, from what main has told it. */
const shown = (app: TestApp, choices: Parameters<typeof answeringWith>[0]) =>
  answeringWith(choices, app.services.settings.get(), app.services.engines.list())

const ask = async (app: TestApp, conversationId: string | null, choices = {}) => {
  const started = await app.call('runs.start', { conversationId, prompt: 'Hello', choices })
  await app.idle(started.conversationId)
  const [answer] = await app.services.library.loadMessages({ ids: [started.messageId] })
  return { conversationId: started.conversationId, answer }
}

const modelsAsked = () => place.server.requests.map(({ body }) => (body as { model?: string }).model)
const gone = { kind: 'engine-gone', severity: 'warning', data: { engine: other.id } }

describe('a conversation whose engine was removed', () => {
  it('asks the engine that the page shows, by that one’s own model, and tells so once', async () => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('From here'))
    const elsewhere = await startFaultServer()
    try {
      elsewhere.script(chatPath, ({ sse }) => sse().chatAnswer('From there'))
      const app = place.start({ engines: [{ ...other, baseUrl: elsewhere.baseUrl }] })
      const { conversationId, answer } = await ask(app, null, chosen)
      expect(answer).toMatchObject({ engineId: other.id, model: 'other-model' })
      expect(elsewhere.requests).toHaveLength(1)
      expect(app.services.notices.list()).toEqual([])

      await app.call('engines.remove', { engineId: other.id })
      const { engine, model } = shown(app, chosen)
      const again = await ask(app, conversationId)
      expect(again.answer).toMatchObject({ engineId: engine?.id, model, state: 'complete' })
      expect(model).toBe('test-model')
      expect(modelsAsked()).toEqual(['test-model'])
      expect(elsewhere.requests).toHaveLength(1)
      expect(app.services.notices.list()).toMatchObject([gone])

      await app.call('app.dismissNotice', { kind: 'engine-gone' })
      await ask(app, conversationId)
      expect(app.services.notices.list()).toEqual([])
    } finally {
      await elsewhere.stop()
    }
  })

  it('asks the built-in one where that of the settings has gone as well', async () => {
    const app = place.start()
    app.services.settings.overrideForRun({ engineId: 'lost', model: 'lost-model' })
    const { answer } = await ask(app, null, chosen)
    expect(answer).toMatchObject({ engineId: 'builtin', model: 'builtin', state: 'complete' })
    const { engine, model } = shown(app, chosen)
    expect([engine?.id, model]).toEqual(['builtin', 'builtin'])
    expect(place.server.requests).toEqual([])
  })
})

it('a quick question whose engine was removed goes where the quick window shows', async () => {
  place.server.script(chatPath, ({ sse }) => sse().chatAnswer('From here'))
  const app = place.start({ quickEngineId: other.id, quickModel: 'other-model' })
  const choices = quickChoices(app.services.settings.get())
  const { answer } = await ask(app, null, choices)
  const { engine, model } = shown(app, choices)
  expect(answer).toMatchObject({ engineId: engine?.id, model, state: 'complete' })
  expect(modelsAsked()).toEqual(['test-model'])
  expect(app.services.notices.list()).toMatchObject([gone])
})

it('an engine without its key is asked, not passed over: what it lacks is said', async () => {
  const app = place.start({ engines: [{ ...other, id: 'openai', kind: 'openai', baseUrl: null }] })
  const choices = { engineId: 'openai' }
  const { answer } = await ask(app, null, choices)
  expect(shown(app, choices).engine?.id).toBe('openai')
  expect(answer).toMatchObject({ engineId: 'openai', state: 'failed' })
  expect(answer?.parts).toMatchObject([{ type: 'failure', code: 'engine/no-key' }])
  expect(place.server.requests).toEqual([])
})

it('no engine is asked before one was chosen', async () => {
  const app = place.start()
  app.services.settings.overrideForRun({ engineId: null })
  await expect(ask(app, null)).rejects.toMatchObject({ code: 'engine/none' })
  expect(shown(app, {}).engine).toBeNull()
})

it('a server of one’s own costs nothing, which is said before and after, and is asked beyond the limit', async () => {
  place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Free'))
  const app = place.start({ monthlyLimitUsd: 1, blockAtLimit: true })
  const costUsd = 5
  await app.services.costs.charge({ kind: 'title', conversationId: null, model: 'dear', costUsd })
  const { answer, conversationId } = await ask(app, null)
  expect(answer).toMatchObject({ state: 'complete', costUsd: 0 })
  const sum = await app.call('costs.ofConversation', { conversationId })
  expect(sum).toMatchObject({ costUsd: 0, unknownCount: 0 })
  expect(await app.call('pictures.quote', {})).toMatchObject({ costUsd: 0, costFrom: 'free' })
  expect(await app.call('dictation.quote', {})).toMatchObject({ usdPerMinute: 0 })
  expect(await app.call('speech.quote', { voice: 'nova' })).toMatchObject({ usdPerMinute: 0 })
})

it('the page names the model that a server without a chosen one will be asked for', async () => {
  place.server.script('/v1/models', ({ json }) => json(200, { data: [{ id: 'first' }, { id: 'second' }] }))
  place.server.script(chatPath, ({ sse }) => sse().chatAnswer('By the first'))
  const app = place.start()
  app.services.settings.overrideForRun({ model: null })
  await app.call('engines.models', { engineId: 'environment' })
  expect(app.events.findLast(({ type }) => type === 'engines.changed')).toMatchObject({
    engines: [{ id: 'environment', defaultModel: 'first' }, {}],
  })
  const { model } = shown(app, {})
  const { answer } = await ask(app, null)
  expect([model, answer?.model]).toEqual(['first', 'first'])
})
