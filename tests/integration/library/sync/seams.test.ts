import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeConversation } from '../../../../src/library/conversations'
import type { Database } from '../../../../src/library/Database'
import { writeMessage } from '../../../../src/library/messages'
import { FolderPlace } from '../../../../src/sync/FolderPlace'
import { Identity } from '../../../../src/sync/Identity'
import { firstKey, KeyRing, newSecret, type SyncSecret } from '../../../../src/sync/keyRing'
import { type LibraryKey, lockKey, newLibraryKey } from '../../../../src/sync/keys'
import { beginPlace } from '../../../../src/sync/layout'
import type { Place } from '../../../../src/sync/Place'
import { removeDevice } from '../../../../src/sync/removeDevice'
import { SyncLook } from '../../../../src/sync/SyncLook'
import { SyncRound } from '../../../../src/sync/SyncRound'
import { conversation, question } from '../helpers'
import { Profile } from './Profile'
import { SyncDevice, settle } from './SyncDevice'
import { SyncingDevice, syncedLibrary } from './SyncingDevice'

// What goes wrong between two parts of sync, each of which is right by itself.

let folder = ''
let place: Place
let key: LibraryKey
let time = 1e12
const closing: { close(): void }[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-place-'))
  place = new FolderPlace(folder)
  key = await newLibraryKey()
})
afterEach(() => {
  for (const each of closing.splice(0)) each.close()
  rmSync(folder, { recursive: true, force: true })
})
const now = () => {
  time += 7
  return time
}
const make = (name: string, before?: (database: Database) => void): SyncingDevice => {
  const device = new SyncingDevice(name, now, before)
  closing.push(device)
  return device
}
const say = (device: Pick<SyncDevice, 'methods'>, id: string, conversationId = 'c') =>
  device.methods.addMessages({
    conversation: device.methods.getConversation({ id: conversationId }) ?? conversation(conversationId),
    messages: [question(id, `Words of ${id}`, { conversationId })],
  })

test('a deletion does not reach what another device has not told yet of its history', () => {
  const history = (messages: number) => (database: Database) => {
    const pk = writeConversation(database, conversation('same', { leafId: 'm0', createdAt: 100 }))
    for (let at = 0; at < messages; at += 1)
      writeMessage(database, pk, question(`m${at}`, 'word', { conversationId: 'same', createdAt: 100 + at }))
  }
  const a = new SyncDevice('a', now, history(1))
  const b = new SyncDevice('b', now, history(3))
  closing.push(a, b)
  // A new conversation of b goes out first: its history follows.
  say(b, 'new', 'newer')
  b.send()
  a.readFrom(b)
  a.methods.deleteConversation({ id: 'same' })
  settle([a, b])
  expect(a.digest()).toBe(b.digest())
  expect(b.messageIds('same')).toHaveLength(3)
  // Once all of it was seen, it can be deleted.
  a.methods.deleteConversation({ id: 'same' })
  settle([a, b])
  expect([...a.conversationIds(), ...b.conversationIds()]).toEqual(['newer', 'newer'])
})

test('a time beyond all calendars keeps no log from being read', async () => {
  const far = (database: Database) => {
    const pk = writeConversation(database, conversation('far', { createdAt: 8.6e15, leafId: 'm' }))
    writeMessage(database, pk, question('m', 'word', { conversationId: 'far', createdAt: 8.6e15 }))
  }
  const [a, b] = [make('a', far), make('b')]
  for (let round = 0; round < 2; round += 1) {
    await a.round(place, key)
    expect((await b.round(place, key)).stuck).toEqual([])
  }
  expect(b.messageIds('far')).toEqual(['m'])
})

test('a base that was taken in part is taken from its beginning by a library that was set back', async () => {
  const a = make('a')
  for (let at = 0; at < 6; at += 1)
    a.methods.addMessages({
      conversation: conversation(`c${at}`, { updatedAt: Date.UTC(2026, at, 5), leafId: `m${at}` }),
      messages: [question(`m${at}`, 'word', { conversationId: `c${at}` })],
    })
  await a.round(place, key)
  expect(await a.upkeep(place, key, 0)).toMatchObject({ madeBase: expect.any(String) })
  const b = new Profile('b', now, () => 'bb')
  closing.push({ close: () => b.remove() })
  const kept = join(folder, 'kept.db')
  expect(b.library.conversationIds()).toEqual([])
  b.copyLibrary(kept)
  let left = 3
  const cutPlace: Place = Object.create(place, {
    read: {
      value: (path: string, most: number) => {
        if (path.endsWith('.base')) left -= 1
        if (left < 0) throw new Error('cut')
        return place.read(path, most)
      },
    },
  })
  await expect(b.round(cutPlace, key)).rejects.toThrow('cut')
  expect(b.library.conversationIds()).toHaveLength(3)
  b.putLibrary(kept)
  for (let round = 0; round < 3; round += 1) await b.round(place, key)
  expect(b.library.conversationIds()).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5'])
})

const member = async (device: SyncingDevice, secret: SyncSecret) => {
  const deps = await device.depsFor(place, key)
  const ring = await KeyRing.of(secret)
  return new SyncRound({ ...deps, self: { ...deps.self, seed: secret.seed }, ring }).run()
}

test('what another device has read of one that is removed is read by all', async () => {
  const [a, b, gone] = [make('a'), make('b'), make('g')]
  await beginPlace(place, await lockKey(key, 'one two three four five six'))
  const secret = await newSecret(firstKey(key))
  say(gone, 'm1')
  for (let round = 0; round < 2; round += 1) for (const each of [gone, a, b]) await member(each, secret)
  say(gone, 'm2')
  await member(gone, secret)
  await member(b, secret)
  const positions = await a.library.readPositions()
  const { secret: newer } = await removeDevice(place, secret, { id: 'g', positions })
  for (let round = 0; round < 3; round += 1) for (const each of [a, b]) await member(each, newer)
  expect(a.digest()).toBe(b.digest())
  expect(a.messageIds('c')).toEqual(['m1', 'm2'])
})

test('a device that was removed and comes back by the new words brings nothing back from the dead', async () => {
  const a = make('a')
  await beginPlace(place, await lockKey(key, 'one two three four five six'))
  const secret = await newSecret(firstKey(key))
  const other = new SyncDevice('x', now)
  const { database } = other
  closing.push(other)
  const home = mkdtempSync(join(tmpdir(), 'parley-profile-'))
  closing.push({ close: () => rmSync(home, { recursive: true, force: true }) })
  let named = 0
  const lookOf = async (of: SyncSecret) => {
    const ring = await KeyRing.of(of)
    const library = { ...syncedLibrary(database, now) }
    const newId = () => {
      named += 1
      return `n${named}`
    }
    const identity = new Identity({ folder: home, library, ring, newId })
    const self = { name: 'Back', version: '1', seed: of.seed }
    return new SyncLook({ place, library, identity, incoming: join(home, 'incoming'), ring, self, now }).run()
  }
  say(a, 'm1', 'old')
  say(other, 'm2', 'own')
  say(other, 'm3', 'kept')
  for (let round = 0; round < 3; round += 1) {
    await lookOf(secret)
    await member(a, secret)
  }
  expect(a.conversationIds()).toEqual(['kept', 'old', 'own'])
  const positions = await a.library.readPositions()
  const [device = ''] = Object.keys(positions)
  const { secret: newer } = await removeDevice(place, secret, { id: device, positions })
  a.methods.deleteConversation({ id: 'old' })
  a.methods.deleteConversation({ id: 'own' })
  await member(a, newer)
  say(other, 'm4', 'written meanwhile')
  for (let round = 0; round < 3; round += 1) {
    await lookOf({ ...newer, seed: secret.seed })
    await member(a, newer)
  }
  expect(a.digest()).toBe(other.digest())
  expect(a.conversationIds()).toEqual(['kept', 'written meanwhile'])
})
