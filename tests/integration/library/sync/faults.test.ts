import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { getPatcher } from 'webdav'
import { guarded } from '../../../../src/sync/davFetch'
import { type LibraryKey, newLibraryKey } from '../../../../src/sync/keys'
import { WebDavPlace } from '../../../../src/sync/WebDavPlace'
import { type Fault, type FaultProxy, type SeenRequest, startFaultProxy } from '../../../fakes/faultProxy'
import { makeCertificate } from '../../../fakes/ownCertificate'
import { startApache, startRclone, type WebDavServer } from '../../../fakes/webDavServers'
import { conversation, question } from '../helpers'
import { SyncingDevice } from './SyncingDevice'

let root = ''
let server: WebDavServer
let proxy: FaultProxy
let key: LibraryKey
const devices: SyncingDevice[] = []
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'parley-faults-'))
  server = await startApache(root)
  getPatcher().patch('fetch', (url, init) => {
    const { method = 'GET' } = init as RequestInit
    return guarded(fetch, patienceFor(method))(String(url), init as RequestInit)
  })
})
afterAll(async () => {
  await server.stop()
  rmSync(root, { recursive: true, force: true })
})
beforeEach(async () => {
  rmSync(join(root, 'served', 'devices'), { recursive: true, force: true })
  proxy = await startFaultProxy(server)
  key = await newLibraryKey()
})
afterEach(async () => {
  for (const device of devices.splice(0)) device.close()
  await proxy.stop()
})

/** Short only where nothing will come: a busy machine is no server that is gone. */
const patienceFor = (method: string): number =>
  proxy.fault({ method, path: '/', headers: {} }, 0)?.type === 'stall' ? 1_000 : 60_000
const through = () => new WebDavPlace({ address: proxy.address, user: 'user', password: 'pass word' })
const direct = () => new WebDavPlace(server)
const make = (...names: string[]): SyncingDevice[] => {
  const made = names.map((name) => new SyncingDevice(name, Date.now))
  devices.push(...made)
  return made
}
const say = (device: SyncingDevice, id: string, conversationId = 'c') =>
  device.methods.addMessages({
    conversation: conversation(conversationId, { leafId: id }),
    messages: [question(id, `Words of ${id}`, { conversationId })],
  })

const page = '<!doctype html><html><body>Welcome to our hotel. Log in.</body></html>'
const portal: Fault = { type: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: page }
const plainPortal: Fault = { type: 'answer', status: 200, body: page }
const status = (code: number, headers = {}): Fault => ({ type: 'answer', status: code, headers })
const of =
  (fault: Fault, ...methods: string[]) =>
  ({ method }: SeenRequest): Fault | null =>
    methods.length === 0 || methods.includes(method) ? fault : null

const listOf = (hrefs: Iterable<string>): string => {
  const responses = Array.from(
    hrefs,
    (href) =>
      `<D:response><D:href>${href}</D:href><D:propstat><D:prop><D:getcontentlength>5</D:getcontentlength></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`,
  ).join('')
  return `<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">${responses}</D:multistatus>`
}
const xml = (body: string): Fault => ({
  type: 'answer',
  status: 207,
  headers: { 'content-type': 'application/xml' },
  body,
})
const entities = Array.from(
  { length: 30 },
  (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`,
).join('')
const bomb = `<?xml version="1.0"?><!DOCTYPE b [<!ENTITY e0 "boom">${entities}]><D:multistatus xmlns:D="DAV:"><D:response><D:href>/devices/&e30;</D:href><D:propstat><D:prop/></D:propstat></D:response></D:multistatus>`

test.each<[string, string, (request: SeenRequest, before: number) => Fault | null]>([
  ['a login page answers everything', 'no-webdav', of(portal)],
  ['a login page that says nothing of its type answers everything', 'no-webdav', of(plainPortal)],
  ['a login page answers lists', 'no-webdav', of(portal, 'PROPFIND')],
  ['a login page answers new folders', 'no-webdav', of(portal, 'MKCOL', 'PUT')],
  ['a login page takes the upload', 'no-webdav', of(portal, 'PUT')],
  ['a login page without a type takes the upload', 'no-webdav', of(plainPortal, 'PUT')],
  ['a login page takes the upload and its new name', 'no-webdav', of(portal, 'PUT', 'MOVE')],
  ['a login page answers the new name', 'no-webdav', of(portal, 'MOVE')],
  ['everything is moved elsewhere', 'no-webdav', of(status(302, { location: '/login' }))],
  ['uploads are moved elsewhere', 'no-webdav', of(status(307, { location: '/login' }), 'PUT')],
  ['the password is wrong', 'sign-in', of(status(401))],
  ['nothing may be written', 'sign-in', of(status(403), 'PUT')],
  ['it is no WebDAV server', 'no-webdav', of(status(405))],
  ['it is locked', 'locked', of(status(423), 'PUT')],
  ['it is locked as the file gets its name', 'locked', of(status(423), 'MOVE')],
  ['it wants patience', 'busy', of(status(429))],
  ['it is broken', 'server-error', of(status(500), 'MOVE')],
  ['what is before it cannot reach it', 'server-error', of(status(502))],
  ['it is under repair', 'busy', of(status(503))],
  ['it is full', 'full', of(status(507), 'PUT')],
  ['the upload is cut', 'unreachable', of({ type: 'cut-request', bytes: 100 }, 'PUT')],
  ['it never answers a list', 'unreachable', of({ type: 'stall' }, 'PROPFIND')],
  ['it never answers the upload', 'unreachable', of({ type: 'stall' }, 'PUT')],
  ['it never answers the new name', 'unreachable', of({ type: 'stall' }, 'MOVE')],
  [
    'a list has no end',
    'server-error',
    of({ type: 'endless', status: 207, chunk: listOf(['/x']).repeat(99) }, 'PROPFIND'),
  ],
  [
    'a failure has no end',
    'server-error',
    of({ type: 'endless', status: 500, chunk: page.repeat(99) }, 'PUT'),
  ],
  [
    'a list has a million names',
    'server-error',
    of(xml(listOf(Array.from({ length: 400_000 }, (_, at) => `/devices/a/${at}.pack`))), 'PROPFIND'),
  ],
  ['a list is no XML', 'no-webdav', of(xml('{}'), 'PROPFIND')],
  ['a list is empty', 'no-webdav', of(xml(''), 'PROPFIND')],
])('%s: %s, and nothing counts as sent', async (_, reason, fault) => {
  const [a, b] = make('a', 'b') as [SyncingDevice, SyncingDevice]
  say(a, 'm1')
  proxy.fault = fault
  await expect(a.round(through(), key)).rejects.toMatchObject({ reason })
  await b.round(direct(), key)
  expect(b.conversationIds()).toEqual([])
  // What went wrong is over.
  proxy.fault = () => null
  expect((await a.round(through(), key)).sentPacks).toBe(1)
  await b.round(direct(), key)
  expect(b.digest()).toBe(a.digest())
  expect(b.messageIds('c')).toEqual(['m1'])
})

test.each(['PUT', 'MOVE', 'MKCOL'])('where the answer to %s is lost, it is done once', async (method) => {
  const [a, b] = make('a', 'b') as [SyncingDevice, SyncingDevice]
  say(a, 'm1')
  proxy.fault = of({ type: 'lose-answer' }, method)
  await expect(a.round(through(), key)).rejects.toMatchObject({ reason: 'unreachable' })
  proxy.fault = () => null
  await a.round(through(), key)
  await b.round(direct(), key)
  expect(b.digest()).toBe(a.digest())
  expect(await direct().list('devices/a')).toEqual(['00000001.pack', 'hello'])
})

test('a list that is cut is not taken for all there is', async () => {
  const [a, b] = make('a', 'b') as [SyncingDevice, SyncingDevice]
  say(a, 'm1')
  await a.round(direct(), key)
  proxy.fault = of({ type: 'cut-answer', bytes: 100 }, 'PROPFIND')
  await expect(b.round(through(), key)).rejects.toMatchObject({ reason: 'unreachable' })
})

test('a list that would unfold to a billion names is none', async () => {
  proxy.fault = of(xml(bomb), 'PROPFIND')
  const names = await through()
    .list('devices')
    .catch(() => [])
  expect(names.join('').length).toBeLessThan(10_000)
})

test.each<[string, string | null, Fault]>([
  ['a login page', 'no-webdav', portal],
  ['a cut body', 'unreachable', { type: 'cut-answer', bytes: 50 }],
  ['nothing', 'unreachable', { type: 'stall' }],
  ['a broken server', 'server-error', status(500)],
  // It can be no pack: what does not end is not waited for.
  ['an endless body', null, { type: 'endless', status: 200, chunk: 'x'.repeat(65_536) }],
])('where a pack is asked for and %s comes (%s), it is taken later', async (_, reason, fault) => {
  const [a, b] = make('a', 'b') as [SyncingDevice, SyncingDevice]
  say(a, 'm1')
  await a.round(direct(), key)
  proxy.fault = of(fault, 'GET')
  const round = b.round(through(), key)
  if (reason) await expect(round).rejects.toMatchObject({ reason })
  else await round
  expect(b.conversationIds()).toEqual([])
  proxy.fault = () => null
  await b.round(through(), key)
  expect(b.digest()).toBe(a.digest())
})

test('how long a server wants to be left alone is told, in seconds and as a time', async () => {
  proxy.fault = of(status(429, { 'retry-after': '120' }))
  await expect(through().list('devices')).rejects.toMatchObject({ reason: 'busy', retryAfterMs: 120_000 })
  const at = new Date(Date.now() + 300_000).toUTCString()
  proxy.fault = of(status(503, { 'retry-after': at }))
  const fault = await through()
    .list('devices')
    .catch((error) => error as { retryAfterMs: number })
  expect(Math.abs(Number((fault as { retryAfterMs: number }).retryAfterMs) - 300_000)).toBeLessThan(5_000)
  proxy.fault = of(status(429, { 'retry-after': '999999999' }))
  await expect(through().list('devices')).rejects.toMatchObject({ retryAfterMs: 24 * 3_600_000 })
})

test('a redirect to another host is not followed: the password goes nowhere else', async () => {
  const asked: unknown[] = []
  const other = createServer((request, response) => {
    asked.push(request.headers)
    response.writeHead(207).end()
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  for (const code of [301, 302, 303, 307, 308]) {
    proxy.fault = of(status(code, { location: `http://127.0.0.1:${port}/` }))
    await expect(through().list('devices')).rejects.toMatchObject({ reason: 'no-webdav' })
    await expect(through().add('devices/a/00000001.pack', Buffer.from('x'))).rejects.toMatchObject({
      reason: 'no-webdav',
    })
    await expect(through().read('devices/a/00000001.pack', 100)).rejects.toMatchObject({
      reason: 'no-webdav',
    })
  }
  other.close()
  expect(asked).toEqual([])
})

test('names in a list lead nowhere else', async () => {
  const hrefs = [
    '/devices/',
    '/devices/a/',
    '/devices/../../etc/passwd',
    'http://evil.example/devices/zz/',
    '/devices/%2e%2e/',
    '/devices/..%2f..%2fetc/',
    '/devices/back%5cslash/',
  ]
  proxy.fault = of(xml(listOf(hrefs)), 'PROPFIND')
  for (const name of await through().list('devices')) expect(name).toMatch(/^[\w.][^/\\]*$/)
  expect(await through().list('devices')).not.toContain('..')
})

test('a certificate that nobody vouches for is told as that', async () => {
  const certificate = makeCertificate()
  const secured = await startFaultProxy(server, certificate)
  const place = new WebDavPlace({ ...server, address: secured.address })
  await expect(place.list('devices')).rejects.toMatchObject({ reason: 'certificate' })
  await secured.stop()
  certificate.remove()
  expect(secured.seen).toEqual([])
})

test('a folder that is gone while the app runs is made again', async () => {
  const [a, b] = make('a', 'b') as [SyncingDevice, SyncingDevice]
  const place = through()
  say(a, 'm1')
  await a.round(place, key)
  rmSync(join(root, 'served', 'devices'), { recursive: true })
  say(a, 'm2')
  await a.round(place, key)
  await b.round(direct(), key)
  expect(b.digest()).toBe(a.digest())
})

test('a piece of a cut upload stays visible on some servers, and is no pack', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-rclone-'))
  const rclone = await startRclone(folder)
  const cutting = await startFaultProxy(rclone)
  const place = () => new WebDavPlace({ ...rclone, address: cutting.address })
  try {
    const [a, b] = make('a', 'b') as [SyncingDevice, SyncingDevice]
    say(a, 'm1')
    cutting.fault = of({ type: 'cut-request', bytes: 100 }, 'PUT')
    await expect(a.round(place(), key)).rejects.toMatchObject({ reason: 'unreachable' })
    // While a login page takes what is sent, the piece must not get the name of the whole.
    cutting.fault = of(portal, 'PUT')
    await expect(a.round(place(), key)).rejects.toMatchObject({ reason: 'no-webdav' })
    cutting.fault = of(plainPortal, 'PUT')
    await expect(a.round(place(), key)).rejects.toMatchObject({ reason: 'no-webdav' })
    cutting.fault = () => null
    await b.round(place(), key)
    expect(b.conversationIds()).toEqual([])
    await a.round(place(), key)
    await b.round(place(), key)
    expect(b.digest()).toBe(a.digest())
  } finally {
    await cutting.stop()
    await rclone.stop()
    rmSync(folder, { recursive: true })
  }
})
