import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { beginPlace, lookInto } from '../../../src/sync/layout'
import { openPlace } from '../../../src/sync/openPlace'
import { problemOf } from '../../../src/sync/problemOf'
import { WebDavPlace } from '../../../src/sync/WebDavPlace'
import { startApache, startRclone, type WebDavServer } from '../../fakes/webDavServers'

let folder = ''
let server: WebDavServer | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-webdav-'))
})
afterEach(async () => {
  await server?.stop()
  server = null
  rmSync(folder, { recursive: true, force: true })
})

const problemIn = (work: Promise<unknown>) => work.then(() => null, problemOf)
const open = (address: string, { user, password }: WebDavServer) =>
  openPlace({ type: 'webdav', address, user }, password)

describe.each([
  ['rclone serve webdav', startRclone],
  ['Apache mod_dav', startApache],
])('%s', (_, start) => {
  test('is looked into, laid out once, and tells times by our clock', async () => {
    server = await start(folder)
    const place = open(server.address, server)
    expect(await lookInto(place)).toEqual({ type: 'empty' })
    expect(
      readdirSync(folder, { recursive: true }).filter((name) => /parley-sync/.test(String(name))),
    ).toEqual([])
    expect(await beginPlace(place, '{"v":1}')).toBe(true)
    expect(await beginPlace(place, '{"v":1,"other":1}')).toBe(false)
    expect(await lookInto(place)).toEqual({ type: 'ours', keyFile: '{"v":1}' })
    const entries = await place.entries('')
    expect(entries.map(({ name, bytes }) => [name, bytes])).toContainEqual(['key-1.json', 7])
    const entry = await place.entry('key-1.json')
    expect(entry).toMatchObject({ name: 'key-1.json', isFolder: false, bytes: 7 })
    expect(Math.abs((entry?.changedAt ?? 0) - Date.now())).toBeLessThan(10_000)
    expect(await place.entry('key-9.json')).toBeNull()
    await place.add('devices/a/00000001.pack', Buffer.from('x'))
    await place.remove('devices/a')
    await place.remove('devices/a')
    expect(await place.list('devices')).toEqual([])
    await place.add('devices/b/00000001.pack', Buffer.from('x'))
    const cut = 'devices/b/00000002.pack.1f2e3d4c.part'
    const login = Buffer.from(`${server.user}:${server.password}`).toString('base64')
    await fetch(`${server.address}/parley-sync/${cut}`, {
      method: 'PUT',
      headers: { authorization: `Basic ${login}` },
      body: 'x',
    })
    expect(await place.list('devices/b')).toEqual(['00000001.pack'])
    expect(await place.leftOvers('devices/b')).toMatchObject([{ name: basename(cut), bytes: 1 }])
    await place.remove(cut)
    expect(await place.leftOvers('devices/b')).toEqual([])
  })

  test('an address where nothing is is no empty place', async () => {
    server = await start(folder)
    const { address } = server
    expect(await problemIn(lookInto(open(`${address}/nowhere`, server)))).toBe('no-folder')
  })
})

test('the page of a hotel is no server, and takes nothing', async () => {
  const hotel = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Please log in</body></html>')
  })
  await new Promise<void>((up) => hotel.listen(0, '127.0.0.1', up))
  const { port } = hotel.address() as AddressInfo
  const place = new WebDavPlace({ address: `http://127.0.0.1:${port}`, user: 'u', password: 'p' })
  try {
    expect(await problemIn(place.check())).toBe('no-webdav')
    expect(await problemIn(place.list('devices'))).toBe('no-webdav')
    expect(await problemIn(place.add('devices/a/00000001.pack', Buffer.from('x')))).toBe('no-webdav')
  } finally {
    hotel.close()
  }
})
