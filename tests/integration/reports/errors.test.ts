import { describe, expect, test } from 'vitest'
import { replayPlace, titleOf } from './replay'

const replay = replayPlace()

test.each(
  [
    { id: 'err-01', code: 'engine/bad-key' },
    { id: 'err-02', code: 'engine/no-credit' },
    { id: 'err-03', code: 'engine/no-credit' },
    { id: 'err-05', code: 'engine/context-too-long' },
  ].map((row) => ({ ...row, title: titleOf(row.id) })),
)('$title', async ({ id, code }) => {
  const { ask, server } = await replay(id)
  const { failure } = await ask('first question')
  expect(failure).toMatchObject({ code })
  expect(server.requests).toHaveLength(1)
})

test(titleOf('err-08'), async () => {
  const { app, server } = await replay('err-08')
  const { conversationId } = await app.call('runs.start', { conversationId: null, prompt: 'first question' })
  const watched = app.watch(conversationId)
  const item = await watched.until((each) => JSON.stringify(each).includes('"at":'))
  const at = Number(/"at":(\d+)/.exec(JSON.stringify(item))?.[1])
  expect(at - Date.now()).toBeGreaterThan(30_000)
  expect(at - Date.now()).toBeLessThanOrEqual(38_200)
  expect(server.requests).toHaveLength(1)
  await app.call('runs.stop', { conversationId })
})

test(titleOf('err-09'), async () => {
  const { ask, server } = await replay('err-09', { systemPrompt: 'Be brief' })
  const { text, failure } = await ask('first question')
  expect([text, failure]).toEqual(['Answered.', undefined])
  expect(JSON.parse(server.requests.at(-1) ?? '').messages).toEqual([
    { role: 'user', content: 'Be brief\n\nfirst question' },
  ])
})

test(titleOf('err-10'), async () => {
  const { ask } = await replay('err-10')
  const { conversationId, failure } = await ask('first question')
  expect(failure).toBeDefined()
  expect((await ask('second question', conversationId)).text).toBe('Second answer.')
})

describe(titleOf('mod-01'), () => {
  test('is a list of models', async () => {
    const { ask, app } = await replay('mod-01', { model: null })
    const models = await app.call('engines.models', { engineId: 'environment', refresh: true })
    expect(models.map(({ id }) => id)).toContain('meta/llama-9b')
    const { text, failure } = await ask('first question')
    expect([text, failure]).toEqual(['Right model.', undefined])
  })
})

test(titleOf('mod-02'), async () => {
  const { app, server, ask } = await replay('mod-02')
  const engine = await app.call('engines.connect', {
    kind: 'compatible',
    baseUrl: server.baseUrl,
    key: 'sk-1',
  })
  expect(engine.key.state).not.toBe('none')
  expect((await ask('first question')).text).toBe('Chat works.')
})

test(titleOf('img-01'), async () => {
  const { ask } = await replay('img-01')
  const { message, failure } = await ask('/image a red square')
  expect(failure).toBeUndefined()
  const [part] = message.parts
  expect(part).toMatchObject({ type: 'picture', width: 64 })
})

test.each([
  { id: 'img-02', code: 'engine/unsupported', data: { what: 'picture-link' } },
  { id: 'img-03', code: 'engine/empty', data: { reason: 'picture' } },
])('$id is told as what it is', async ({ id, code, data }) => {
  const { ask } = await replay(id)
  const { message } = await ask('/image a red square')
  const told = JSON.stringify(message.parts)
  expect(told).toContain(code)
  for (const value of Object.values(data)) expect(told).toContain(value)
})

test(titleOf('err-12'), async () => {
  const { askWithPicture } = await replay('err-12')
  const first = await askWithPicture('first question', 4)
  expect(first.failure).toMatchObject({ code: 'engine/bad-request', data: { reason: 'picture' } })
  expect((await askWithPicture('second question', 5)).text).toBe('PICTURE SEEN')
})
