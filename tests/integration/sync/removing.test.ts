import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FolderPlace } from '../../../src/sync/FolderPlace'
import { unlockRing } from '../../../src/sync/keyFiles'
import { KeyRing, newSecret, type SyncSecret, secretOfText, textOfSecret } from '../../../src/sync/keyRing'
import { lockKey, newLibraryKey, newWords } from '../../../src/sync/keys'
import { beginPlace, lookInto } from '../../../src/sync/layout'
import type { Place } from '../../../src/sync/Place'
import { currentSecret, removeDevice } from '../../../src/sync/removeDevice'
import { type RoundResult, SyncRound } from '../../../src/sync/SyncRound'
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
  const { keys, removed } = await unlockRing(found.keyFile, by)
  const device = new SyncingDevice(name, Date.now)
  // Kept as text with the device's secrets.
  members.set(device, secretOfText(textOfSecret(await newSecret(keys, removed))))
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
  const lastRead = (await device.library.readPositions())[id]?.number ?? 0
  const made = await removeDevice(place, secretOf(device), { id, lastRead })
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
