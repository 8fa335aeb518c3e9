import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeClock } from '../../../src/shared/sync/clock'
import type { SyncRecord } from '../../../src/shared/sync/record'
import { BlobFetcher } from '../../../src/sync/BlobFetcher'
import { BlobSender } from '../../../src/sync/BlobSender'
import { FolderPlace } from '../../../src/sync/FolderPlace'
import { KeyRing } from '../../../src/sync/keyRing'
import { newLibraryKey } from '../../../src/sync/keys'
import { OwnPacks } from '../../../src/sync/OwnPacks'
import { PackSender } from '../../../src/sync/PackSender'
import type { Place } from '../../../src/sync/Place'
import { sealChanges } from '../../../src/sync/sealChanges'
import { WebDavPlace } from '../../../src/sync/WebDavPlace'
import { BlobFolder } from '../../fakes/BlobFolder'
import { startApache, startRclone, type WebDavServer } from '../../fakes/webDavServers'

const megabyte = 1024 * 1024
let folder = ''
let ring: KeyRing
let time = 1e12
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-blobs-'))
  ring = await KeyRing.of({ keys: [await newLibraryKey()], removed: {}, ended: [] })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const libraryOf = (name: string) => new BlobFolder(join(folder, name))
const senderOf = (place: Place, library: BlobFolder) => new BlobSender({ place, library, ring })
const fetcherOf = (place: Place, library: BlobFolder) =>
  new BlobFetcher({ place, library, ring, folder: join(folder, 'incoming'), now: () => time })
const placeFolder = () => {
  const path = join(folder, 'place')
  libraryOf('place')
  return path
}
const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** What the process holds at most while `work` runs, beyond what it held before. */
const mostHeld = async (work: () => Promise<unknown>): Promise<number> => {
  global.gc?.()
  const before = process.memoryUsage().rss
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 5)
  await work()
  clearInterval(timer)
  return most - before
}

test('nothing, a word and 100 MB come over whole; their names and hashes are not seen there', async () => {
  const place = new FolderPlace(placeFolder())
  const [a, b] = [libraryOf('a'), libraryOf('b')]
  const contents = [Buffer.alloc(0), Buffer.from('canary word'), randomBytes(100 * megabyte + 7)]
  const blobs = contents.map((each) => a.keep(each))
  for (const [index, blob] of blobs.entries()) b.miss(blob, contents[index]?.byteLength ?? 0)
  const sent = await mostHeld(() => senderOf(place, a).send(blobs))
  const fetcher = fetcherOf(place, b)
  const fetched = await mostHeld(async () => {
    while ((await fetcher.fetch()).hasMoreBlobs);
  })
  for (const [index, blob] of blobs.entries())
    expect(b.read(blob)?.equals(contents[index] as Buffer)).toBe(true)
  expect(b.missing).toEqual([])
  expect(filesIn(join(folder, 'incoming'))).toEqual([])
  // In pieces, of which one is in memory: the whole and its sealed form would be 200.
  expect(sent / megabyte).toBeLessThan(170)
  expect(fetched / megabyte).toBeLessThan(170)
  const files = filesIn(join(folder, 'place'))
  expect(files).toHaveLength(1 + 1 + 7)
  for (const file of files) {
    for (const { hash } of blobs) expect(file).not.toContain(hash)
    expect(readFileSync(file).includes('canary')).toBe(false)
  }
}, 60_000)

test('the newest come first, and what is not there holds up nothing', async () => {
  const place = new FolderPlace(placeFolder())
  const [a, b] = [libraryOf('a'), libraryOf('b')]
  const contents = Array.from({ length: 300 }, (_, at) => Buffer.from(`picture ${at}`))
  const blobs = contents.map((each) => a.keep(each))
  for (const [index, blob] of blobs.entries()) b.miss(blob, contents[index]?.byteLength ?? 0)
  // All but the newest five.
  await senderOf(place, a).send(blobs.slice(0, -5))
  const fetcher = fetcherOf(place, b)
  expect(await fetcher.fetch()).toEqual({ takenBlobs: 195, hasMoreBlobs: true })
  expect(b.read(blobs[294] as never)).not.toBeNull()
  expect(b.read(blobs[0] as never)).toBeNull()
  expect(await fetcher.fetch()).toEqual({ takenBlobs: 100, hasMoreBlobs: false })
  expect(fetcher.lacks).toHaveLength(5)
  expect(await fetcher.fetch()).toEqual({ takenBlobs: 0, hasMoreBlobs: false })
  await senderOf(place, a).send(blobs)
  time += 10 * 60_000
  expect(await fetcher.fetch()).toEqual({ takenBlobs: 5, hasMoreBlobs: false })
  expect(fetcher.lacks).toEqual([])
})

test.each(['missing', 'cut', 'altered', 'another’s'])(
  'one whose piece is %s is sent again by any that has it',
  async (how) => {
    const place = new FolderPlace(placeFolder())
    const [a, b, c] = [libraryOf('a'), libraryOf('b'), libraryOf('c')]
    const content = randomBytes(20 * megabyte)
    const blob = a.keep(content)
    c.keep(content)
    b.miss(blob, content.byteLength)
    await senderOf(place, a).send([blob])
    const [first, second] = filesIn(join(folder, 'place')).sort() as [string, string]
    const bytes = readFileSync(second)
    if (how === 'missing') rmSync(second)
    if (how === 'cut') writeFileSync(second, bytes.subarray(0, bytes.byteLength / 2))
    if (how === 'altered') writeFileSync(second, Buffer.concat([bytes.subarray(0, -1), Buffer.from('x')]))
    if (how === 'another’s') writeFileSync(second, readFileSync(first))
    const fetcher = fetcherOf(place, b)
    expect(await fetcher.fetch()).toMatchObject({ takenBlobs: 0 })
    expect(b.read(blob)).toBeNull()
    expect(fetcher.lacks).toEqual([blob])
    await senderOf(place, c).answer({ device: 'b', at: 5, lacks: fetcher.lacks })
    time += 10 * 60_000
    expect(await fetcher.fetch()).toMatchObject({ takenBlobs: 1 })
    expect(b.read(blob)?.equals(content)).toBe(true)
  },
)

test('what a pack names is in the place before it, also where the look was cut in between', async () => {
  const added: string[] = []
  let left = 1
  const real = new FolderPlace(placeFolder())
  const place: Place = Object.create(real, {
    add: {
      value: (path: string, bytes: Uint8Array) => {
        left -= 1
        if (left < 0) throw new Error('cut')
        added.push(path)
        return real.add(path, bytes)
      },
    },
  })
  const library = libraryOf('a')
  const { hash } = library.keep(Buffer.from('a picture'))
  const moment = makeClock(5, 0, 'a')
  const record: SyncRecord = {
    v: 1,
    kind: 'picture',
    id: hash,
    set: { hash: [hash, moment] },
    written: { a: moment },
    deleted: {},
  }
  const own = new OwnPacks(join(folder, 'own'))
  const given = [{ batch: 1, backlog: null, records: [record], upTo: moment }]
  const giveChanges = async () => given.shift() ?? { batch: 2, backlog: null, records: [], upTo: moment }
  await sealChanges({ library: { giveChanges, confirmChanges: async () => {} }, own, ring, device: 'a' })
  const send = () => new PackSender({ place, own, device: 'a', blobs: senderOf(place, library) }).send()
  await expect(send()).rejects.toThrow('cut')
  left = 9
  expect(await send()).toBe(1)
  expect(added).toEqual([
    expect.stringMatching(/^blobs\/[0-9a-f]{2}\/[0-9a-f]{64}\.1-1$/),
    'devices/a/00000001.pack',
  ])
})

describe.each([
  ['rclone serve webdav', startRclone],
  ['Apache mod_dav', startApache],
])('%s', (_, start) => {
  test('an upload and a download that were cut go on with the piece they were at', async () => {
    const server: WebDavServer = await start(join(folder))
    try {
      const counted = counting(new WebDavPlace(server))
      const [a, b] = [libraryOf('a'), libraryOf('b')]
      const content = randomBytes(40 * megabyte)
      const blob = a.keep(content)
      b.miss(blob, content.byteLength)
      counted.failAfter('add', 1)
      await expect(senderOf(counted.place, a).send([blob])).rejects.toThrow('cut')
      counted.failAfter('add', 99)
      await senderOf(counted.place, a).send([blob])
      expect(counted.done.add).toBe(3)
      counted.failAfter('read', 2)
      await expect(fetcherOf(counted.place, b).fetch()).rejects.toThrow('cut')
      counted.failAfter('read', 99)
      expect(await fetcherOf(counted.place, b).fetch()).toMatchObject({ takenBlobs: 1 })
      expect(counted.done.read).toBe(3)
      expect(b.read(blob)?.equals(content)).toBe(true)
    } finally {
      await server.stop()
    }
  }, 60_000)
})

/** A place that is cut off after so many more of a kind. */
const counting = (place: Place) => {
  const done = { add: 0, read: 0 }
  const left = { add: 99, read: 99 }
  const once = (kind: 'add' | 'read') => {
    if (left[kind] === 0) throw new Error('cut')
    left[kind] -= 1
    done[kind] += 1
  }
  const counted: Place = {
    check: () => place.check(),
    list: (path) => place.list(path),
    entries: (path) => place.entries(path),
    leftOvers: (path) => place.leftOvers(path),
    entry: (path) => place.entry(path),
    replace: (path, bytes) => place.replace(path, bytes),
    remove: (path) => place.remove(path),
    add: async (path, bytes) => {
      once('add')
      return place.add(path, bytes)
    },
    read: async (path, most) => {
      once('read')
      return place.read(path, most)
    },
  }
  return {
    place: counted,
    done,
    failAfter: (kind: 'add' | 'read', more: number) => {
      left[kind] = more
    },
  }
}

test('one that is said to be without end takes no memory, and holds up nothing', async () => {
  const place = new FolderPlace(placeFolder())
  const [a, b] = [libraryOf('a'), libraryOf('b')]
  const real = a.keep(Buffer.from('a word'))
  await senderOf(place, a).send([real])
  b.miss({ kind: 'file', hash: 'f'.repeat(64) }, Number.MAX_SAFE_INTEGER)
  b.miss(real, 6)
  const fetcher = fetcherOf(place, b)
  const held = await mostHeld(() => fetcher.fetch())
  expect(held / megabyte).toBeLessThan(90)
  expect(b.read(real)?.toString()).toBe('a word')
})
