import { expect, test } from 'vitest'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()

/** A server that takes no temperature, and says so; what it says of itself can be changed. */
const serve = () => {
  const said = { server: 'mine/1.0', build: '', models: ['m-1', 'm-2'] }
  place.server.script('/v1/models', ({ json }) =>
    json(200, { object: 'list', data: said.models.map((id) => ({ id, object: 'model' })) }),
  )
  place.server.script(chatPath, ({ request, json }) => {
    const { temperature } = request.body as { temperature?: number }
    if (temperature !== undefined)
      return json(400, { error: { message: 'Unsupported parameter: temperature', param: 'temperature' } })
    const message = { role: 'assistant', content: 'Yes' }
    const build = said.build === '' ? {} : { system_fingerprint: said.build }
    const body = { ...build, choices: [{ index: 0, message, finish_reason: 'stop' }] }
    return json(200, body, { server: said.server })
  })
  return said
}

/** Asks with a temperature, and tells how many requests that took. */
const ask = async (app: TestApp): Promise<number> => {
  const count = () => place.server.requests.filter(({ path }) => path === chatPath).length
  const before = count()
  const choices = { temperature: 0.5 }
  const { conversationId } = await app.call('runs.start', { conversationId: null, prompt: 'Well?', choices })
  await app.idle(conversationId)
  return count() - before
}

const refusalsOf = (app: TestApp) =>
  app.services.engines.list().find(({ kind, fromEnvironment }) => kind === 'compatible' && !fromEnvironment)
    ?.refusals

const temperature = { scope: 'answers', what: 'temperature', model: 'm-1' } as const

const connected = async () => {
  const said = serve()
  const app = place.start()
  const engine = await app.call('engines.connect', {
    kind: 'compatible',
    baseUrl: place.server.baseUrl,
    key: 'sk-1',
  })
  await app.call('engines.models', { engineId: engine.id, refresh: true })
  return { said, app, engineId: engine.id }
}

test('what a server refused is left out from then on, until the user has it tried again', async () => {
  const { app, engineId } = await connected()
  expect([await ask(app), await ask(app)]).toEqual([2, 1])
  expect(refusalsOf(app)).toEqual([temperature])
  await app.call('engines.forgetRefusal', { engineId, refusal: temperature })
  expect(refusalsOf(app)).toEqual([])
  expect([await ask(app), await ask(app)]).toEqual([2, 1])
})

test('it outlives the app', async () => {
  const { app } = await connected()
  await ask(app)
  await app.close()
  const next = place.start(app.settingsFile.read())
  next.services.settings.update({ engineId: app.services.settings.get().engineId, model: null })
  expect(refusalsOf(next)).toEqual([temperature])
  expect(await ask(next)).toBe(1)
})

test.each([
  ['header names another version', { server: 'mine/1.1' }],
  ['answers name another build', { build: 'b5200-abc' }],
])('it is forgotten once the %s', async (_title, change) => {
  const { app, said } = await connected()
  said.build = 'b5100-abc'
  await ask(app)
  Object.assign(said, change)
  expect(await ask(app)).toBe(1)
  expect(refusalsOf(app)).toEqual([])
  expect(await ask(app)).toBe(2)
})

test('it is forgotten once other models are listed, and not for their order', async () => {
  const { app, said, engineId } = await connected()
  await ask(app)
  said.models = ['m-2', 'm-1']
  await app.call('engines.models', { engineId, refresh: true })
  expect(refusalsOf(app)).toEqual([temperature])
  said.models = ['m-1', 'm-2', 'm-3']
  await app.call('engines.models', { engineId, refresh: true })
  expect(refusalsOf(app)).toEqual([])
})

test('the state of one machine of many is no version', async () => {
  const { app, said } = await connected()
  said.build = 'fp_one'
  await ask(app)
  said.build = 'fp_two'
  await ask(app)
  expect(refusalsOf(app)).toEqual([temperature])
})

test('an answer that came whole where it was to be streamed can be asked for as a stream again', async () => {
  const { app, engineId } = await connected()
  app.services.engines.learn(engineId, 'streaming', false)
  const lacks = { scope: 'server', what: 'streaming', model: null } as const
  expect(refusalsOf(app)).toEqual([lacks])
  await app.call('engines.forgetRefusal', { engineId, refusal: lacks })
  await ask(app)
  expect(place.server.requests.at(-1)?.body).toMatchObject({ stream: true })
})
