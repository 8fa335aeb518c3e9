import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readBases } from '../../../src/sync/bases'
import { FolderPlace } from '../../../src/sync/FolderPlace'
import { KeyRing } from '../../../src/sync/keyRing'
import { type LibraryKey, newLibraryKey } from '../../../src/sync/keys'
import type { Place } from '../../../src/sync/Place'
import { takeBase } from '../../../src/sync/takeBase'
import { writeBase } from '../../../src/sync/writeBase'
import { conversation, question } from '../library/helpers'
import { SyncingDevice } from '../library/sync/SyncingDevice'

const day = 24 * 3_600_000
let folder = ''
let place: Place
let key: LibraryKey
/** How far in the future the tests are. */
let later = 0
const devices: SyncingDevice[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-place-'))
  place = new FolderPlace(folder)
  key = await newLibraryKey()
  later = 0
})
afterEach(() => {
  for (const device of devices.splice(0)) device.close()
  rmSync(folder, { recursive: true, force: true })
})

const make = (name: string): SyncingDevice => {
  const device = new SyncingDevice(name, () => Date.now() + later)
  devices.push(device)
  return device
}
const say = (device: SyncingDevice, id: string, conversationId = 'c', updatedAt = 1e12) =>
  device.methods.addMessages({
    conversation: conversation(conversationId, { leafId: id, title: `Of ${id}`, updatedAt }),
    messages: [question(id, `word ${id}`, { conversationId })],
  })
const settle = async (...all: readonly SyncingDevice[]) => {
  for (let round = 0; round < 4; round += 1) for (const device of all) await device.round(place, key)
}
const namesIn = (path: string): string[] => {
  const whole = join(folder, path)
  return existsSync(whole) ? readdirSync(whole).sort() : []
}
const packsOf = (name: string): string[] => namesIn(`devices/${name}`).filter((each) => each !== 'hello')
const same = (...all: readonly SyncingDevice[]) => {
  expect(new Set(all.map((each) => each.digest())).size).toBe(1)
  expect(new Set(all.map((each) => each.shown())).size).toBe(1)
}

test('once a base holds the logs and all have read them, they go; who joins then has all, deletions too', async () => {
  const [a, b] = [make('a'), make('b')]
  for (let at = 0; at < 12; at += 1) {
    say(a, `m${at}`, `c${at % 5}`, 1e12 + at * 20 * day)
    await settle(a, b)
  }
  a.methods.deleteConversation({ id: 'c0' })
  a.methods.removeMessage({ id: 'm11' })
  a.methods.saveFolder({ folder: { id: 'f', name: 'Folder', position: 1, createdAt: 5 } })
  a.methods.arrangeConversations({ places: [{ id: 'c2', folderId: 'f', pinnedAt: 7 }] })
  await settle(a, b)
  expect(await a.upkeep(place, key, 0)).toMatchObject({ madeBase: expect.any(String), removedPacks: 12 })
  expect(await b.upkeep(place, key)).toMatchObject({ madeBase: null })
  expect(packsOf('a')).toHaveLength(1)
  const c = make('c')
  await settle(c, a, b)
  same(a, b, c)
  expect(c.conversationIds()).not.toContain('c0')
  // What was deleted stays so, also where a device that slept tells of it once more.
  say(a, 'm20', 'c1')
  await settle(a, b, c)
  same(a, b, c)
  // At rest nothing of it is read again.
  expect((await c.round(place, key)).takenRecords).toBe(0)
})

test('the last used come first, by month; cut, it goes on with the pack it was at', async () => {
  const a = make('a')
  for (let at = 0; at < 6; at += 1) say(a, `m${at}`, `c${at}`, Date.UTC(2026, at, 5))
  await a.round(place, key)
  const deps = await a.depsFor(place, key)
  const whole = await writeBase({ ...deps, library: a.library })
  const months = whole.packs.map(({ month }) => month).filter((month) => month !== '')
  expect(months).toEqual(['2026-06', '2026-05', '2026-04', '2026-03', '2026-02', '2026-01'])
  const b = make('b')
  const read: string[] = []
  let left = 2
  const cutPlace: Place = Object.create(place, {
    read: {
      value: (path: string, most: number) => {
        read.push(path)
        left -= 1
        if (left < 0) throw new Error('cut')
        return place.read(path, most)
      },
    },
  })
  const taking = await b.depsFor(cutPlace, key)
  await expect(takeBase(taking, whole)).rejects.toThrow('cut')
  expect(b.conversationIds().sort()).toEqual(['c4', 'c5'])
  left = 99
  read.length = 0
  await takeBase(taking, whole)
  expect(read[0]).toMatch(/0003\.base$/)
  same(a, b)
  expect(await b.library.readPositions()).toMatchObject({ a: { number: await a.own.last() } })
})

test('one who slept for longer than the logs reach reads the base, and then the logs', async () => {
  const [a, b, sleeper] = [make('a'), make('b'), make('s')]
  say(a, 'm0')
  await settle(a, b, sleeper)
  say(sleeper, 'written asleep', 'other')
  for (let week = 0; week < 15; week += 1) {
    later += 7 * day
    say(a, `w${week}`, `c${week % 4}`)
    await settle(a, b)
    await a.upkeep(place, key, 0)
    await b.upkeep(place, key, 0)
  }
  // It was in use for 90 days: until then nothing went that it may need, and then it went.
  expect(packsOf('a').length).toBeLessThan(8)
  say(a, 'after', 'c')
  await settle(a, b, sleeper)
  same(a, b, sleeper)
  expect(sleeper.messageIds('other')).toEqual(['written asleep'])
  expect(namesIn('bases').length).toBeLessThanOrEqual(2)
})

test('single packs of more than a week become one file, which reads the same', async () => {
  const [a, b] = [make('a'), make('b')]
  for (let at = 0; at < 60; at += 1) {
    say(a, `m${at}`)
    await a.round(place, key)
  }
  expect(packsOf('a')).toHaveLength(60)
  expect(await a.upkeep(place, key)).toMatchObject({ rolledPacks: 0 })
  later = 8 * day
  expect(await a.upkeep(place, key)).toMatchObject({ rolledPacks: 59, madeBase: null, removedPacks: 0 })
  expect(packsOf('a')).toEqual(['00000001-00000059.packs', '00000060.pack'])
  // They are there: nothing of it is sent again.
  say(a, 'new')
  expect((await a.round(place, key)).sentPacks).toBe(1)
  await settle(b, a)
  same(a, b)
  // A place that lost the file gets its packs again, and a damaged one does no harm.
  writeFileSync(join(folder, 'devices/a/00000001-00000059.packs'), 'spoilt')
  const c = make('c')
  expect((await c.round(place, key)).stuck).toEqual([{ device: 'a', reason: 'damaged' }])
  rmSync(join(folder, 'devices/a/00000001-00000059.packs'))
  await settle(a, c)
  same(a, b, c)
})

test('a base that is not all there stands for nothing; one that was replaced goes a day later', async () => {
  const [a, b] = [make('a'), make('b')]
  for (let at = 0; at < 5; at += 1) {
    say(a, `m${at}`)
    await settle(a, b)
  }
  const whole = await writeBase({ ...(await a.depsFor(place, key)), library: a.library })
  const pack = join(folder, 'bases', whole.base, '0001.base')
  rmSync(pack)
  expect(await a.upkeep(place, key)).toMatchObject({ removedPacks: 0 })
  later += 2_000
  say(a, 'more')
  await settle(a, b)
  const { madeBase } = await a.upkeep(place, key, 0)
  expect(madeBase).not.toBeNull()
  expect(namesIn('bases')).toEqual([whole.base, madeBase])
  later += 2 * day
  await b.upkeep(place, key)
  expect(namesIn('bases')).toEqual([madeBase])
  // A base that was lost after its logs had gone is written again, by the device whose packs are gone.
  rmSync(join(folder, 'bases'), { recursive: true })
  expect((await a.upkeep(place, key)).madeBase).not.toBeNull()
  const c = make('c')
  await settle(c)
  same(a, b, c)
})

test('nothing is ever removed that a device in use may still need', async () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('say' as const), who: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), who: fc.nat(2) }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('look' as const), who: fc.nat(2) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('upkeep' as const), who: fc.nat(2) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('sleep' as const), who: fc.constant(0) }) },
  )
  const steps = fc.array(step, { minLength: 15, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(2), async (script, sleeper) => {
      later = 0
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
      for (const device of devices.splice(0)) device.close()
      const all = ['a', 'b', 'c'].map(make) as [SyncingDevice, SyncingDevice, SyncingDevice]
      say(all[0], 'first')
      await settle(...all)
      let said = 0
      for (const { do: what, who } of script) {
        const device = all[who] as SyncingDevice
        if (what === 'sleep') later += 20 * day
        if (what === 'say') {
          said += 1
          // An id is never used again: one that was deleted stays so.
          const known = device.conversationIds()
          say(device, `m${said}`, (said % 3 && known[said % known.length]) || `c${said}`)
        }
        if (what === 'delete') {
          const [id] = device.conversationIds()
          if (id) device.methods.deleteConversation({ id })
        }
        // One of the three sleeps through all of it.
        if (who === sleeper) continue
        if (what === 'look') await device.round(place, key)
        if (what === 'upkeep') await device.upkeep(place, key, 0)
      }
      const late = make('d')
      await settle(...all, late)
      same(...all, late)
    }),
    { numRuns: 25 },
  )
}, 120_000)

test('bases of a key that is none of ours are left alone', async () => {
  const a = make('a')
  say(a, 'm')
  await a.round(place, key)
  await writeBase({ ...(await a.depsFor(place, key)), library: a.library })
  const other = await KeyRing.of({ keys: [await newLibraryKey()], removed: {}, ended: [] })
  expect(await readBases(place, other)).toEqual([])
})

test('what cut uploads have left goes when it is a day old, and nothing else of that kind', async () => {
  const [a, b] = [make('a'), make('b')]
  say(a, 'one')
  await settle(a, b)
  await a.upkeep(place, key, 0)
  mkdirSync(join(folder, 'blobs/7f'), { recursive: true })
  const [base] = namesIn('bases')
  const ours = ['devices/a/00000009.pack', `bases/${base}/0009.base`, 'blobs/7f/7f0.1-2'].map(
    (path) => `${path}.1f2e3d4c.part`,
  )
  const others = ['devices/b/00000009.pack.12.part', 'devices/a/film.part', 'blobs/7f/notes.txt']
  for (const path of [...ours, ...others]) writeFileSync(join(folder, path), 'x')
  const there = (paths: readonly string[]) => paths.filter((path) => existsSync(join(folder, path)))
  await a.upkeep(place, key)
  expect(there(ours)).toEqual(ours)
  // Blobs are many, and are gone through by and by.
  for (let days = 0; days < 17; days += 1) {
    later += day
    await a.upkeep(place, key)
  }
  expect(there(ours)).toEqual([])
  expect(there(others)).toEqual(others)
})
