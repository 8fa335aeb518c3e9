import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { createServer, type Server } from 'node:tls'
import { textOf } from '@shared/model/message'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeCertificate, type OwnCertificate } from '../../fakes/ownCertificate'
import { type FakeProxy, startHttpProxy } from '../../fakes/proxies'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()
const proxies: FakeProxy[] = []
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.stop()
})

const connected = async (app: TestApp, baseUrl = place.server.baseUrl) => {
  place.server.script('/v1/models', ({ json }) => json(200, { data: [{ id: 'm-1' }, { id: 'm-2' }] }))
  return app.call('engines.connect', { kind: 'compatible', baseUrl, key: 'sk-connected' })
}

const answerTo = async (app: TestApp, prompt: string) => {
  const { conversationId, messageId } = await app.call('runs.start', { conversationId: null, prompt })
  await app.idle(conversationId)
  const [message] = await app.call('messages.load', { ids: [messageId] })
  return message
}

describe('How an engine is reached', () => {
  it('has headers that go along with each request, and are kept like keys', async () => {
    const app = place.start()
    const { id: engineId } = await connected(app)
    const change = (headers: { name: string; value: string | null }[]) =>
      app.call('engines.changeConnection', { engineId, change: { headers } })
    await change([
      { name: 'X-Team', value: 'research' },
      { name: 'X-Gate', value: 'open-sesame-1234' },
    ])
    await change([
      { name: 'X-Gate', value: null },
      { name: 'X-New', value: 'yes' },
    ])
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Heard'))
    await answerTo(app, 'Hello')
    const asked = place.server.requests.filter(({ path }) => path === chatPath).at(-1)
    expect(asked?.headers).toMatchObject({ 'x-gate': 'open-sesame-1234', 'x-new': 'yes' })
    expect(asked?.headers['x-team']).toBeUndefined()
    expect(asked?.headers.authorization).toBe('Bearer sk-connected')
    expect(JSON.stringify(app.settingsFile.read())).not.toContain('open-sesame')
    const shown = app.services.engines.list().find(({ id }) => id === engineId)
    expect(shown?.connection.headerNames).toEqual(['X-Gate', 'X-New'])
    expect(JSON.stringify(shown)).not.toContain('open-sesame')
  })

  it('refuses headers that the request itself needs, and what is no header', async () => {
    const app = place.start()
    const { id: engineId } = await connected(app)
    for (const header of [
      { name: 'Host', value: 'evil.example' },
      { name: 'Content-Length', value: '1' },
      { name: 'X Y', value: '1' },
      { name: 'X', value: 'a\r\nY: b' },
    ]) {
      const change = { headers: [header] }
      await expect(app.call('engines.changeConnection', { engineId, change })).rejects.toMatchObject({
        code: 'ipc/bad-input',
      })
    }
  })

  it('is told by a test: the way, the models, and what is missing', async () => {
    const app = place.start()
    const { id: engineId } = await connected(app)
    await app.call('settings.update', { model: 'm-9' })
    expect(await app.call('engines.test', { engineId })).toMatchObject({
      proxy: null,
      models: 2,
      missing: ['model'],
    })
    place.server.script('/v1/models', ({ error }) => error(401, { message: 'No' }))
    await expect(app.call('engines.test', { engineId })).rejects.toMatchObject({ code: 'engine/bad-key' })
  })

  it('stays as it was when another key is given', async () => {
    const app = place.start()
    const { id: engineId } = await connected(app)
    await app.call('engines.changeConnection', { engineId, change: { proxy: 'direct' } })
    await connected(app)
    expect(app.services.engines.list().find(({ id }) => id === engineId)?.connection.proxy).toBe('direct')
  })
})

describe('A certificate that no authority vouches for', () => {
  let own: OwnCertificate
  let front: Server
  beforeAll(() => {
    own = makeCertificate()
  })
  beforeEach(async () => {
    front = createServer(own, (socket) => {
      const inside = connect(place.server.port, '127.0.0.1')
      for (const each of [socket, inside]) each.on('error', () => {})
      socket.pipe(inside).pipe(socket)
    })
    front.listen(0, '127.0.0.1')
    await once(front, 'listening')
  })
  afterEach(() => front.close())
  afterAll(() => own.remove())
  const address = () => `https://127.0.0.1:${(front.address() as AddressInfo).port}/v1`
  const wanted = () => ({ kind: 'compatible' as const, baseUrl: address(), key: 'sk-secret' })

  it('is shown while connecting, before a key is sent, and nothing is kept', async () => {
    const app = place.start()
    await expect(app.call('engines.connect', wanted())).rejects.toMatchObject({
      code: 'engine/certificate',
      data: { reason: 'untrusted', fingerprint: own.fingerprint, subject: 'models.example' },
    })
    expect(place.server.requests).toEqual([])
    expect(app.services.engines.list().map(({ baseUrl }) => baseUrl)).not.toContain(address())
  })

  it('connects where the user trusts it, is kept with the engine, and another one is refused', async () => {
    const app = place.start()
    place.server.script('/v1/models', ({ json }) => json(200, { data: [{ id: 'm-1' }] }))
    const other = own.fingerprint.replace(/^../, own.fingerprint.startsWith('00') ? '11' : '00')
    await expect(app.call('engines.connect', { ...wanted(), pinned: other })).rejects.toMatchObject({
      code: 'engine/certificate',
      data: { reason: 'changed', fingerprint: own.fingerprint },
    })
    expect(place.server.requests).toEqual([])
    const { connection } = await app.call('engines.connect', { ...wanted(), pinned: own.fingerprint })
    expect(connection.pinned).toBe(own.fingerprint)
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Heard'))
    const answer = await answerTo(app, 'Hello')
    expect(answer && textOf(answer)).toBe('Heard')
  })
})

describe('A proxy of its own', () => {
  const remote = appPlace({ isRemote: true })

  it('carries what an engine is asked, with its name and password', async () => {
    const proxy = await startHttpProxy('me:secret')
    proxies.push(proxy)
    const app = remote.start()
    remote.server.script('/v1/models', ({ json }) => json(200, { data: [{ id: 'm-1' }] }))
    const address = remote.server.baseUrl.replace('127.0.0.1', 'models.example')
    const { id: engineId } = await app.call('engines.connect', { kind: 'compatible', baseUrl: address })
    expect(proxy.passed).toEqual([])
    const proxyAddress = `http://127.0.0.1:${proxy.port}`
    const change = (credentials: string) =>
      app.call('engines.changeConnection', {
        engineId,
        change: { proxy: proxyAddress, proxyCredentials: credentials },
      })
    await change('me:wrong')
    await expect(app.call('engines.test', { engineId })).rejects.toMatchObject({
      code: 'engine/proxy',
      data: { reason: 'credentials' },
    })
    await change('me:secret')
    expect(await app.call('engines.test', { engineId })).toMatchObject({ proxy: `127.0.0.1:${proxy.port}` })
    remote.server.script(chatPath, ({ sse }) => sse().chatAnswer('Through'))
    const message = await answerTo(app, 'Hello')
    expect(textOf(message ?? { parts: [] })).toBe('Through')
    expect(proxy.passed.length).toBeGreaterThanOrEqual(2)
    expect(JSON.stringify(app.settingsFile.read())).not.toContain('me:secret')
  })
})

describe('The first byte', () => {
  // The server's own pace: longer than an answer may then stand still.
  const loadingMs = 1_500

  it('may take longer than an answer may stand still: a model is loaded first', async () => {
    const app = place.start({ idleTimeoutMs: 1_000 })
    place.server.script(chatPath, async ({ sse }) => {
      await wait(loadingMs)
      sse().chatAnswer('Loaded.')
    })
    const message = await answerTo(app, 'first question')
    expect([message?.state, textOf(message ?? { parts: [] })]).toEqual(['complete', 'Loaded.'])
  })

  it('may also come late behind headers that came at once', async () => {
    const app = place.start({ idleTimeoutMs: 1_000 })
    place.server.script(chatPath, async ({ sse }) => {
      const stream = sse()
      await wait(loadingMs)
      stream.chatAnswer('Loaded.')
    })
    const message = await answerTo(app, 'first question')
    expect([message?.state, textOf(message ?? { parts: [] })]).toEqual(['complete', 'Loaded.'])
  })

  it('has a limit of its own, which can be set', async () => {
    const app = place.start({ firstByteTimeoutMs: 1_000 })
    place.server.script(chatPath, () => {})
    const message = await answerTo(app, 'first question')
    expect(message?.parts.at(-1)).toMatchObject({ type: 'failure', code: 'engine/stalled' })
  })
})
