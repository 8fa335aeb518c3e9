import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { basePackPath, newBaseId, readBases, sealWhole, wholePath } from '../../../src/sync/bases'
import { FolderPlace } from '../../../src/sync/FolderPlace'
import { deviceKeysOf, type Hello, helloPath, sealHello } from '../../../src/sync/hello'
import { Identity } from '../../../src/sync/Identity'
import { unlockRing } from '../../../src/sync/keyFiles'
import {
  KeyRing,
  newSecret,
  type SyncSecret,
  secretOfText,
  textOfKey,
  textOfSecret,
} from '../../../src/sync/keyRing'
import { lockKey, newLibraryKey, newWords } from '../../../src/sync/keys'
import { beginPlace, lookInto } from '../../../src/sync/layout'
import type { Place } from '../../../src/sync/Place'
import { hashOf, packName, packVersion, sealPack } from '../../../src/sync/pack'
import { currentSecret, removeDevice } from '../../../src/sync/removeDevice'
import { type RoundResult, SyncRound } from '../../../src/sync/SyncRound'
import { sealChanges } from '../../../src/sync/sealChanges'
import { conversation, question } from '../library/helpers'
import { SyncingDevice } from '../library/sync/SyncingDevice'

let folder = ''
let place: Place
let words = ''
const members = new Map<SyncingDevice, SyncSecret>()
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-place-'))
  place = new FolderPlace(folder)
  words = await newWords()
  await beginPlace(place, await lockKey(await newLibraryKey(), words))
})
afterEach(() => {
  for (const device of members.keys()) device.close()
  members.clear()
  rmSync(folder, { recursive: true, force: true })
})

const joinAs = async (name: string, by = words): Promise<SyncingDevice> => {
  const found = await lookInto(place)
  if (found.type !== 'ours') throw new Error('It is ours')
  const keys = await unlockRing(found.keyFile, by)
  const device = new SyncingDevice(name, Date.now)
  // Kept as text with the device's secrets.
  members.set(device, secretOfText(textOfSecret(await newSecret(keys))))
  return device
}
const secretOf = (device: SyncingDevice): SyncSecret => members.get(device) as SyncSecret
const look = async (device: SyncingDevice): Promise<RoundResult> => {
  const secret = await currentSecret(place, secretOf(device))
  members.set(device, secret)
  const deps = await device.depsFor(place, secret.keys[0] as Uint8Array)
  const self = { ...deps.self, seed: secret.seed }
  return new SyncRound({ ...deps, self, ring: await KeyRing.of(secret) }).run()
}
const settle = async (...all: readonly SyncingDevice[]) => {
  for (let round = 0; round < 3; round += 1) for (const device of all) await look(device)
}
const say = (device: SyncingDevice, id: string) =>
  device.methods.addMessages({
    conversation: conversation('c', { leafId: id }),
    messages: [question(id, `word ${id}`)],
  })
const removeBy = async (device: SyncingDevice, id: string): Promise<string> => {
  const positions = await device.library.readPositions()
  const made = await removeDevice(place, secretOf(device), { id, positions })
  members.set(device, made.secret)
  return made.words
}

test('one is removed: the others go on without typing anything, it reads and says nothing more', async () => {
  const [a, b, stolen] = [await joinAs('a'), await joinAs('b'), await joinAs('s')]
  for (const device of [a, b, stolen]) say(device, `m-${device.name}`)
  await settle(a, b, stolen)
  const old = secretOf(stolen)
  const newer = await removeBy(a, 's')
  say(a, 'after')
  await settle(a, b)
  expect(b.messageIds('c')).toContain('after')
  expect(a.digest()).toBe(b.digest())
  expect((await look(a)).devices.map(({ id }) => id)).toEqual(['b'])
  // It is told so, and what it may try with the key that it had comes to nothing.
  await expect(look(stolen)).rejects.toMatchObject({ reason: 'new-words' })
  const deps = await stolen.depsFor(place, old.keys[0] as Uint8Array)
  say(stolen, 'from the thief')
  const tried = await new SyncRound({ ...deps, ring: await KeyRing.of(old) }).run()
  expect(stolen.messageIds('c')).not.toContain('after')
  expect(tried.stuck).toEqual([{ device: 'a', reason: 'damaged' }])
  await settle(a, b)
  expect(a.messageIds('c')).not.toContain('from the thief')
  // Who joins now does so by the new words alone, and reads what was under the old key too.
  await expect(joinAs('x', words)).rejects.toMatchObject({ reason: 'wrong-words' })
  const late = await joinAs('d', newer)
  await settle(late, a, b)
  expect(late.digest()).toBe(a.digest())
  expect(late.messageIds('c')).toEqual(expect.arrayContaining(['m-a', 'm-b', 'm-s', 'after']))
}, 60_000)

test('two are removed one after the other, by different devices; one that slept through both goes on', async () => {
  const [a, b, c, d, asleep] = [
    await joinAs('a'),
    await joinAs('b'),
    await joinAs('c'),
    await joinAs('d'),
    await joinAs('z'),
  ]
  say(a, 'm1')
  await settle(a, b, c, d, asleep)
  await removeBy(a, 'c')
  say(a, 'm2')
  await settle(a, b)
  const newest = await removeBy(b, 'd')
  say(b, 'm3')
  await settle(a, b, asleep)
  expect(asleep.messageIds('c')).toEqual(['m1', 'm2', 'm3'])
  expect(secretOf(asleep).keys).toHaveLength(3)
  for (const gone of [c, d]) await expect(look(gone)).rejects.toMatchObject({ reason: 'new-words' })
  const late = await joinAs('e', newest)
  await settle(late)
  expect(late.digest()).toBe(a.digest())
}, 60_000)

test('a key file that was not made by one of us is not gone by', async () => {
  const [a, b] = [await joinAs('a'), await joinAs('b')]
  await settle(a, b)
  await removeBy(a, 'nobody')
  const path = join(folder, 'key-2.json')
  const file = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  // The server puts one in its place that leads to a key of its own: it cannot know the older ones.
  const forged = JSON.parse(await lockKey(await newLibraryKey(), 'its own words')) as object
  writeFileSync(path, JSON.stringify({ ...forged, ring: file.ring, members: file.members }))
  expect((await currentSecret(place, secretOf(b))).keys).toHaveLength(2)
  writeFileSync(path, JSON.stringify({ ...file, ring: Buffer.alloc(100).toString('base64') }))
  await expect(look(b)).rejects.toMatchObject({ reason: 'damaged' })
  writeFileSync(path, JSON.stringify({ ...file, members: [] }))
  await expect(look(b)).rejects.toMatchObject({ reason: 'new-words' })
}, 60_000)

/** What a thief does with the key of a device that was removed, and the password of the server. */
const thiefWith = async (secret: SyncSecret) => {
  const ring = await KeyRing.of(secret)
  const ended = Date.now() + 1e6
  const record = (id: string) => {
    const clock = `${ended.toString(16).padStart(12, '0')}00000-f`
    const row = { ...question(id, 'forged'), id: undefined, conversationId: 'c' }
    return { v: 1, kind: 'message', id, set: { row: [row, clock] }, written: { f: clock }, deleted: {} }
  }
  const pack = (device: string, number: number, previous: string, base?: string) =>
    sealPack(
      {
        head: {
          v: packVersion,
          library: ring.libraryId,
          device,
          number,
          previous,
          upTo: `${ended.toString(16).padStart(12, '0')}00000-${device}`,
          oldestReader: 1,
          ...(base === undefined ? {} : { base }),
        },
        records: [record(`forged-${device}`) as never],
      },
      ring.newest.packs,
    )
  return {
    ring,
    pack,
    writeAs: async (device: string, number = 1, previous = '') =>
      place.add(`devices/${device}/${packName(number)}`, await pack(device, number, previous)),
    greetAs: async (
      device: string,
      publicKey = textOfKey(deviceKeysOf(secret.seed).publicKey),
      read: Hello['read'] = {},
    ) => {
      const hello: Hello = {
        v: 1,
        device,
        name: 'Computer b',
        version: '1',
        at: Date.now(),
        first: 1,
        last: 1,
        read,
        lacks: [],
        publicKey,
      }
      await place.replace(helloPath(device), await sealHello(hello, ring))
    },
  }
}

test('a device that was removed is not heard in the name of one that never was, nor of one that stays', async () => {
  const [a, b, stolen] = [await joinAs('a'), await joinAs('b'), await joinAs('s')]
  for (const device of [a, b, stolen]) say(device, `m-${device.name}`)
  await settle(a, b, stolen)
  const thief = await thiefWith(secretOf(stolen))
  const newer = await removeBy(a, 's')
  say(b, 'm2')
  await settle(a, b)
  // Nor is one that stays told that others have read more of it than it wrote: it would tell all again.
  await thief.greetAs('b', undefined, { a: { number: 1_000, hash: 'f'.repeat(64) } })
  await look(a)
  expect(await thief.writeAs('evil')).toBe(true)
  const last = await b.own.last()
  expect(await thief.writeAs('b', last + 1, await b.own.hashOf(last))).toBe(true)
  const late = await joinAs('d', newer)
  for (const device of [a, late]) {
    await look(device)
    const { stuck } = await look(device)
    expect(stuck).toContainEqual({ device: 'evil', reason: 'damaged' })
    expect(stuck).toContainEqual({ device: 'b', reason: 'damaged' })
    expect(device.messageIds('c').filter((id) => id.startsWith('forged'))).toEqual([])
    expect(device.messageIds('c')).toContain('m2')
  }
}, 60_000)

test('with the next removal, the key does not go to who was removed before', async () => {
  const [a, b, asleep, stolen, second] = [
    await joinAs('a'),
    await joinAs('b'),
    await joinAs('z'),
    await joinAs('s'),
    await joinAs('t'),
  ]
  for (const device of [a, b, asleep, stolen, second]) say(device, `m-${device.name}`)
  await settle(a, b, asleep, stolen, second)
  const old = secretOf(stolen)
  const thief = await thiefWith(old)
  await removeBy(a, 's')
  await settle(a, b)
  for (const device of ['evil', 'z', 'b']) await thief.greetAs(device)
  await removeBy(a, 't')
  // The thief follows the keys as a device that stays would do.
  await expect(currentSecret(place, old)).rejects.toMatchObject({ reason: 'new-words' })
  // The one that slept through both gets it all the same.
  await settle(asleep)
  expect(secretOf(asleep).keys).toHaveLength(3)
}, 60_000)

test('a base that was made under an older key afterwards is not gone by', async () => {
  const [a, stolen] = [await joinAs('a'), await joinAs('s')]
  for (const device of [a, stolen]) say(device, `m-${device.name}`)
  await settle(a, stolen)
  const firstKey = secretOf(a).keys[0] as Uint8Array
  const { madeBase } = await a.upkeep(place, firstKey, 0)
  expect(madeBase).not.toBeNull()
  const thief = await thiefWith(secretOf(stolen))
  const newer = await removeBy(a, 's')
  await settle(a)
  const base = newBaseId(Date.now() + 1e9, 'a')
  const bytes = await thief.pack('a', 1, '', base)
  await place.add(basePackPath(base, 1), bytes)
  const hash = hashOf(bytes)
  const clock = `${'f'.repeat(11)}${'0'.repeat(6)}`
  const whole = {
    v: 1,
    oldestReader: 1,
    library: thief.ring.libraryId,
    base,
    device: 'a',
    ends: { a: { number: 1_000, hash: '', upTo: `0${clock.slice(1)}-a` } },
    packs: [{ month: '', records: 1, bytes: bytes.byteLength, hash }],
  }
  await place.add(wholePath(base), await sealWhole(whole, thief.ring))
  const ring = await KeyRing.of(secretOf(a))
  expect((await readBases(place, thief.ring)).map((each) => each.base)).toContain(base)
  // The one that was whole before still counts.
  expect((await readBases(place, ring)).map((each) => each.base)).toEqual([madeBase])
  say(a, 'm2')
  await settle(a)
  const late = await joinAs('d', newer)
  await settle(late)
  expect(late.messageIds('c')).toEqual(['m-a', 'm-s', 'm2'])
}, 60_000)

test('a device that tells no good public key keeps no other from being removed', async () => {
  const [a, b, stolen] = [await joinAs('a'), await joinAs('b'), await joinAs('s')]
  for (const device of [a, b, stolen]) say(device, `m-${device.name}`)
  await settle(a, b, stolen)
  const thief = await thiefWith(secretOf(stolen))
  await thief.greetAs('evil', 'AAAA')
  await thief.greetAs('evil2', textOfKey(new Uint8Array(32)))
  await removeBy(a, 's')
  await settle(b)
  expect(secretOf(b).keys).toHaveLength(2)
}, 60_000)

test('one that had written before a removal without being known by then tells all again by the new words', async () => {
  const [a, b, stolen] = [await joinAs('a'), await joinAs('b'), await joinAs('s')]
  for (const device of [a, stolen]) say(device, `m-${device.name}`)
  await settle(a, stolen)
  const identity = (secret: SyncSecret) =>
    KeyRing.of(secret).then(
      (ring) => new Identity({ folder: b.folder, library: b.library, ring, newId: () => 'again' }),
    )
  const before = await identity(secretOf(b))
  const name = await before.settle()
  const own = before.ownOf(name)
  say(b, 'm-b')
  await sealChanges({ library: b.library, own, ring: await KeyRing.of(secretOf(b)), device: name })
  expect(await own.last()).toBeGreaterThan(0)
  expect(await before.isHeard(name)).toBe(true)
  const newer = await removeBy(a, 's')
  const found = await lookInto(place)
  const keys = await unlockRing(found.type === 'ours' ? found.keyFile : '', newer)
  expect(await (await identity({ ...secretOf(b), ...keys })).isHeard(name)).toBe(false)
}, 60_000)
