import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { addFile } from '../../../../src/library/attachments/files'
import { keptFilesOf } from '../../../../src/library/backups/contents'
import { FileStore } from '../../../../src/library/backups/FileStore'
import { ContentFolder } from '../../../../src/library/ContentFolder'
import { writeConversation } from '../../../../src/library/conversations'
import { writeMessage } from '../../../../src/library/messages'
import { addPicture } from '../../../../src/library/pictures/pictures'
import { removeMessage } from '../../../../src/library/removal'
import { Retention } from '../../../../src/library/retention/Retention'
import { blobPath, listMissingBlobs, takeBlob } from '../../../../src/library/sync/blobs'
import { conversation, newPicture, png, question } from '../helpers'
import { SyncDevice, settle } from './SyncDevice'

let devices: SyncDevice[] = []
let folder = ''
afterEach(() => {
  for (const device of devices) device.close()
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

const makeDevices = (
  before: ConstructorParameters<typeof SyncDevice>[2] = () => {},
): readonly [SyncDevice, SyncDevice] => {
  let time = 1_000_000
  const now = () => {
    time += 7
    return time
  }
  const made = [new SyncDevice('a', now, before), new SyncDevice('b', now)] as const
  devices = [...made]
  return made
}
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

const showPicture = (device: SyncDevice, salt: number, id = `m${salt}`) => {
  const bytes = png(4, 4, salt)
  const picture = device.methods.addPicture(newPicture(bytes, `kite ${salt}`, 'c'))
  const part = { type: 'picture' as const, prompt: 'kite', pictureId: picture.id, width: 4, height: 4 }
  device.methods.addMessages({
    conversation: conversation('c', { leafId: id }),
    messages: [question(id, '', { parts: [part] })],
  })
  return { bytes, picture }
}

const attach = (device: SyncDevice, text: string, isSent = true) => {
  const file = addFile(
    device.database,
    { name: 'notes.md', contents: { id: sha256(text), kind: 'text', byteLength: text.length, text } },
    5,
  )
  const part = {
    type: 'file',
    fileId: file.id,
    name: file.name,
    mediaType: 'text/markdown',
    byteLength: 1,
  } as const
  if (isSent)
    device.methods.addMessages({
      conversation: conversation('c', { leafId: 'f' }),
      messages: [question('f', 'Read this', { parts: [part] })],
    })
  return file.id
}

test('a picture comes with all that is said of it, and is found by its words', () => {
  const [a, b] = makeDevices()
  const { picture } = showPicture(a, 1)
  settle([a, b])
  expect(b.methods.getPicture({ id: picture.id })).toEqual(picture)
  expect(b.methods.outlineGallery({ filter: { query: 'kite' } }).total).toBe(1)
  expect(b.digest()).toBe(a.digest())
})

test('how a picture was made is not forgotten where it is attached elsewhere', () => {
  const [a, b] = makeDevices()
  const { picture, bytes } = showPicture(a, 1)
  b.methods.addPicture({ ...newPicture(bytes, '', 'd'), model: null, origin: 'attached' })
  const part = { type: 'picture' as const, prompt: '', pictureId: picture.id, width: 4, height: 4 }
  b.methods.addMessages({
    conversation: conversation('d', { leafId: 'd1' }),
    messages: [question('d1', '', { conversationId: 'd', parts: [part] })],
  })
  settle([a, b])
  for (const device of [a, b])
    expect(device.methods.getPicture({ id: picture.id })).toMatchObject({
      prompt: 'kite 1',
      model: 'painter',
    })
  expect(b.methods.outlineGallery({ filter: { query: 'kite' } }).total).toBe(1)
})

test('a file comes with its text once it is sent; in a draft it stays', () => {
  const [a, b] = makeDevices()
  const draft = attach(a, 'only a draft', false)
  const sent = attach(a, 'word for word')
  settle([a, b])
  expect(b.methods.getFileText({ id: sent })).toBe('word for word')
  expect(b.methods.getFileText({ id: draft })).toBeNull()
  // It was sent after all.
  attach(a, 'only a draft')
  settle([a, b])
  expect(b.methods.getFileText({ id: draft })).toBe('only a draft')
})

test('what was taken out before sync is taken out elsewhere, and what hung from it hangs where it does here', () => {
  const [a, b] = makeDevices((database) => {
    const ids = ['q', 'm1', 'm2']
    const messages = ids.map((id, at) =>
      question(id, id, { parentId: ids[at - 1] ?? null, createdAt: at + 1 }),
    )
    database.transaction(() => {
      const key = writeConversation(database, conversation('c', { leafId: 'm2' }))
      for (const message of messages) writeMessage(database, key, message)
    })
    removeMessage(database, 'm1')
  })
  settle([a, b])
  expect(a.shown()).toBe('c q<null m2<q')
  expect(b.shown()).toBe(a.shown())
  expect(b.removedIds()).toEqual(['m1'])
})

test('what was there before sync comes too: pictures of no conversation, files, costs', () => {
  const draft = 'never sent'
  const [a, b] = makeDevices((database) => {
    addFile(
      database,
      { name: 'd.md', contents: { id: sha256(draft), kind: 'text', byteLength: 1, text: draft } },
      5,
    )
    addPicture(
      database,
      { write: () => {}, read: () => null, remove: () => null, sizeOf: () => null },
      newPicture(png(2, 2, 9), 'alone'),
      5,
    )
    database.run(
      "INSERT INTO costs (source, kind, at, model, cost_usd) VALUES ('old', 'speech', 7, 'v', 0.5), ('old2', 'title', 8, 'v', 'unknown')",
    )
  })
  settle([a, b])
  expect(b.methods.outlineGallery({ filter: { query: 'alone' } }).total).toBe(1)
  expect(b.methods.sumPeriod({ from: 0, until: 100 })).toMatchObject({ costUsd: 0.5, unknownCount: 1 })
  expect(b.methods.getFileText({ id: sha256(draft) })).toBeNull()
})

test('a month is the sum over all machines, however often each tells of it', () => {
  const [a, b] = makeDevices()
  const spend = (device: SyncDevice, id: string, costUsd: number | null) => {
    const asked = question(id, 'Because', { role: 'assistant', state: 'streaming' })
    device.methods.addMessages({ conversation: conversation('c', { leafId: id }), messages: [asked] })
    device.methods.finishMessage({ message: { ...asked, state: 'complete', costUsd, finishedAt: 50 } })
  }
  spend(a, 'a1', 1)
  spend(b, 'b1', 2)
  spend(b, 'b2', null)
  a.methods.addCharge({ charge: { kind: 'speech', at: 60, conversationId: null, model: 'v', costUsd: 4 } })
  settle([a, b])
  b.readAgain(a, 10)
  // It was continued on the other machine: the same answer, and what it cost by now.
  spend(b, 'a1', 1.5)
  settle([a, b])
  for (const device of [a, b])
    expect(device.methods.sumPeriod({ from: 0, until: 100 })).toMatchObject({
      costUsd: 7.5,
      unknownCount: 1,
      answers: 3,
    })
})

test('nothing of a temporary conversation travels, until it is kept', () => {
  const [a, b] = makeDevices()
  const charge = { kind: 'title', at: 60, conversationId: 'secret', model: 'v', costUsd: 4 } as const
  a.methods.addCharge({ charge })
  settle([a, b])
  expect(b.spent()).toBe(0)
  a.methods.addMessages({
    conversation: conversation('secret', { leafId: 's' }),
    messages: [question('s', 'Kept', { conversationId: 'secret' })],
  })
  settle([a, b])
  expect(b.spent()).toBe(4)
})

test('who forgot a picture with its conversation gets it back with it', () => {
  const [a, b] = makeDevices()
  const { picture } = showPicture(a, 1)
  settle([a, b])
  a.methods.deleteConversation({ id: 'c' })
  a.database.run('DELETE FROM pictures')
  b.methods.addMessages({
    conversation: conversation('c', { leafId: 'more' }),
    messages: [question('more', 'And?', { parentId: 'm1' })],
  })
  settle([a, b])
  expect(a.methods.getPicture({ id: picture.id })).toEqual(picture)
})

test('bytes are fetched the newest first, and taken once they are what their name says', async () => {
  const [a, b] = makeDevices()
  folder = mkdtempSync(join(tmpdir(), 'parley-blobs-'))
  const folders = {
    pictures: new ContentFolder(join(folder, 'pictures')),
    files: new ContentFolder(join(folder, 'files')),
  }
  const older = showPicture(a, 1)
  const newer = showPicture(a, 2)
  const fileId = attach(a, 'text')
  settle([a, b])
  const missing = () => listMissingBlobs(b.database, folders, 10)
  expect(missing()).toEqual([
    { kind: 'picture', hash: newer.picture.id, bytes: newer.bytes.byteLength },
    { kind: 'picture', hash: older.picture.id, bytes: older.bytes.byteLength },
    { kind: 'file', hash: fileId, bytes: 4 },
  ])
  expect(listMissingBlobs(b.database, folders, 1)).toHaveLength(1)
  const fetched = (bytes: Uint8Array | string) => {
    const path = join(folder, 'fetched')
    writeFileSync(path, bytes)
    return path
  }
  const take = (kind: 'picture' | 'file', hash: string, path: string) =>
    takeBlob(() => b.database, folders, { kind, hash, path })
  const blob = { kind: 'picture', hash: newer.picture.id } as const
  expect(blobPath(b.database, folders, blob)).toBeNull()
  // Cut, exchanged, of nothing that is known.
  await expect(take('picture', newer.picture.id, fetched(newer.bytes.subarray(0, 9)))).rejects.toThrow(
    'not what its name says',
  )
  await expect(take('picture', newer.picture.id, fetched(older.bytes))).rejects.toThrow(
    'not what its name says',
  )
  await take('file', 'f'.repeat(64), fetched('text'))
  await take('picture', newer.picture.id, fetched(newer.bytes))
  await take('picture', newer.picture.id, join(folder, 'gone by now'))
  const path = blobPath(b.database, folders, blob)
  expect(path !== null && existsSync(path) && sha256(readFileSync(path))).toBe(newer.picture.id)
  await take('file', fileId, fetched('text'))
  // The user brought the same one.
  folders.pictures.write(`${older.picture.id}.png`, older.bytes)
  expect(missing()).toEqual([])
  expect(b.ids('SELECT id FROM sync_missing_blobs')).toEqual([])
})

test('what was not fetched yet is no damage, to a backup or to the round that looks for lost files', () => {
  const [a, b] = makeDevices()
  const { picture } = showPicture(a, 1)
  settle([a, b])
  expect(keptFilesOf(b.database)).toEqual([
    { folder: 'pictures', name: `${picture.id}.png`, bytes: picture.byteLength, isAwaited: true },
  ])
  folder = mkdtempSync(join(tmpdir(), 'parley-blobs-'))
  const store = new FileStore(join(folder, 'library'), join(folder, 'backups'))
  expect(store.keep(keptFilesOf(b.database))).toEqual([])
  expect(store.bringBack(keptFilesOf(b.database))).toEqual({ count: 0, missing: 0 })
  const missingAfterRound = (device: SyncDevice) => {
    const empty = new ContentFolder(join(folder, 'nothing'))
    const retention = new Retention(
      { pictures: empty, files: empty, speech_clips: empty },
      { remove: () => {}, removeFile: () => {}, names: () => empty.names(1) },
      () => 5,
      () => false,
    )
    for (;;) {
      const done = retention.step(device.database)
      if (done) return done.missing
    }
  }
  expect(missingAfterRound(b)).toBe(0)
  // Here it was lost: told once, and fetched again.
  expect([missingAfterRound(a), missingAfterRound(a)]).toEqual([1, 0])
  expect(a.ids('SELECT id FROM sync_missing_blobs')).toEqual([picture.id])
})
