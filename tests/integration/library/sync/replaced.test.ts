import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SyncedLibrary } from '@shared/sync/syncedLibrary'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BackupKeeper } from '../../../../src/library/backups/BackupKeeper'
import { readSuspicion } from '../../../../src/library/damage/suspicion'
import { FolderPlace } from '../../../../src/sync/FolderPlace'
import { Identity } from '../../../../src/sync/Identity'
import { firstKey, KeyRing } from '../../../../src/sync/keyRing'
import { type LibraryKey, newLibraryKey } from '../../../../src/sync/keys'
import type { Place } from '../../../../src/sync/Place'
import { SyncLook } from '../../../../src/sync/SyncLook'
import { here } from '../../../fakes/backupHere'
import { conversation, libraryPlace, question } from '../helpers'
import { SyncingDevice } from './SyncingDevice'

const home = libraryPlace()
let folder = ''
let key: LibraryKey
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-place-'))
  key = await newLibraryKey()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a look that was begun before a backup was restored does not go on with what is there now', async () => {
  const place = new FolderPlace(folder)
  const other = new SyncingDevice('b', Date.now)
  const library = home.open()
  const backups = new BackupKeeper({ folder: home.folder, library: library.forBackups, work: here })
  const sayThere = (id: string) =>
    other.methods.addMessages({ conversation: conversation('c'), messages: [question(id, 'word')] })
  const sayHere = (id: string) =>
    library.addMessages({
      conversation: conversation('own'),
      messages: [question(id, 'word', { conversationId: 'own' })],
    })
  const ring = await KeyRing.of(firstKey(key))
  const sync = join(home.folder, 'sync')
  let onRead: ((path: string) => Promise<void>) | null = null
  const watched: Place = Object.create(place, {
    read: {
      value: async (path: string, most: number) => {
        const bytes = await place.read(path, most)
        if (bytes) await onRead?.(path)
        return bytes
      },
    },
  })
  let names = 0
  const newId = () => {
    names += 1
    return `n${names}`
  }
  const asked = library.sync.answers as unknown as SyncedLibrary
  const look = new SyncLook({
    place: watched,
    library: asked,
    identity: new Identity({ folder: sync, library: asked, ring, newId }),
    incoming: join(sync, 'incoming'),
    ring,
    self: { name: 'This', version: '1', seed: new Uint8Array(randomBytes(32)) },
    now: Date.now,
  })
  sayHere('h1')
  sayThere('m1')
  for (let round = 0; round < 2; round += 1) {
    await look.run()
    await other.round(place, key)
  }
  const backup = await backups.make({ requestId: 'r1', reason: 'asked' }, () => {})
  for (const id of ['m2', 'm3']) {
    sayThere(id)
    await other.round(place, key)
    sayHere(`after ${id}`)
    await look.run()
  }
  sayThere('m4')
  await other.round(place, key)
  let isRestored = false
  onRead = async (path) => {
    if (isRestored || !path.startsWith('devices/b/') || !path.endsWith('.pack')) return
    isRestored = true
    await backups.restore({ requestId: 'r2', id: backup.id }, () => {})
    sayHere('h2')
  }
  await expect(look.run()).rejects.toMatchObject({ code: 'library/unavailable' })
  expect(isRestored).toBe(true)
  expect(readSuspicion(home.folder)).toBe('none')
  for (let round = 0; round < 4; round += 1) {
    await look.run()
    await other.round(place, key)
  }
  const idsIn = (id: string) =>
    (library.loadMessages({ ids: ['h1', 'h2', 'after m2', 'after m3', 'm1', 'm2', 'm3', 'm4'] }) ?? [])
      .filter(({ conversationId }) => conversationId === id)
      .map((message) => message.id)
      .sort()
  expect(idsIn('c')).toEqual(['m1', 'm2', 'm3', 'm4'])
  expect(idsIn('own')).toEqual(['after m2', 'after m3', 'h1', 'h2'])
  expect(other.messageIds('own')).toEqual(['after m2', 'after m3', 'h1', 'h2'])
  other.close()
})
