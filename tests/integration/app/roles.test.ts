import type { Utterance } from '@shared/ipc/speech'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FaultServer, startFaultServer } from '../../fakes/faultServer'
import { appPlace, chatPath, type TestApp } from './appPlace'

const speechPath = '/v1/audio/speech'
const picturePath = '/v1/images/generations'
const dictationPath = '/v1/audio/transcriptions'

/** The environment's server speaks, draws and listens; the other one answers only. */
const place = appPlace()
let writer: FaultServer
beforeEach(async () => {
  writer = await startFaultServer()
  writer.script(chatPath, ({ sse }) => sse().chatAnswer('An answer.'))
  abilities(place.server)
})
afterEach(() => writer.stop())

const abilities = (server: FaultServer) => {
  server.script(speechPath, ({ bytes }) => bytes(200, new Uint8Array(4_800), 'audio/pcm'))
  server.script(picturePath, ({ json }) => json(200, { data: [{ b64_json: png }] }))
  server.script(dictationPath, ({ json }) => json(200, { text: 'Hello' }))
}
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const writerEngine = () => ({
  id: 'server:writer',
  kind: 'compatible',
  name: 'Writer',
  baseUrl: writer.baseUrl,
  capabilities: {},
})
const start = (settings = {}, more: readonly object[] = []): TestApp =>
  place.start({ engines: [writerEngine(), ...more], ...settings })

const askedFor = (server: FaultServer, path: string) =>
  server.requests.filter((request) => request.path === path).length

const ask = async (app: TestApp, prompt: string, choices = {}) => {
  const { conversationId, messageId } = await app.call('runs.start', {
    conversationId: null,
    prompt,
    choices: { engineId: 'server:writer', model: 'writer-model', ...choices },
  })
  await app.idle(conversationId)
  const [message] = await app.call('messages.load', { ids: [messageId] })
  if (!message) throw new Error('The answer is gone')
  return message
}

const read = async (app: TestApp, messageId: string): Promise<readonly Utterance[]> => {
  const all: Utterance[] = []
  for await (const each of app.services.readAloud.read({ messageId }, new AbortController().signal))
    all.push(each)
  return all
}

const dictate = async (app: TestApp): Promise<string> => {
  const where = { conversationId: null, engineId: 'server:writer' }
  const { dictation } = app.services
  const leaving = new AbortController()
  const held = dictation.hold({ ...where, purpose: 'talk' }, 1, leaving.signal)[Symbol.asyncIterator]()
  await held.next()
  const { recordingId } = await app.call('dictation.begin', {})
  await app.call('dictation.add', { recordingId, pcm: new Uint8Array(32_000) })
  leaving.abort()
  for await (const { text } of dictation.transcribe({ recordingId, ...where }, new AbortController().signal))
    return text
  return ''
}

describe('an engine that only writes', () => {
  it('is read aloud by the first engine that can, which it was asked once', async () => {
    const app = start()
    const { id } = await ask(app, 'Say')
    expect(await read(app, id)).toMatchObject([{ voice: 'onyx' }])
    expect(await read(app, (await ask(app, 'More')).id)).toMatchObject([{ voice: 'onyx' }])
    expect([askedFor(writer, speechPath), askedFor(place.server, speechPath)]).toEqual([1, 2])
    expect(app.services.notices.list()).toEqual([])
  })

  it('has its pictures drawn there, by `/image` and by its own wish, and they are kept as that one’s', async () => {
    const app = start()
    const drawn = await ask(app, '/image a red square')
    expect(drawn).toMatchObject({ state: 'complete', engineId: 'server:writer' })
    const [part] = drawn.parts
    if (part?.type !== 'picture' || part.pictureId === null) throw new Error('No picture was drawn')
    expect(await app.services.library.getPicture({ id: part.pictureId })).toMatchObject({
      engineId: 'environment',
    })
    writer.script(chatPath, [
      ({ sse }) => {
        const stream = sse()
        stream.chatTool({
          index: 0,
          id: 'c1',
          name: 'generate_image',
          arguments: '{"prompt":"a red square"}',
        })
        stream.chatFinish('tool_calls')
        stream.done()
        stream.end()
      },
      ({ sse }) => sse().chatAnswer('There it is.'),
    ])
    const answer = await ask(app, 'Draw a red square')
    expect(answer.parts).toMatchObject([
      { type: 'tool-call' },
      { type: 'picture' },
      { type: 'tool-result', isError: false },
      { type: 'text' },
    ])
    expect([askedFor(writer, picturePath), askedFor(place.server, picturePath)]).toEqual([1, 2])
  })

  it('is dictated to by way of it', async () => {
    const app = start()
    expect(await dictate(app)).toBe('Hello')
    expect(await dictate(app)).toBe('Hello')
    expect([askedFor(writer, dictationPath), askedFor(place.server, dictationPath)]).toEqual([1, 2])
  })

  it('does without where a failure is not a lack: nothing is sent elsewhere', async () => {
    for (const path of [speechPath, picturePath, dictationPath])
      writer.script(path, ({ error }) => error(500, { message: 'Out of order' }))
    const app = start()
    const { id } = await ask(app, 'Say')
    await expect(read(app, id)).rejects.toMatchObject({ code: 'speech/unavailable' })
    expect(await ask(app, '/image a red square')).toMatchObject({ state: 'failed' })
    await expect(dictate(app)).rejects.toMatchObject({ code: 'engine/server-error' })
    expect(place.server.requests.filter(({ method }) => method === 'POST')).toEqual([])
  })

  it('is told of pictures that another one draws, and of none where nobody does', async () => {
    const claude = { id: 'anthropic', kind: 'anthropic', name: 'Claude', baseUrl: null, capabilities: {} }
    const app = start({}, [claude])
    const { engines } = app.services
    expect(engines.peek('picture', { engineId: 'anthropic' })?.engine.can?.picture).not.toBe(false)
    engines.lacks('environment', 'picture')
    engines.lacks('server:writer', 'picture')
    expect(engines.peek('picture', { engineId: 'anthropic' })?.engine).toMatchObject({
      id: 'anthropic',
      can: { picture: false },
    })
  })
})

describe('an engine that was chosen for it', () => {
  it('speaks and draws for every other, and is replaced with a word once it is gone', async () => {
    abilities(writer)
    const chosen = { speechEngineId: 'server:writer', pictureEngineId: 'server:writer' }
    const app = start(chosen)
    const environment = { engineId: 'environment', model: 'test-model' }
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer.'))
    await read(app, (await ask(app, 'Say', environment)).id)
    await ask(app, '/image a red square', environment)
    expect([askedFor(writer, speechPath), askedFor(writer, picturePath)]).toEqual([1, 1])
    expect([askedFor(place.server, speechPath), askedFor(place.server, picturePath)]).toEqual([0, 0])
    expect(app.services.notices.list()).toEqual([])

    await app.call('engines.remove', { engineId: 'server:writer' })
    await read(app, (await ask(app, 'Say again', environment)).id)
    await ask(app, '/image a red square', environment)
    expect([askedFor(place.server, speechPath), askedFor(place.server, picturePath)]).toEqual([1, 1])
    expect(app.services.notices.list()).toMatchObject([{ kind: 'engine-gone' }])
  })

  it('is paid for within the limit, also for the pictures of one that costs nothing', async () => {
    const dear = { id: 'openai', kind: 'openai', name: 'OpenAI', baseUrl: null, capabilities: {} }
    const app = start({ pictureEngineId: 'openai', monthlyLimitUsd: 1, blockAtLimit: true }, [dear])
    await app.services.costs.charge({ kind: 'title', conversationId: null, model: 'dear', costUsd: 5 })
    const { state, parts } = await ask(app, '/image a red square')
    expect([state, parts.at(-1)]).toMatchObject(['failed', { type: 'failure', code: 'run/over-budget' }])
  })
})
