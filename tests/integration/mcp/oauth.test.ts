import type { ServerToConnect } from '@shared/ipc/mcpHost'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type OAuthToolServer, startOAuthToolServer } from '../../fakes/toolServers/oauthServer'
import { hostPlace } from './builtHost'

const place = hostPlace()
let server: OAuthToolServer
let kept: string | null

beforeEach(async () => {
  server = await startOAuthToolServer()
  kept = null
})
afterEach(() => server.stop())

const toConnect = (maySignIn = true): ServerToConnect => ({
  serverId: 'net',
  address: { type: 'http', url: server.url, headers: [] },
  secrets: {},
  isLegacy: false,
  connectTimeoutMs: 20_000,
  idleMs: 0,
  maySignIn,
})
const whoami = { serverId: 'net', name: 'whoami', arguments: {}, quietMs: 10_000 }

/** A client whose browser is given by the test. */
const clientWith = (openSignIn: (url: string) => Promise<void>) =>
  place.client({
    loadSignIn: async () => kept,
    saveSignIn: async (input) => {
      kept = input.kept
      return null
    },
    openSignIn: async ({ url }) => {
      await openSignIn(url)
      return null
    },
  }).client
const browser = async (url: string): Promise<void> => {
  const page = await fetch(server.approve(url))
  expect(page.status).toBe(200)
}

test('the browser comes back to this computer, and the server is signed in to', async () => {
  const client = clientWith(browser)
  const { offer } = await client.call('connect', toConnect())
  expect(offer.tools.map(({ name }) => name)).toEqual(['whoami'])
  await expect(client.call('callTool', whoami)).resolves.toMatchObject({
    content: [{ type: 'text', text: 'Ada' }],
  })
  const asked = new URL(server.grants[0] ?? '').searchParams
  expect(asked.get('code_challenge_method')).toBe('S256')
  expect(asked.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
})

test('what was kept signs in again without a browser, also when it has to be renewed', async () => {
  const first = clientWith(browser)
  await first.call('connect', toConnect())
  await first.close()
  server.expireTokens(true)
  const second = clientWith(() => Promise.reject(new Error('No browser is wanted')))
  await expect(second.call('connect', toConnect(false))).resolves.toMatchObject({ isLegacy: true })
  expect(server.grants).toHaveLength(1)
})

test('without the user no browser is opened', async () => {
  let opened = 0
  const client = clientWith(async () => {
    opened += 1
  })
  await expect(client.call('connect', toConnect(false))).rejects.toMatchObject({
    code: 'toolServer/needs-sign-in',
  })
  expect(opened).toBe(0)
})

test('a server that does not know its client any more gets a new one', async () => {
  const first = clientWith(browser)
  await first.call('connect', toConnect())
  await first.close()
  server.forgetClients()
  server.expireTokens(true)
  const second = clientWith(browser)
  await expect(second.call('connect', toConnect())).resolves.toMatchObject({ isLegacy: true })
  expect(server.clients).toHaveLength(2)
})

test('the address can be pasted where no browser comes back; another one is refused', async () => {
  let landed = (_address: string) => {}
  const address = new Promise<string>((done) => {
    landed = done
  })
  const client = clientWith(async (url) => landed(server.approve(url)))
  const connecting = client.call('connect', toConnect())
  const good = await address
  const strange = good.replace(/state=[^&]*/, 'state=another')
  for (const bad of [strange, 'no address', 'https://evil.example/?code=1'])
    await expect(client.call('finishSignIn', { serverId: 'net', address: bad })).rejects.toMatchObject({
      code: 'toolServer/unreadable',
    })
  await client.call('finishSignIn', { serverId: 'net', address: good })
  await expect(connecting).resolves.toMatchObject({ isLegacy: true })
})

test('a refusal in the browser is told, and a stop ends the wait', async () => {
  const refusing = clientWith(async (url) => {
    const asked = new URL(url).searchParams
    const back = `${asked.get('redirect_uri')}?error=access_denied&state=${asked.get('state')}`
    await fetch(back)
  })
  await expect(refusing.call('connect', toConnect())).rejects.toMatchObject({
    code: 'toolServer/needs-sign-in',
    data: { said: 'access_denied' },
  })
  let isOpen = () => {}
  const opened = new Promise<void>((done) => {
    isOpen = done
  })
  const waiting = clientWith(async () => isOpen())
  const stopped = expect(waiting.call('connect', toConnect())).rejects.toMatchObject({ code: 'cancelled' })
  await opened
  await waiting.call('disconnect', { serverId: 'net' })
  await stopped
})

test('a server that is not there is named by its host', async () => {
  const client = clientWith(browser)
  const gone = {
    ...toConnect(),
    address: { type: 'http', url: 'http://127.0.0.1:9/mcp', headers: [] },
  } as const
  await expect(client.call('connect', gone)).rejects.toMatchObject({
    code: 'toolServer/unreachable',
    data: { host: '127.0.0.1:9' },
  })
})
