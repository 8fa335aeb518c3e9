import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FolderPlace } from '../../../src/sync/FolderPlace'
import { type LibraryKey, newLibraryKey } from '../../../src/sync/keys'
import { generationsOf } from '../../../src/sync/layout'
import { FolderWatch } from '../../../src/sync/watchFolder'
import { makeSyncthingPair, type SyncthingMachine } from '../../fakes/syncthing'
import { conversation, question } from '../library/helpers'
import { SyncingDevice } from '../library/sync/SyncingDevice'

let home = ''
let key: LibraryKey
let machines: readonly SyncthingMachine[] = []
const devices: SyncingDevice[] = []
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'parley-syncthing-'))
  key = await newLibraryKey()
})
afterEach(async () => {
  for (const device of devices.splice(0)) device.close()
  await Promise.all(machines.map((machine) => machine.stop()))
  rmSync(home, { recursive: true, force: true })
})

const make = (name: string): SyncingDevice => {
  const device = new SyncingDevice(name, Date.now)
  devices.push(device)
  return device
}
const say = (device: SyncingDevice, id: string) =>
  device.methods.addMessages({
    conversation: conversation('c', { leafId: id }),
    messages: [question(id, `word ${id}`)],
  })
/** What is stuck in a look that the folder's change began, until `isDone`. */
const lookUntil = async (
  device: SyncingDevice,
  folder: string,
  isDone: () => boolean,
): Promise<readonly unknown[]> => {
  const stuck: unknown[] = []
  let hear = () => {}
  const watching = new FolderWatch({ folder, device: device.name, onChange: () => hear() })
  for (;;) {
    const change = new Promise<void>((heard) => {
      hear = heard
    })
    await watching.start()
    stuck.push(...(await device.round(new FolderPlace(folder), key)).stuck)
    if (isDone()) break
    await change
  }
  watching.close()
  return stuck
}
const seen = async (folder: string, isThere: (names: readonly string[]) => boolean): Promise<void> => {
  const names = () => readdirSync(folder)
  await new Promise<void>((done) => {
    const watching = watch(folder, () => {
      if (!isThere(names())) return
      watching.close()
      done()
    })
    if (isThere(names())) {
      watching.close()
      done()
    }
  })
}

// The project's set-up installs it where it can.
const hasSyncthing = spawnSync('syncthing', ['--version']).status === 0
test.skipIf(!hasSyncthing)(
  'two machines whose folders Syncthing keeps in step come to the same, both ways',
  async () => {
    machines = await makeSyncthingPair(home)
    const [one, other] = machines as [SyncthingMachine, SyncthingMachine]
    const [a, b] = [make('a'), make('b')]
    for (const machine of machines) await machine.start()
    say(a, 'm1')
    await a.round(new FolderPlace(one.folder), key)
    await lookUntil(b, other.folder, () => b.messageIds('c').length === 1)
    say(b, 'm2')
    await b.round(new FolderPlace(other.folder), key)
    await lookUntil(a, one.folder, () => a.messageIds('c').length === 2)
    expect(a.digest()).toBe(b.digest())
  },
  60_000,
)

test.skipIf(!hasSyncthing)(
  'packs that come before their predecessors wait, and are damage at no time',
  async () => {
    machines = await makeSyncthingPair(home)
    const [one, other] = machines as [SyncthingMachine, SyncthingMachine]
    const [a, b] = [make('a'), make('b')]
    for (let at = 0; at < 40; at += 1) {
      say(a, `m${at}`)
      await a.round(new FolderPlace(one.folder), key)
    }
    const looking = lookUntil(b, other.folder, () => b.messageIds('c').length === 40)
    for (const machine of machines) await machine.start()
    expect(await looking).toEqual([])
    await b.round(new FolderPlace(other.folder), key)
    expect(b.digest()).toBe(a.digest())
  },
  60_000,
)

test.skipIf(!hasSyncthing)(
  'a file that both wrote leaves a copy, which is taken for nothing',
  async () => {
    machines = await makeSyncthingPair(home)
    const [one, other] = machines as [SyncthingMachine, SyncthingMachine]
    const [a, b] = [make('a'), make('b')]
    say(a, 'm1')
    await a.round(new FolderPlace(one.folder), key)
    for (const [index, { folder }] of machines.entries()) {
      writeFileSync(join(folder, 'key-1.json'), `{"v":1,"of":${index}}`)
      mkdirSync(join(folder, 'devices/a'), { recursive: true })
      if (index === 1)
        writeFileSync(join(folder, 'devices/a/00000001.pack'), 'what the other machine had there')
    }
    for (const machine of machines) await machine.start()
    const isCopy = (name: string) => /sync-conflict/.test(name)
    await seen(other.folder, (names) => names.some(isCopy))
    await seen(join(other.folder, 'devices/a'), (names) => names.some(isCopy))
    const names = await new FolderPlace(other.folder).list('')
    expect(generationsOf(names)).toEqual([1])
    // The whole one is there again where it was altered, since its device repeats it byte for byte.
    rmSync(join(one.folder, 'devices/a/00000001.pack'), { force: true })
    await a.round(new FolderPlace(one.folder), key)
    await lookUntil(b, other.folder, () => b.messageIds('c').length === 1)
    expect(b.digest()).toBe(a.digest())
  },
  60_000,
)
