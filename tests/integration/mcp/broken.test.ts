import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { hostPlace, stdioServer, until } from './builtHost'

const place = hostPlace()
const script = resolve(import.meta.dirname, '../../fakes/toolServers/brokenServer.mjs')
const broken = (fault: string, change = {}) => stdioServer(fault, process.execPath, [script, fault], change)
const call = (serverId: string, name: string, quietMs = 10_000) => ({
  serverId,
  name,
  arguments: {},
  quietMs,
})

test('a command that is not there names where it was looked for', async () => {
  const { client } = place.client()
  const failing = client.call('connect', stdioServer('none', 'no-such-command-here', []))
  await expect(failing).rejects.toMatchObject({
    code: 'toolServer/command-not-found',
    data: { command: 'no-such-command-here', looked: expect.stringContaining('/usr/bin') },
  })
})

test('a server that ends at once is shown with what it wrote, and harms no other', async () => {
  const { client } = place.client()
  const working = client.call('connect', broken('fine'))
  const failing = client.call('connect', broken('exits'))
  await expect(failing).rejects.toMatchObject({
    code: 'toolServer/not-started',
    data: { exitCode: 3, written: expect.stringContaining('FOO_TOKEN') },
  })
  await working
  await expect(client.call('callTool', call('fine', 'work'))).resolves.toMatchObject({
    content: [{ type: 'text', text: 'worked' }],
  })
})

test('a key that a server writes is not shown', async () => {
  const { client } = place.client()
  const secrets = { TOKEN: 'value-of-the-secret' }
  await expect(client.call('connect', broken('tells', { secrets }))).rejects.toMatchObject({
    data: { written: 'Not a key: …' },
  })
})

test('a server that logs to its output works', async () => {
  const { client } = place.client()
  await client.call('connect', broken('logs'))
  await expect(client.call('callTool', call('logs', 'work'))).resolves.toMatchObject({ isError: false })
})

test('a server that ends at a question that it does not know is asked as in 2025', async () => {
  const { client } = place.client()
  await expect(client.call('connect', broken('strict'))).resolves.toMatchObject({ isLegacy: true })
})

test('rubbish and silence are told apart', async () => {
  const { client } = place.client()
  const short = { connectTimeoutMs: 500, isLegacy: true }
  await expect(client.call('connect', broken('rubbish', short))).rejects.toMatchObject({
    code: 'toolServer/malformed',
    data: { written: expect.stringContaining('<html>') },
  })
  await expect(client.call('connect', broken('silent', short))).rejects.toMatchObject({
    code: 'toolServer/no-answer',
  })
})

test('a server that dies in a call fails that call, is named, and comes back', async () => {
  const { client, events } = place.client()
  await client.call('connect', broken('fine'))
  await client.call('connect', broken('other'))
  await expect(client.call('callTool', call('fine', 'die'))).rejects.toMatchObject({
    code: 'toolServer/ended',
  })
  await until(() => events.some((event) => event.type === 'ended' && event.serverId === 'fine'))
  await expect(client.call('callTool', call('other', 'work'))).resolves.toMatchObject({ isError: false })
  await client.call('connect', broken('fine'))
  await expect(client.call('callTool', call('fine', 'work'))).resolves.toMatchObject({ isError: false })
})

test('a result over a megabyte is cut and says so', async () => {
  const { client } = place.client()
  await client.call('connect', broken('fine'))
  const { content, isCut } = await client.call('callTool', call('fine', 'long'))
  expect(isCut).toBe(true)
  expect(content[0]?.type === 'text' && content[0].text.length).toBe(1024 * 1024)
})

test('a changed list of tools is told', async () => {
  const { client, events } = place.client()
  const { offer } = await client.call('connect', broken('fine'))
  expect(offer.tools.map(({ name }) => name)).not.toContain('grown')
  await client.call('callTool', call('fine', 'grow'))
  await until(() =>
    events.some((event) => event.type === 'offer' && event.offer.tools.some(({ name }) => name === 'grown')),
  )
})

test('a question that its server does not wait for any more is withdrawn, while the call goes on', async () => {
  const stop = new AbortController()
  const { client } = place.client({
    question: (_input, signal) =>
      new Promise((done) => {
        signal.addEventListener('abort', () => {
          done({ action: 'cancel', content: null })
          stop.abort()
        })
      }),
  })
  await client.call('connect', broken('fine'))
  const calling = client.call('callTool', call('fine', 'impatient'), stop.signal)
  await expect(calling).rejects.toMatchObject({ code: 'cancelled' })
})

test('a server that is not used ends by itself, without a failure', async () => {
  const { client, events } = place.client()
  await client.call('connect', broken('fine', { idleMs: 100 }))
  await until(() => events.length > 0)
  expect(events).toEqual([{ type: 'ended', serverId: 'fine', failure: null }])
  await expect(client.call('callTool', call('fine', 'work'))).rejects.toMatchObject({
    code: 'toolServer/not-found',
  })
})

test('no process is started before the first need, and a new one after it died', async () => {
  const { client, losses } = place.client()
  const before = place.starts
  expect(client.isRunning).toBe(false)
  await client.call('connect', broken('fine'))
  const hanging = client.call('callTool', call('fine', 'hang'))
  place.lastChild().kill()
  await expect(hanging).rejects.toMatchObject({ code: 'toolServer/ended' })
  expect(losses()).toBe(1)
  await client.call('connect', broken('fine'))
  await expect(client.call('callTool', call('fine', 'work'))).resolves.toMatchObject({ isError: false })
  expect(place.starts - before).toBe(2)
})

test('a folder that is not there is named as a start that failed', async () => {
  const { client } = place.client()
  const address = { type: 'stdio', command: 'node', args: [], env: [], cwd: join('/', 'no', 'such') } as const
  await expect(client.call('connect', broken('fine', { address }))).rejects.toMatchObject({
    code: 'toolServer/not-started',
  })
})
