import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { serverTools } from '../../../src/main/mcp/serverTools'
import { startOAuthToolServer } from '../../fakes/toolServers/oauthServer'
import { everything, until } from './builtHost'
import { add, agree, broken, of, serversPlace, stdio, untilState } from './serversPlace'

const modern = resolve(import.meta.dirname, '../../fakes/toolServers/modernServer.mjs')
const place = serversPlace()
const { start } = place
const signal = new AbortController().signal
const results = {
  questions: { during: <T>(_id: string, _place: unknown, work: () => Promise<T>) => work() },
  attach: async () => {
    throw new Error('No file is kept here')
  },
  check: async () => {},
  keep: async () => {
    throw new Error('No picture is kept here')
  },
}

test('nothing starts before the user agreed to exactly what would be started', async () => {
  const { servers, settings } = start()
  const id = await add(servers, 'Work', stdio([broken, 'fine']))
  expect(of(servers, id).state).toEqual({ type: 'off' })
  await expect(servers.setOn(id, true, null)).rejects.toMatchObject({ code: 'toolServer/needs-consent' })
  await expect(servers.setOn(id, true, 'another')).rejects.toMatchObject({ code: 'toolServer/needs-consent' })
  await expect(servers.call(id, 'work', {}, signal)).rejects.toMatchObject({
    code: 'toolServer/needs-consent',
  })
  await agree(servers, id)
  await untilState(servers, id, 'ready')
  await expect(servers.call(id, 'work', {}, signal)).resolves.toMatchObject({ isError: false })
  // Changed from outside, e.g. in the file: it does not start, and offers nothing.
  const [server] = settings.get().toolServers
  if (server) settings.update({ toolServers: [{ ...server, address: stdio([broken, 'fine', '--more']) }] })
  expect(of(servers, id).state).toEqual({ type: 'needs-consent' })
  expect(servers.offered()).toEqual([])
})

test('the next run knows the tools without starting a server, and starts it for the first call', async () => {
  const first = start()
  const id = await add(first.servers, 'Work', stdio([broken, 'fine']))
  await agree(first.servers, id)
  await untilState(first.servers, id, 'ready')
  await first.servers.close()
  const starts = place.starts
  const { servers, settings } = start()
  expect(serverTools(servers, results).map(({ name }) => name)).toEqual([
    'work__work',
    'work__die',
    'work__hang',
  ])
  expect(of(servers, id).state).toEqual({ type: 'ready', isRunning: false })
  expect(place.starts).toBe(starts)
  expect(settings.get().toolServers[0]?.legacySince).toBe(1_000)
  await expect(servers.call(id, 'work', {}, signal)).resolves.toMatchObject({ isError: false })
  expect(place.starts).toBe(starts + 1)
})

test('what a server was found to speak is remembered, and dropped once it is found to speak today’s', async () => {
  const { servers, settings } = start()
  const id = await add(servers, 'Modern', stdio([modern, 'stdio']))
  const [server] = settings.get().toolServers
  if (!server) throw new Error('The server is there')
  // As it was found by an earlier run, before it was brought up to date.
  settings.update({ toolServers: [{ ...server, legacySince: 900 }] })
  await agree(servers, id)
  await untilState(servers, id, 'ready')
  expect(settings.get().toolServers[0]?.legacySince).toBeNull()
})

test('tools of two servers with one name are told apart, and a changed one has another version', async () => {
  const { servers } = start()
  const one = await add(servers, 'Work', stdio([broken, 'fine']))
  const two = await add(servers, 'Work', stdio([broken, 'fine', 'again']))
  for (const id of [one, two]) {
    await agree(servers, id)
    await untilState(servers, id, 'ready')
  }
  const tools = serverTools(servers, results)
  expect(new Set(tools.map(({ name }) => name)).size).toBe(6)
  expect(tools.every(({ name }) => /^[a-zA-Z0-9_-]{1,64}$/.test(name))).toBe(true)
  await servers.call(one, 'grow', {}, signal)
  await until(() => serverTools(servers, results).some(({ name }) => name === 'work__grown'))
  expect(tools.map(({ version }) => version)).toEqual(
    serverTools(servers, results)
      .filter(({ name }) => name !== 'work__grown')
      .map(({ version }) => version),
  )
})

test('values of variables reach the server, are never in the settings, and hold for this command only', async () => {
  const { servers, settings } = start()
  const address = stdio([everything, 'stdio'], ['SECRET_OF_SERVER'])
  const id = await add(servers, 'Everything', address, { SECRET_OF_SERVER: 'value-of-the-secret' })
  expect(JSON.stringify(place.kept())).not.toContain('value-of-the-secret')
  await agree(servers, id)
  await untilState(servers, id, 'ready')
  const outcome = await servers.call(id, 'get-env', {}, signal)
  expect(JSON.stringify(outcome.content)).toContain('value-of-the-secret')
  await servers.setOn(id, false, null)
  const [server] = settings.get().toolServers
  if (!server) throw new Error('The server is there')
  settings.update({ toolServers: [{ ...server, address: stdio([broken, 'fine'], ['SECRET_OF_SERVER']) }] })
  await agree(servers, id)
  await untilState(servers, id, 'failed')
  expect(of(servers, id).state).toMatchObject({ failure: { code: 'secrets/other-address' } })
})

test('a server that does not start is shown as failed, and starts once it can', async () => {
  const { servers } = start()
  const id = await add(servers, 'Exits', stdio([broken, 'exits']))
  await agree(servers, id)
  await untilState(servers, id, 'failed')
  expect(of(servers, id).state).toMatchObject({ failure: { code: 'toolServer/not-started' } })
  await servers.remove(id)
  expect(servers.list()).toEqual([])
})

test('a tool that says that it failed tells the model why', async () => {
  const { servers } = start()
  const id = await add(servers, 'Files', stdio([everything, 'stdio']))
  await agree(servers, id)
  await untilState(servers, id, 'ready')
  const sum = serverTools(servers, results).find(({ name }) => name === 'files__get-sum')
  const context = { signal } as Parameters<NonNullable<typeof sum>['run']>[1]
  await expect(sum?.run({ a: 2, b: 3 }, context)).resolves.toContain('5')
  await expect(sum?.run({ a: 'no number' }, context)).rejects.toMatchObject({ code: 'toolServer/failed' })
})

test('a page to sign in at whose address hides its host is not opened', async () => {
  const opened: string[] = []
  const { servers } = start(async (url) => void opened.push(url))
  const net = await startOAuthToolServer('http://accounts.example:443@evil.example/authorize')
  try {
    const id = await add(servers, 'Net', { type: 'http', url: net.url, headers: [] })
    await agree(servers, id)
    await untilState(servers, id, 'failed')
    expect(of(servers, id).state).toMatchObject({ failure: { code: 'toolServer/malformed' } })
    expect(opened).toEqual([])
  } finally {
    await net.stop()
  }
})

test('an address with a password in it is not kept, and a name of Parley’s own is told apart', async () => {
  const { servers, settings } = start()
  const address = { type: 'http', url: 'https://ada:secret@example.org/mcp', headers: [] } as const
  await expect(add(servers, 'Net', address)).rejects.toMatchObject({ code: 'toolServer/unreadable' })
  expect(settings.get().toolServers).toEqual([])
  const id = await add(servers, ' the\u200b WEB', stdio([broken, 'fine']))
  expect(of(servers, id).name).toBe('the WEB (tool server)')
})
