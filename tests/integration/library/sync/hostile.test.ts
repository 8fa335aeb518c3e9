import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FolderPlace } from '../../../../src/sync/FolderPlace'
import { type LibraryKey, newLibraryKey, placeKeysOf } from '../../../../src/sync/keys'
import { openPack, type PackHead, packName, sealPack, unpackRecords } from '../../../../src/sync/pack'
import { conversation, question } from '../helpers'
import { Profile } from './Profile'

let folder = ''
let place: FolderPlace
let key: LibraryKey
let profiles: Profile[] = []
let time = 1e12
let named = 0
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-place-'))
  place = new FolderPlace(folder)
  key = await newLibraryKey()
  named = 0
})
afterEach(() => {
  for (const profile of profiles) profile.remove()
  profiles = []
  rmSync(folder, { recursive: true, force: true })
})

const onTime = () => {
  time += 7
  return time
}
const make = (title: string, now: () => number = onTime): Profile => {
  const newId = () => {
    named += 1
    return `n${named}`
  }
  const profile = new Profile(title, now, newId)
  profiles.push(profile)
  return profile
}
const say = ({ library }: Profile, id: string, conversationId = 'c') =>
  library.methods.addMessages({
    conversation: library.methods.getConversation({ id: conversationId }) ?? conversation(conversationId),
    messages: [question(id, `Words of ${id}`, { conversationId })],
  })
const messages = ({ library }: Profile) =>
  library
    .conversationIds()
    .flatMap((id) => library.messageIds(id))
    .sort()
const look = (profile: Profile) => profile.round(place, key)
const packOf = (device: string, number: number) => join(folder, 'devices', device, packName(number))

/** A pack as a later or a hostile Parley that has the key would write it, in the place of another. */
const rewrite = async (path: string, change: (head: PackHead) => object, records?: readonly unknown[]) => {
  const { packs } = await placeKeysOf(key)
  const pack = await openPack(readFileSync(path), [packs])
  const changed = { head: { ...pack.head, ...change(pack.head) }, records: records ?? pack.records }
  writeFileSync(path, await sealPack(changed as never, packs))
}

test('a log of a newer Parley waits, and all others go on', async () => {
  const [a, b, c] = [make('a'), make('b'), make('c')]
  say(a, 'm1')
  await look(a)
  say(b, 'm2', 'other')
  await look(b)
  await rewrite(packOf('n1', 1), () => ({ oldestReader: 99, v: 99 }))
  const { stuck, sentPacks } = await look(c).then(async () => {
    say(c, 'm3', 'third')
    return look(c)
  })
  expect(stuck).toEqual([{ device: 'n1', reason: 'newer' }])
  expect(sentPacks).toBe(1)
  expect(messages(c)).toEqual(['m2', 'm3'])
})

test('a pack that is withheld, given twice or moved is noticed, and nothing is taken out of its order', async () => {
  const [a, b] = [make('a'), make('b')]
  for (const id of ['m1', 'm2', 'm3']) {
    say(a, id)
    await look(a)
  }
  renameSync(packOf('n1', 2), join(folder, 'withheld'))
  await look(b)
  expect(messages(b)).toEqual(['m1'])
  cpSync(packOf('n1', 3), packOf('n1', 2))
  expect((await look(b)).stuck).toEqual([{ device: 'n1', reason: 'not-ours' }])
  cpSync(packOf('n1', 1), packOf('n1', 2))
  expect((await look(b)).stuck).toEqual([{ device: 'n1', reason: 'not-ours' }])
  expect(messages(b)).toEqual(['m1'])
  cpSync(join(folder, 'withheld'), packOf('n1', 2))
  expect((await look(b)).stuck).toEqual([])
  expect(messages(b)).toEqual(['m1', 'm2', 'm3'])
  // Of another history of the same device: the chain is broken.
  say(a, 'm4')
  await look(a)
  await rewrite(packOf('n1', 4), () => ({ previous: 'f'.repeat(64) }))
  expect((await look(b)).stuck).toEqual([{ device: 'n1', reason: 'damaged' }])
})

test.each<[string, object, readonly unknown[] | undefined]>([
  ['a number without end', { number: 99_999_999 }, undefined],
  ['a moment behind the end of time', { upTo: `${'f'.repeat(17)}-n1` }, undefined],
  ['a name that leads elsewhere', { device: '../n1' }, undefined],
  [
    'a record whose field has no name of a field',
    {},
    [{ v: 1, kind: 'conversation', id: 'c', set: { 'a b': [1, 'x'] }, written: {}, deleted: {} }],
  ],
  [
    'a record of a million years',
    {},
    [
      {
        v: 1,
        kind: 'conversation',
        id: 'c',
        set: { title: ['T', `${'f'.repeat(17)}-n1`] },
        written: {},
        deleted: {},
      },
    ],
  ],
])('%s is refused, and nothing of the pack is applied', async (_, head, records) => {
  const [a, b] = [make('a'), make('b')]
  say(a, 'm1')
  await look(a)
  await rewrite(packOf('n1', 1), () => head, records)
  const { stuck } = await look(b)
  expect(stuck).toHaveLength(1)
  expect(messages(b)).toEqual([])
})

test('records that unfold to far more than a pack can hold are no pack', () => {
  const bomb = brotliCompressSync(Buffer.alloc(257 * 1024 * 1024), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
  })
  expect(bomb.byteLength).toBeLessThan(1_000_000)
  expect(() => unpackRecords(bomb)).toThrow(/unpacked/)
})

test('another history in the same place is left alone, and one that was emptied is laid out again', async () => {
  const [a, b] = [make('a'), make('b')]
  writeFileSync(join(folder, 'key-1.json'), 'of this history')
  say(a, 'm1')
  await look(a)
  const aside = `${folder}-aside`
  renameSync(folder, aside)
  mkdirSync(folder)
  writeFileSync(join(folder, 'key-1.json'), 'of another')
  a.quit()
  say(a, 'm2')
  await expect(look(a)).rejects.toMatchObject({ reason: 'not-ours' })
  expect(existsSync(join(folder, 'devices'))).toBe(false)
  rmSync(join(folder, 'key-1.json'))
  a.quit()
  await look(a)
  expect(readFileSync(join(folder, 'key-1.json'), 'utf8')).toBe('of this history')
  await look(b)
  expect(messages(b)).toEqual(['m1', 'm2'])
  rmSync(aside, { recursive: true })
})

test('clocks that are off by years order rightly what was seen, and name the device', async () => {
  const future = Date.UTC(2099, 0, 1)
  let set = future
  const a = make('a', () => {
    set += 7
    return set
  })
  const b = make('b', () => Date.now())
  say(a, 'm1')
  await look(a)
  await look(b)
  const rename = (profile: Profile, title: string) => {
    const found = profile.library.methods.getConversation({ id: 'c' })
    if (!found) throw new Error('It is there')
    profile.library.methods.saveConversation({ conversation: { ...found, title, titleSource: 'person' } })
  }
  rename(b, 'Later, by an earlier clock')
  await look(b)
  await look(a)
  expect(a.library.methods.getConversation({ id: 'c' })?.title).toBe('Later, by an earlier clock')
  // Set back by a hundred years.
  set = Date.UTC(1999, 0, 1)
  rename(a, 'Latest of all')
  await look(a)
  const { devices } = await look(b)
  expect(b.library.methods.getConversation({ id: 'c' })?.title).toBe('Latest of all')
  expect(a.library.digest()).toBe(b.library.digest())
  expect(devices.find(({ id }) => id === 'n1')).toMatchObject({ name: 'Computer a' })
})

test('a clock of 2099 is told, with how far it is ahead', async () => {
  const a = make('a', () => Date.UTC(2099, 0, 1))
  const b = make('b', () => Date.now())
  say(a, 'm1')
  await look(a)
  const { devices } = await look(b)
  const ahead = devices.find(({ id }) => id === 'n1')?.clockAheadMs ?? 0
  expect(ahead).toBeGreaterThan(60 * 365 * 24 * 3_600_000)
})

const mayMount = process.platform === 'linux' && process.getuid?.() === 0
const disk = (run: (path: string) => Promise<void>) => async () => {
  const path = mkdtempSync(join(tmpdir(), 'parley-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', path])
  try {
    await run(path)
  } finally {
    execFileSync('umount', ['-l', path])
    rmSync(path, { recursive: true })
  }
}
const fill = (path: string) => {
  try {
    for (let at = 0; ; at += 1) writeFileSync(join(path, `fill-${at}`), Buffer.alloc(16_384, at))
  } catch {
    // That was the last of its room.
  }
}
const empty = (path: string) => {
  for (let at = 0; existsSync(join(path, `fill-${at}`)); at += 1) rmSync(join(path, `fill-${at}`))
}

test.runIf(mayMount)(
  'a disk that is full as changes are sealed loses none, and all goes out once there is room',
  disk(async (path) => {
    const a = make('a')
    const b = make('b')
    mkdirSync(join(a.folder, 'sync'))
    execFileSync('mount', ['--bind', path, join(a.folder, 'sync')])
    try {
      say(a, 'm1')
      await look(a)
      fill(path)
      say(a, 'm2')
      a.library.methods.arrangeConversations({ places: [{ id: 'c', pinnedAt: 5 }] })
      await expect(look(a)).rejects.toMatchObject({ reason: 'disk-full' })
      await expect(look(a)).rejects.toMatchObject({ reason: 'disk-full' })
      await look(b)
      expect(messages(b)).toEqual(['m1'])
      empty(path)
      await look(a)
      await look(b)
      expect(messages(b)).toEqual(['m1', 'm2'])
      await look(a)
      expect(b.library.digest()).toBe(a.library.digest())
    } finally {
      a.quit()
      execFileSync('umount', ['-l', join(a.folder, 'sync')])
    }
  }),
)
