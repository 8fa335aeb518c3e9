import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FolderPlace } from '../../../src/sync/FolderPlace'
import { FolderWatch } from '../../../src/sync/watchFolder'

let folder = ''
let watching: FolderWatch | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-watch-'))
})
afterEach(() => {
  watching?.close()
  rmSync(folder, { recursive: true, force: true })
})

const watchFrom = async (pollMs?: number) => {
  let hear = () => {}
  const deps = { folder, device: 'me', onChange: () => hear(), ...(pollMs === undefined ? {} : { pollMs }) }
  watching = new FolderWatch(deps)
  await watching.start()
  let heard = 0
  return {
    next: () =>
      new Promise<number>((done) => {
        hear = () => done(++heard)
      }),
    count: () => heard,
  }
}

test('what another device adds is told within a second, also of one that is new; one’s own writing is not', async () => {
  const place = new FolderPlace(folder)
  await place.add('devices/me/00000001.pack', Buffer.from('x'))
  await place.add('devices/you/00000001.pack', Buffer.from('x'))
  const heard = await watchFrom()
  const first = heard.next()
  await place.add('devices/me/00000002.pack', Buffer.from('x'))
  writeFileSync(join(folder, 'devices/you/.syncthing.00000002.pack.tmp'), 'x')
  writeFileSync(join(folder, 'devices/you/00000002.pack.7.part'), 'x')
  const began = Date.now()
  await place.add('devices/you/00000002.pack', Buffer.from('x'))
  expect(await first).toBe(1)
  expect(Date.now() - began).toBeLessThan(1_000)
  const second = heard.next()
  await place.add('devices/new/00000001.pack', Buffer.from('x'))
  expect(await second).toBe(2)
  const third = heard.next()
  await place.add('devices/new/00000002.pack', Buffer.from('x'))
  expect(await third).toBe(3)
})

test('where the system tells nothing, the folder is looked at', async () => {
  mkdirSync(join(folder, 'devices/you'), { recursive: true })
  const gone = join(folder, 'drive')
  watching = null
  let hear = () => {}
  const told = new Promise<void>((done) => {
    hear = done
  })
  // Nothing is there yet that could be watched.
  watching = new FolderWatch({ folder: gone, device: 'me', onChange: () => hear(), pollMs: 20 })
  await watching.start()
  await new FolderPlace(folder).add('drive/devices/you/00000001.pack', Buffer.from('x'))
  await told
})
