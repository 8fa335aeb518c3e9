import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type LibraryKey, newLibraryKey } from '../../../../src/sync/keys'
import { WebDavPlace } from '../../../../src/sync/WebDavPlace'
import { startApache, startRclone, type WebDavServer } from '../../../fakes/webDavServers'
import { conversation, question } from '../helpers'
import { SyncingDevice } from './SyncingDevice'

let folder = ''
let key: LibraryKey
let server: WebDavServer
const devices: SyncingDevice[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-webdav-'))
  key = await newLibraryKey()
})
afterEach(async () => {
  for (const device of devices.splice(0)) device.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const make = (...names: string[]): SyncingDevice[] => {
  const made = names.map((name) => new SyncingDevice(name, Date.now))
  devices.push(...made)
  return made
}
const say = (device: SyncingDevice, id: string, text: string) =>
  device.methods.addMessages({
    conversation: conversation('c', { leafId: id }),
    messages: [question(id, text)],
  })

describe.each([
  ['rclone serve webdav', startRclone],
  ['Apache mod_dav', startApache],
])('%s', (_, start) => {
  test('two devices come to the same; names are given once; the rest is left', async () => {
    server = await start(folder)
    const place = new WebDavPlace(server)
    const [a, b] = make('a', 'b') as [SyncingDevice, SyncingDevice]
    say(a, 'm1', 'canary one')
    say(b, 'm2', 'canary two')
    for (let round = 0; round < 3; round += 1)
      for (const device of [a, b]) await device.round(new WebDavPlace(server), key)
    expect(a.digest()).toBe(b.digest())
    expect(a.messageIds('c')).toEqual(['m1', 'm2'])
    expect(await place.list('devices')).toEqual(['a', 'b'])
    expect(await place.list('nowhere')).toEqual([])
    expect(await place.read('devices/a/00000009.pack', 1_000)).toBeNull()
    // Given once: another's bytes do not take its place, and leave nothing behind.
    const path = 'devices/a/00000001.pack'
    const before = await place.read(path, 1_000_000)
    expect(await place.add(path, Buffer.from('other'))).toBe(false)
    expect(await place.read(path, 1_000_000)).toEqual(before)
    expect(await place.read(path, 10)).toBeNull()
    expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.part'))).toEqual(
      [],
    )
    expect(server.output()).not.toContain('canary')
    await place.replace('devices/a/hello', Buffer.from('one'))
    await place.replace('devices/a/hello', Buffer.from('two words'))
    expect(Buffer.from((await place.read('devices/a/hello', 100)) ?? []).toString()).toBe('two words')
  })
})

test('a wrong password, and a server that is gone, are told apart', async () => {
  server = await startRclone(folder)
  await expect(new WebDavPlace({ ...server, password: 'no' }).list('')).rejects.toMatchObject({
    reason: 'sign-in',
  })
  await server.stop()
  await expect(new WebDavPlace(server).list('')).rejects.toMatchObject({ reason: 'unreachable' })
})
