import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FolderPlace } from '../../../src/sync/FolderPlace'
import { beginPlace, lookInto } from '../../../src/sync/layout'
import { openPlace } from '../../../src/sync/openPlace'
import { problemOf } from '../../../src/sync/problemOf'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const problemIn = (work: Promise<unknown>) => work.then(() => null, problemOf)
const keyFile = '{"v":1}\n'

test('a place is looked into before anything is written, and laid out once', async () => {
  const place = openPlace({ type: 'folder', path: folder }, '')
  expect(await lookInto(place)).toEqual({ type: 'empty' })
  expect(readdirSync(folder)).toEqual([])
  expect(await beginPlace(place, keyFile)).toBe(true)
  expect(readdirSync(join(folder, 'parley-sync')).sort()).toEqual(['READ ME.txt', 'key-1.json'])
  expect(await lookInto(place)).toEqual({ type: 'ours', keyFile })
  expect(await beginPlace(place, '{"v":1,"other":true}')).toBe(false)
  expect(await lookInto(place)).toEqual({ type: 'ours', keyFile })
})

test('a newer Parley’s, and something else, are told apart; what desktops leave behind is nothing', async () => {
  const place = openPlace({ type: 'folder', path: folder }, '')
  const root = join(folder, 'parley-sync')
  mkdirSync(join(root, '.stfolder'), { recursive: true })
  writeFileSync(join(root, 'desktop.ini'), '')
  writeFileSync(join(root, '.DS_Store'), '')
  expect(await lookInto(place)).toEqual({ type: 'empty' })
  mkdirSync(join(root, 'devices'))
  expect(await lookInto(place)).toEqual({ type: 'other' })
  writeFileSync(join(root, 'key-1 (conflicted copy 2026-11-30).json'), keyFile)
  expect(await lookInto(place)).toEqual({ type: 'other' })
  writeFileSync(join(root, 'key-1.json'), keyFile)
  writeFileSync(join(root, 'key-2.json'), '{"v":2}')
  expect(await lookInto(place)).toEqual({ type: 'newer' })
})

test('a folder that is gone is not made anew, and nothing in it counts as missing', async () => {
  const place = new FolderPlace(join(folder, 'drive'))
  expect(await problemIn(place.check())).toBe('no-folder')
  expect(await problemIn(place.list('devices'))).toBe('no-folder')
  expect(await problemIn(place.read('devices/a/00000001.pack', 100))).toBe('no-folder')
  expect(await problemIn(place.add('devices/a/00000001.pack', Buffer.from('x')))).toBe('no-folder')
  expect(readdirSync(folder)).toEqual([])
  writeFileSync(join(folder, 'file'), '')
  expect(await problemIn(new FolderPlace(join(folder, 'file')).check())).toBe('no-folder')
})

test.skipIf(process.getuid?.() === 0)('a folder that may not be written is told so', async () => {
  chmodSync(folder, 0o500)
  expect(await problemIn(new FolderPlace(folder).check())).toBe('no-folder')
  expect(await problemIn(new FolderPlace(folder).add('x', Buffer.from('x')))).toBe('no-folder')
})

const canMount = process.platform === 'linux' && process.getuid?.() === 0
test.skipIf(!canMount)('a full disk is told; what was begun takes no room from the rest', async () => {
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status).toBe(0)
  try {
    const place = new FolderPlace(disk)
    expect(await problemIn(place.add('devices/a/00000001.pack', Buffer.alloc(200_000, 1)))).toBe('disk-full')
    expect(await place.entries('devices/a')).toEqual([])
    expect(readdirSync(join(disk, 'devices/a'))).toEqual([])
    expect(await place.add('devices/a/00000001.pack', Buffer.alloc(20_000, 1))).toBe(true)
  } finally {
    spawnSync('umount', [disk])
  }
})

test('a file that the cloud keeps is waited for, not missing', async () => {
  const path = join(folder, '00000001.pack')
  writeFileSync(path, '')
  // A size and no room on the disk, as iCloud and OneDrive leave it.
  truncateSync(path, 5_000)
  const place = new FolderPlace(folder)
  expect(await problemIn(place.read('00000001.pack', 10_000))).toBe('evicted')
  expect(await place.list('')).toEqual(['00000001.pack'])
  writeFileSync(path, 'brought')
  expect(Buffer.from((await place.read('00000001.pack', 10_000)) ?? []).toString()).toBe('brought')
})

test.runIf(process.platform !== 'win32')(
  'what is no file is not read: a pipe would never end, nor would a device',
  async () => {
    const place = new FolderPlace(folder)
    execFileSync('mkfifo', [join(folder, 'pipe')])
    symlinkSync('/dev/zero', join(folder, 'zero'))
    mkdirSync(join(folder, 'folder'))
    for (const name of ['pipe', 'zero', 'folder']) expect(await place.read(name, 1_000), name).toBeNull()
  },
)
