import { resolve } from 'node:path'
import type { ServerQuestionAnswer, ServerToConnect } from '@shared/ipc/mcpHost'
import { afterEach, expect, test } from 'vitest'
import { type NetServer, startModernServer, startSseServer } from '../../fakes/toolServers/netServer'
import { everything, hostPlace, stdioServer } from './builtHost'

const place = hostPlace()
const modern = resolve(import.meta.dirname, '../../fakes/toolServers/modernServer.mjs')

let stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops) await stop()
  stops = []
})
const started = async (starting: Promise<NetServer>): Promise<string> => {
  const server = await starting
  stops.push(() => server.stop())
  return server.url
}
const net = (url: string, isLegacy = false): ServerToConnect => ({
  ...stdioServer('one', '', []),
  address: { type: 'http', url, headers: [] },
  isLegacy,
})
const call = (name: string, input = {}) => ({ serverId: 'one', name, arguments: input, quietMs: 10_000 })

test('a server of the first protocol, over events, is connected to and called', async () => {
  const url = await started(startSseServer(everything))
  const { client } = place.client()
  const found = await client.call('connect', net(url))
  expect(found).toMatchObject({ isLegacy: true, title: 'Everything Reference Server' })
  const outcome = await client.call('callTool', call('echo', { message: 'hello' }))
  expect(outcome.content).toEqual([{ type: 'text', text: 'Echo: hello' }])
  await client.call('disconnect', { serverId: 'one' })
  // What was remembered of it holds for this way, too.
  await expect(client.call('connect', net(url, true))).resolves.toMatchObject({ isLegacy: true })
})

const ways = [
  ['its pipe', async (isLegacy: boolean) => ({ ...stdioServer('one', 'node', [modern, 'stdio']), isLegacy })],
  ['http', async (isLegacy: boolean) => net(await started(startModernServer()), isLegacy)],
] as const

test.each(ways)('a server of 2026 is connected to and called over %s', async (_way, server) => {
  const { client } = place.client()
  const found = await client.call('connect', await server(false))
  expect(found.isLegacy).toBe(false)
  expect(found.offer.tools.map(({ name }) => name)).toEqual(['hello', 'asks-name', 'asks-page'])
  const outcome = await client.call('callTool', call('hello'))
  expect(outcome.content).toEqual([{ type: 'text', text: 'hello of 2026' }])
})

test.each(ways)('one that was old and was brought up to date is found out over %s', async (_way, server) => {
  const { client } = place.client()
  await expect(client.call('connect', await server(true))).resolves.toMatchObject({ isLegacy: false })
})

test.each(ways)('its questions reach main in the middle of a call, over %s', async (_way, server) => {
  const asked: unknown[] = []
  const { client } = place.client({
    question: async ({ question }): Promise<ServerQuestionAnswer> => {
      asked.push(question)
      return { action: 'accept', content: question.type === 'form' ? { name: 'Ada' } : null }
    },
  })
  await client.call('connect', await server(false))
  const named = await client.call('callTool', call('asks-name'))
  expect(JSON.stringify(named.content)).toMatch(/accept.*Ada/)
  const paged = await client.call('callTool', call('asks-page'))
  expect(JSON.stringify(paged.content)).toContain('accept')
  expect(asked).toMatchObject([
    { type: 'form', message: 'Who are you?', schema: { properties: { name: { title: 'Name' } } } },
    { type: 'address', url: 'https://example.org/in', isNeededFirst: false },
  ])
})
