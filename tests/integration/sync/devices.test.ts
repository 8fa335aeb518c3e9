import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FolderPlace } from '../../../src/sync/FolderPlace'
import { HelloWriter } from '../../../src/sync/HelloWriter'
import { KeyRing } from '../../../src/sync/keyRing'
import { type LibraryKey, newLibraryKey } from '../../../src/sync/keys'
import { OtherDevices } from '../../../src/sync/OtherDevices'
import { conversation, question } from '../library/helpers'
import { SyncingDevice } from '../library/sync/SyncingDevice'

const hour = 3_600_000
let folder = ''
let key: LibraryKey
const devices: SyncingDevice[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-place-'))
  key = await newLibraryKey()
})
afterEach(() => {
  for (const device of devices.splice(0)) device.close()
  rmSync(folder, { recursive: true, force: true })
})
const make = (name: string, now: () => number = Date.now): SyncingDevice => {
  const device = new SyncingDevice(name, now)
  devices.push(device)
  return device
}
const say = (device: SyncingDevice, id: string) =>
  device.methods.addMessages({
    conversation: conversation('c', { leafId: id }),
    messages: [question(id, `word ${id}`)],
  })

test('devices tell their names; a clock that is ahead, and packs that wait, are told of them', async () => {
  const place = new FolderPlace(folder)
  const [a, b] = [make('a'), make('b', () => Date.now() + 2 * hour)]
  say(b, 'm1')
  await b.round(place, key)
  const [told] = (await a.round(place, key)).devices
  expect(told).toMatchObject({ id: 'b', name: 'Computer b', isThis: false, problem: null, waitingPacks: 0 })
  expect(Math.round((told?.clockAheadMs ?? 0) / hour)).toBe(2)
  expect(Math.abs((told?.lastSeenAt ?? 0) - Date.now())).toBeLessThan(60_000)
  expect((await b.round(place, key)).devices).toMatchObject([{ id: 'a', clockAheadMs: 0 }])
  expect(readFileSync(join(folder, 'devices/b/hello')).includes('Computer')).toBe(false)
})

test('a pack before its predecessor waits; it is a gap only once it should have come', async () => {
  const place = new FolderPlace(folder)
  const later = { ms: 0 }
  const [a, b] = [make('a', () => Date.now() + later.ms), make('b')]
  for (const id of ['m1', 'm2', 'm3']) {
    say(b, id)
    await b.round(place, key)
  }
  const [second, kept] = [join(folder, 'devices/b/00000002.pack'), join(folder, '..', `kept-${Date.now()}`)]
  cpSync(second, kept)
  rmSync(second)
  const early = await a.round(place, key)
  expect(early.stuck).toEqual([])
  expect(early.devices).toMatchObject([{ id: 'b', waitingPacks: 2, problem: null }])
  expect(a.messageIds('c')).toEqual(['m1'])
  later.ms = hour
  expect((await a.round(place, key)).devices).toMatchObject([{ waitingPacks: 2, problem: 'gap' }])
  cpSync(kept, second)
  rmSync(kept)
  expect((await a.round(place, key)).devices).toMatchObject([{ waitingPacks: 0, problem: null }])
  expect(a.messageIds('c')).toEqual(['m1', 'm2', 'm3'])
})

test('what a device says of itself is its own, and no other’s', async () => {
  const place = new FolderPlace(folder)
  const [a, b, c] = [make('a'), make('b'), make('c')]
  for (const device of [b, c]) await device.round(place, key)
  cpSync(join(folder, 'devices/c/hello'), join(folder, 'devices/b/hello'))
  const told = (await a.round(place, key)).devices
  expect(told).toMatchObject([
    { id: 'b', name: '', problem: 'damaged', lastSeenAt: null },
    { id: 'c', name: 'Computer c', problem: null },
  ])
  writeFileSync(join(folder, 'devices/b/hello'), '<html>')
  expect((await a.round(place, key)).devices[0]).toMatchObject({ problem: 'damaged' })
})

test('a hello is written when it says something new, and once an hour', async () => {
  let time = 1e12
  const ring = await KeyRing.of({ keys: [key], removed: {}, ended: [] })
  const writer = new HelloWriter({
    place: new FolderPlace(folder),
    ring,
    device: 'a',
    self: { name: 'Desk', version: '1', seed: key },
    now: () => time,
  })
  const news = { first: 1, last: 1, read: {}, lacks: [] }
  expect(await writer.write(news)).toBe(true)
  time += 59 * 60_000
  expect(await writer.write(news)).toBe(false)
  expect(await writer.write({ ...news, last: 2 })).toBe(true)
  time += hour
  expect(await writer.write({ ...news, last: 2 })).toBe(true)
})

test('a file’s own time, which Syncthing brings along, says nothing of when it came', async () => {
  const place = new FolderPlace(folder)
  const ring = await KeyRing.of({ keys: [key], removed: {}, ended: [] })
  const ahead = make('b', () => Date.now() + 3 * hour)
  await ahead.round(place, key)
  const path = join(folder, 'devices/b/hello')
  const future = new Date(Date.now() + 3 * hour)
  utimesSync(path, future, future)
  expect(statSync(path).mtimeMs).toBeGreaterThan(Date.now() + 2 * hour)
  const others = new OtherDevices({ place, ring, device: 'a', now: Date.now })
  await others.hear(['b'], [])
  const [told] = others.tell(['b'], { positions: {}, stuck: [] })
  expect(Math.round((told?.clockAheadMs ?? 0) / hour)).toBe(3)
})
