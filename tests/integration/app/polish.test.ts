import { dictationAssistant } from '@shared/model/dictateAnywhere'
import { describe, expect, it } from 'vitest'
import { polishWords } from '../../../src/main/dictation/anywhere/polish'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace({ isRemote: true })
const said = 'um so the the train leaves at nine no at ten'

const polish = (app: TestApp, signal = new AbortController().signal) =>
  polishWords(app.services, said, signal)

describe('what was dictated', () => {
  it('is written by the chat model as the assistant says, without tools, and is charged', async () => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer(' The train leaves at ten.\n'))
    const app = place.start()
    expect(await polish(app)).toBe('The train leaves at ten.')
    const body = place.server.requests.find(({ path }) => path === chatPath)?.body
    expect(body).toMatchObject({ model: 'test-model' })
    expect(body).not.toHaveProperty('tools')
    expect(JSON.stringify(body)).toContain(dictationAssistant.systemPrompt.slice(0, 40))
    expect(JSON.stringify(body)).toContain(said)
    const month = new Date().toISOString().slice(0, 7)
    await expect.poll(() => app.call('costs.ofMonth', { month })).toMatchObject({ unknownCount: 1 })
  })

  it('is written by the user’s own prompt and model', async () => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('The train leaves at ten.'))
    const app = place.start()
    const systemPrompt = 'Write it as a sailor would.'
    await app.call('assistants.save', { ...dictationAssistant, systemPrompt, model: 'sailor' })
    await polish(app)
    const body = place.server.requests.find(({ path }) => path === chatPath)?.body
    expect(body).toMatchObject({ model: 'sailor' })
    expect(JSON.stringify(body)).toContain(systemPrompt)
  })

  it('is not replaced by a model that fails, says nothing, or answers it at length', async () => {
    place.server.script(chatPath, [
      ({ error }) => error(400, { message: 'No' }),
      ({ sse }) => sse().chatAnswer('  '),
      ({ sse }) => sse().chatAnswer('Trains are a wonderful way to travel. '.repeat(20)),
    ])
    const app = place.start()
    await expect(polish(app)).rejects.toMatchObject({ code: 'engine/bad-request' })
    await expect(polish(app)).rejects.toMatchObject({ code: 'engine/empty' })
    await expect(polish(app)).rejects.toMatchObject({ code: 'engine/malformed' })
  })

  it('does not wait for a server that says nothing once the user has had enough', async () => {
    const leaving = new AbortController()
    place.server.script(chatPath, () => leaving.abort())
    const app = place.start()
    await expect(polish(app, leaving.signal)).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('is not given to the built-in guide, which writes of its own', async () => {
    const app = place.start()
    await app.call('engines.connect', { kind: 'builtin' })
    await expect(polish(app)).rejects.toMatchObject({ code: 'engine/unsupported' })
  })
})
