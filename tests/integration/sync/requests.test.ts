import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type LibraryKey, newLibraryKey } from '../../../src/sync/keys'
import { openPlace } from '../../../src/sync/openPlace'
import { SyncRound } from '../../../src/sync/SyncRound'
import { startApache, startRclone, type WebDavServer } from '../../fakes/webDavServers'
import { conversation, question } from '../library/helpers'
import { SyncingDevice } from '../library/sync/SyncingDevice'

let folder = ''
let key: LibraryKey
let server: WebDavServer | null = null
const devices: SyncingDevice[] = []
const fetched = globalThis.fetch
let asked: string[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-requests-'))
  key = await newLibraryKey()
  asked = []
  globalThis.fetch = (input, init) => {
    asked.push(`${init?.method ?? 'GET'} ${String(input)}`)
    return fetched(input, init)
  }
})
afterEach(async () => {
  globalThis.fetch = fetched
  for (const device of devices.splice(0)) device.close()
  await server?.stop()
  server = null
  rmSync(folder, { recursive: true, force: true })
})

const make = (name: string): SyncingDevice => {
  const device = new SyncingDevice(name, Date.now)
  devices.push(device)
  return device
}
const say = (device: SyncingDevice, id: string) =>
  device.methods.addMessages({
    conversation: conversation('c', { leafId: id }),
    messages: [question(id, `word ${id}`)],
  })

describe.each([
  ['rclone serve webdav', startRclone, ''],
  ['Apache mod_dav', startApache, 'served'],
])('%s', (_, start, served) => {
  test('a look at rest is a handful of requests, however many packs lie there', async () => {
    server = await start(folder)
    const { address, user, password } = server
    const place = openPlace({ type: 'webdav', address, user }, password)
    const [a, b, c] = [make('a'), make('b'), make('c')]
    const rounds = new Map<SyncingDevice, SyncRound>()
    const look = async (device: SyncingDevice) => {
      const round = rounds.get(device) ?? new SyncRound(await device.depsFor(place, key))
      rounds.set(device, round)
      return round.run()
    }
    for (const device of [a, b, c]) say(device, `m-${device.name}`)
    for (let round = 0; round < 3; round += 1) for (const device of [a, b, c]) await look(device)
    // Packs that were read long ago, of this device and of another.
    for (const name of ['a', 'b']) {
      const own = join(folder, served, 'parley-sync/devices', name)
      mkdirSync(own, { recursive: true })
      for (let at = 100; at < 5_100; at += 1) writeFileSync(join(own, `0000${at}.other`), 'x')
    }
    asked = []
    await look(a)
    const atRest = asked
    // The devices, and of each of the two others its next pack.
    expect(atRest).toHaveLength(3)
    expect(atRest.filter((each) => each.startsWith('GET'))).toHaveLength(2)
    asked = []
    say(a, 'new')
    await look(a)
    // One list, the pack and its name, this device's hello and its name.
    expect(asked.filter((each) => /^(?:PUT|MOVE|PROPFIND)/.test(each)).length).toBeLessThanOrEqual(9)
  }, 60_000)

  test('a folder of 10,000 files is listed by one request', async () => {
    server = await start(folder)
    const { address, user, password } = server
    const own = join(folder, served, 'parley-sync/devices/a')
    mkdirSync(own, { recursive: true })
    for (let at = 0; at < 10_000; at += 1)
      writeFileSync(join(own, `${String(at + 1).padStart(8, '0')}.pack`), 'x')
    const place = openPlace({ type: 'webdav', address, user }, password)
    const entries = await place.entries('devices/a')
    expect(entries).toHaveLength(10_000)
    expect(entries.at(-1)).toMatchObject({ name: '00010000.pack', bytes: 1 })
    expect(asked).toHaveLength(1)
  }, 60_000)
})
