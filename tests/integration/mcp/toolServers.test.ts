import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { AppEvent } from '@shared/model/events'
import type { ServerAddress, ServerSecrets, ServerState } from '@shared/model/toolServer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Emitter } from '../../../src/main/lib/Emitter'
import { OffersFile } from '../../../src/main/mcp/OffersFile'
import { ServerQuestions } from '../../../src/main/mcp/ServerQuestions'
import { ServerSecretsKeeper } from '../../../src/main/mcp/ServerSecretsKeeper'
import { serverTools } from '../../../src/main/mcp/serverTools'
import { ToolServers } from '../../../src/main/mcp/ToolServers'
import { Secrets } from '../../../src/main/security/Secrets'
import { SettingsStore } from '../../../src/main/settings/SettingsStore'
import { MemorySettingsFile } from '../../fakes/memorySettingsFile'
import { startOAuthToolServer } from '../../fakes/toolServers/oauthServer'
import { everything, hostPlace, until } from './builtHost'

const place = hostPlace()
const broken = resolve(import.meta.dirname, '../../fakes/toolServers/brokenServer.mjs')
const vault = {
  isAvailable: async () => true,
  backend: () => 'test',
  encrypt: async (secret: string) => Buffer.from(secret).reverse(),
  decrypt: async (bytes: Uint8Array) => Buffer.from(bytes).reverse().toString(),
  allowWeak: () => {},
}
const results = {
  questions: { during: <T>(_id: string, _place: unknown, work: () => Promise<T>) => work() },
  check: async () => {},
  keep: async () => {
    throw new Error('No picture is kept here')
  },
}
const signal = new AbortController().signal

let folder: string
let file: MemorySettingsFile
let running: ToolServers[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-servers-'))
  file = new MemorySettingsFile('{}')
  running = []
})
afterEach(async () => {
  for (const servers of running) await servers.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The servers as one run of the app has them; what is kept is there for the next. */
const start = (openOutside: (url: string) => Promise<void> = async () => {}) => {
  const events = new Emitter<AppEvent>()
  const settings = new SettingsStore(file, events)
  let count = settings.get().toolServers.length
  const servers = new ToolServers({
    settings,
    secrets: new ServerSecretsKeeper(new Secrets(vault, file, () => false)),
    offers: new OffersFile(join(folder, 'tool-servers.json')),
    events,
    spawn: place.spawn,
    openOutside,
    questions: new ServerQuestions({ events, openOutside, newId: () => 'question' }),
    now: () => 1_000,
    newId: () => {
      count += 1
      return `server-${count}`
    },
  })
  running.push(servers)
  return { servers, settings }
}
const stdio = (args: readonly string[], env: readonly string[] = []): ServerAddress => ({
  type: 'stdio',
  command: process.execPath,
  args,
  env,
  cwd: null,
})
const add = (servers: ToolServers, name: string, address: ServerAddress, secrets = {}) =>
  servers.add({ name, address, secrets })
const of = (servers: ToolServers, id: string) => {
  const found = servers.list().find((each) => each.id === id)
  if (!found) throw new Error('There is no such server')
  return found
}
const agree = (servers: ToolServers, id: string) => servers.setOn(id, true, of(servers, id).fingerprint)
const untilState = (servers: ToolServers, id: string, type: ServerState['type'], isRunning = true) =>
  until(() => {
    const { state } = of(servers, id)
    return state.type === type && (state.type !== 'ready' || state.isRunning === isRunning)
  })

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
  expect(JSON.stringify(file.read())).not.toContain('value-of-the-secret')
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

test('values for variables that the user did not agree to are refused, and reach no server', async () => {
  const { servers } = start()
  const id = await add(servers, 'Work', stdio([broken, 'fine'], ['TOKEN']), { TOKEN: 'a' })
  const strange: readonly ServerSecrets[] = [
    { NODE_OPTIONS: '--import data:text/javascript,1' },
    { TOKEN: 'b', OTHER: 'c' },
  ]
  for (const secrets of strange)
    await expect(servers.setSecrets(id, secrets)).rejects.toMatchObject({ code: 'secrets/other-address' })
  await expect(servers.setSecrets(id, { TOKEN: 'b' })).resolves.toBeUndefined()
  await expect(
    add(servers, 'Other', stdio([broken, 'fine']), { NODE_OPTIONS: '-e 1' }),
  ).rejects.toMatchObject({
    code: 'secrets/other-address',
  })
})

test('values that decide which code runs are part of what is agreed to', async () => {
  const { servers, settings } = start()
  const address = stdio([everything, 'stdio'], ['NODE_OPTIONS', 'TOKEN'])
  const id = await add(servers, 'Everything', address, { NODE_OPTIONS: '--no-deprecation', TOKEN: 'a' })
  expect(of(servers, id).address).toMatchObject({
    env: ['TOKEN'],
    steering: { NODE_OPTIONS: '--no-deprecation' },
  })
  await agree(servers, id)
  await untilState(servers, id, 'ready')
  const outcome = await servers.call(id, 'get-env', {}, signal)
  expect(JSON.stringify(outcome.content)).toContain('--no-deprecation')
  await expect(servers.setSecrets(id, { NODE_OPTIONS: '-e 1' })).rejects.toMatchObject({
    code: 'secrets/other-address',
  })
  const [server] = settings.get().toolServers
  if (server?.address.type !== 'stdio') throw new Error('The server is there')
  const changed = { ...server.address, steering: { NODE_OPTIONS: '--import data:text/javascript,1' } }
  settings.update({ toolServers: [{ ...server, address: changed }] })
  expect(of(servers, id).state).toEqual({ type: 'needs-consent' })
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
