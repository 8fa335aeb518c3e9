import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FolderPlace } from '../../../../src/sync/FolderPlace'
import { type LibraryKey, newLibraryKey } from '../../../../src/sync/keys'
import { ClonedDevice } from '../../../../src/sync/PackSender'
import type { Place } from '../../../../src/sync/Place'
import { conversation, question } from '../helpers'
import { SyncingDevice } from './SyncingDevice'

let folder = ''
let key: LibraryKey
let devices: SyncingDevice[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-place-'))
  key = await newLibraryKey()
})
afterEach(() => {
  for (const device of devices) device.close()
  devices = []
  rmSync(folder, { recursive: true, force: true })
})

let time = 1e12
const make = (...names: string[]): SyncingDevice[] => {
  const made = names.map(
    (name) =>
      new SyncingDevice(name, () => {
        time += 7
        return time
      }),
  )
  devices.push(...made)
  return made
}
const say = (device: SyncingDevice, id: string, text: string, conversationId = 'c') =>
  device.methods.addMessages({
    conversation: conversation(conversationId, { leafId: id, title: `Title ${text}` }),
    messages: [question(id, text, { conversationId })],
  })
const settle = async (all: readonly SyncingDevice[], place: Place = new FolderPlace(folder)) => {
  for (let round = 0; round < 4; round += 1) for (const device of all) await device.round(place, key)
}
const same = (all: readonly SyncingDevice[]) => expect(new Set(all.map((each) => each.digest())).size).toBe(1)
const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

test('three devices come to the same through a folder, which shows no word of it', async () => {
  const all = make('a', 'b', 'c')
  for (const [index, device] of all.entries())
    say(device, `canarymessage${index}`, `canaryword${index}`, `canaryid${index}`)
  await settle(all)
  same(all)
  expect(all[0]?.conversationIds()).toHaveLength(3)
  const files = filesIn(folder)
  expect(files.length).toBeGreaterThanOrEqual(3)
  for (const file of files) {
    expect(file).not.toMatch(/canary|\.part$/)
    expect(readFileSync(file).includes('canary')).toBe(false)
  }
  // At rest nothing more is written.
  await settle(all)
  expect(filesIn(folder)).toEqual(files)
})

test('a place that was set back to yesterday is filled again', async () => {
  const [a, b] = make('a', 'b') as [SyncingDevice, SyncingDevice]
  for (let day = 0; day < 3; day += 1) {
    say(a, `m${day}`, `day ${day}`)
    await a.round(new FolderPlace(folder), key)
  }
  for (const name of ['00000002.pack', '00000003.pack']) rmSync(join(folder, 'devices/a', name))
  await settle([a, b])
  expect(b.messageIds('c')).toEqual(['m0', 'm1', 'm2'])
  // And one that is gone altogether.
  rmSync(join(folder, 'devices'), { recursive: true })
  const [late] = make('d') as [SyncingDevice]
  await settle([a, b, late])
  same([a, b, late])
})

test.each([
  [
    'altered',
    (bytes: Buffer) =>
      Buffer.concat([bytes.subarray(0, 60), Buffer.from([(bytes[60] ?? 0) ^ 1]), bytes.subarray(61)]),
    'damaged',
  ],
  ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.byteLength / 2), 'damaged'],
  ['a page of a hotel', () => Buffer.from('<html>Log in</html>'), 'damaged'],
])(
  'a pack that is %s stops its own device alone, and is taken once it is whole',
  async (_, spoil, reason) => {
    const [a, b, c] = make('a', 'b', 'c') as [SyncingDevice, SyncingDevice, SyncingDevice]
    say(a, 'm1', 'one')
    say(b, 'm2', 'two', 'other')
    const place = new FolderPlace(folder)
    await a.round(place, key)
    await b.round(place, key)
    const path = join(folder, 'devices/a/00000001.pack')
    const whole = readFileSync(path)
    writeFileSync(path, spoil(whole))
    expect((await c.round(place, key)).stuck).toEqual([{ device: 'a', reason }])
    expect(c.conversationIds()).toEqual(['other'])
    writeFileSync(path, whole)
    expect((await c.round(place, key)).stuck).toEqual([])
    expect(c.conversationIds()).toEqual(['c', 'other'])
  },
)

test('packs that were exchanged, put under another name, or are another library’s are not taken', async () => {
  const [a, b] = make('a', 'b') as [SyncingDevice, SyncingDevice]
  const place = new FolderPlace(folder)
  for (const [index, text] of ['one', 'two'].entries()) {
    say(a, `m${index}`, text)
    await a.round(place, key)
  }
  const [first, second] = ['00000001.pack', '00000002.pack'].map((name) =>
    join(folder, 'devices/a', name),
  ) as [string, string]
  const bytes = [readFileSync(first), readFileSync(second)] as const
  writeFileSync(first, bytes[1])
  expect((await b.round(place, key)).stuck).toEqual([{ device: 'a', reason: 'not-ours' }])
  writeFileSync(first, bytes[0])
  cpSync(join(folder, 'devices/a'), join(folder, 'devices/x'), { recursive: true })
  expect((await b.round(place, key)).stuck).toEqual([{ device: 'x', reason: 'not-ours' }])
  rmSync(join(folder, 'devices/x'), { recursive: true })
  const [stranger] = make('z') as [SyncingDevice]
  const { stuck } = await stranger.round(place, await newLibraryKey())
  expect(stuck).toEqual([{ device: 'a', reason: 'damaged' }])
  expect(stranger.conversationIds()).toEqual([])
})

test('a copied profile is noticed before anything of it is lost', async () => {
  const [a, b] = make('a', 'b') as [SyncingDevice, SyncingDevice]
  const [twin] = make('a') as [SyncingDevice]
  const place = new FolderPlace(folder)
  say(a, 'm1', 'mine')
  await a.round(place, key)
  say(twin, 'm2', 'the other’s', 'other')
  await expect(twin.round(place, key)).rejects.toBeInstanceOf(ClonedDevice)
  await settle([a, b])
  expect(b.messageIds('c')).toEqual(['m1'])
})

test('what keeps folders in step leaves copies and pieces behind: they are no packs', async () => {
  const [a, b] = make('a', 'b') as [SyncingDevice, SyncingDevice]
  const place = new FolderPlace(folder)
  say(a, 'm1', 'one')
  await a.round(place, key)
  const pack = join(folder, 'devices/a/00000001.pack')
  for (const name of [
    '00000001 (conflicted copy 2026-11-29).pack',
    '00000002.pack.77.part',
    '.syncthing.00000002.pack.tmp',
  ])
    cpSync(pack, join(folder, 'devices/a', name))
  writeFileSync(join(folder, 'devices/.DS_Store'), 'x')
  const result = await b.round(place, key)
  expect(result).toMatchObject({ stuck: [], takenRecords: 2 })
})

/** A place that fails, before or after it did what it was asked for. */
const failing = (place: Place, decide: () => 'before' | 'after' | 'no'): Place => {
  const around =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      const when = decide()
      if (when === 'before') throw new Error('The network is gone')
      const result = await work(...args)
      if (when === 'after') throw new Error('The answer did not come')
      return result
    }
  return {
    check: around(() => place.check()),
    list: around((path: string) => place.list(path)),
    entries: around((path: string) => place.entries(path)),
    leftOvers: around((path: string) => place.leftOvers(path)),
    entry: around((path: string) => place.entry(path)),
    read: around((path: string, most: number) => place.read(path, most)),
    add: around((path: string, bytes: Uint8Array) => place.add(path, bytes)),
    replace: around((path: string, bytes: Uint8Array) => place.replace(path, bytes)),
    remove: around((path: string) => place.remove(path)),
  }
}

test('whenever the place fails, nothing is lost and nothing comes twice', async () => {
  const faults = fc.array(
    fc.constantFrom('before', 'after', 'no', 'no') as fc.Arbitrary<'before' | 'after' | 'no'>,
    { minLength: 10, maxLength: 60 },
  )
  await fc.assert(
    fc.asyncProperty(faults, async (script) => {
      rmSync(join(folder, 'devices'), { recursive: true, force: true })
      const all = make('a', 'b')
      const rest = [...script]
      const place = failing(new FolderPlace(folder), () => rest.shift() ?? 'no')
      let said = 0
      while (rest.length > 0) {
        const device = all[said % 2] as SyncingDevice
        say(device, `m${said}`, `word ${said}`, `c${said % 3}`)
        said += 1
        await device.round(place, key).catch(() => {})
      }
      await settle(all)
      same(all)
      const [a] = all as [SyncingDevice]
      const there = a.conversationIds().flatMap((id) => a.messageIds(id))
      expect(there).toHaveLength(said)
      for (const device of all) expect(existsSync(device.folder)).toBe(true)
    }),
    { numRuns: 25 },
  )
}, 120_000)
