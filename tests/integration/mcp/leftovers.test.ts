import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { countProcesses, everything, hostPlace, stdioServer, until } from './builtHost'

const place = hostPlace()
const family = resolve(import.meta.dirname, '../../fakes/toolServers/family.sh')

/** A shell that starts a server and, beside it, a Node that starts a sleeper; all deaf to SIGTERM. */
const familyServer = (marker: string) => stdioServer('family', 'sh', [family, marker, everything])
const isWindows = process.platform === 'win32'
const marked = (name: string) => `family-${process.pid}-${name}`

/** The shell, its Node, the sleeper's shell, the server. */
const members = 4

test.skipIf(isWindows)('wrappers and grandchildren of a server end with it', async () => {
  const marker = marked('disconnect')
  const { client } = place.client()
  await client.call('connect', familyServer(marker))
  await until(() => countProcesses(marker) >= members)
  await client.call('disconnect', { serverId: 'family' })
  expect(countProcesses(marker)).toBe(0)
})

test.skipIf(isWindows)('they end when the app quits', async () => {
  const marker = marked('quit')
  const { client } = place.client()
  await client.call('connect', familyServer(marker))
  await until(() => countProcesses(marker) >= members)
  await client.close()
  expect(countProcesses(marker)).toBe(0)
})

test.skipIf(isWindows)('they end when the process that started them is killed', async () => {
  const marker = marked('kill')
  const { client } = place.client()
  await client.call('connect', familyServer(marker))
  await until(() => countProcesses(marker) >= members)
  place.lastChild().kill()
  await until(() => countProcesses(marker) === 0)
})

test.skipIf(isWindows)('they end when they are stopped while they start', async () => {
  const marker = marked('start')
  const { client } = place.client()
  const deaf = stdioServer('family', 'sh', [family, marker, '/dev/null'])
  const stopped = expect(client.call('connect', deaf)).rejects.toMatchObject({ code: 'cancelled' })
  await until(() => countProcesses(marker) > 1)
  await client.call('disconnect', { serverId: 'family' })
  await stopped
  expect(countProcesses(marker)).toBe(0)
})
