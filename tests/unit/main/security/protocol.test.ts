import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { answerRequest, type KeptSources } from '../../../../src/main/security/protocol'

const pictureId = 'a'.repeat(64)
const otherId = 'b'.repeat(64)
const temporaryId = 'c'.repeat(64)
let folder: string
let sources: KeptSources

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-protocol-'))
  await mkdir(join(folder, 'pages', 'assets'), { recursive: true })
  await mkdir(join(folder, 'pictures'))
  await writeFile(join(folder, 'pages', 'index.html'), '<h1>Parley</h1>')
  await writeFile(join(folder, 'pages', 'assets', 'a.js'), 'export {}')
  await writeFile(join(folder, 'secret.html'), 'secret')
  await symlink(join(folder, 'secret.html'), join(folder, 'pages', 'link.html'))
  await writeFile(join(folder, 'pictures', `${pictureId}.png`), 'PNG')
  sources = {
    picturesFolder: join(folder, 'pictures'),
    thumbnailsFolder: join(folder, 'thumbnails'),
    pictureFile: async (id) => (id === otherId ? '../secret.html' : `${id}.png`),
    temporaryPicture: async (id) => (id === temporaryId ? new Uint8Array([7]) : null),
    preview: (messageId, index) => (messageId === 'm' && index === 2 ? new Uint8Array([1, 2]) : null),
    speech: () => null,
    screen: () => null,
  }
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const get = (address: string, init?: RequestInit) =>
  answerRequest(new Request(address, init), join(folder, 'pages'), async () => sources)

it('serves pages with the content security policy and no sniffing', async () => {
  const response = await get('app://parley/')
  expect(await response.text()).toBe('<h1>Parley</h1>')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(response.headers.get('content-security-policy')).not.toMatch(/https?:|unsafe-eval|\*/)
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await get('app://parley/assets/a.js')).headers.get('content-type')).toContain('text/javascript')
})

it.each([
  'app://parley/../secret.html',
  'app://parley/%2e%2e/secret.html',
  'app://parley/..%2fsecret.html',
  'app://parley/assets/..%2f..%2fsecret.html',
  'app://parley/%2fetc%2fpasswd',
  'app://parley/link.html',
  'app://parley/assets',
  'app://parley/missing.html',
  'app://parley/%ff',
  'app://parley/pictures/..%2fsecret.html',
  `app://parley/pictures/${otherId}`,
  'app://parley/previews/m/3/1',
  'app://parley/speech/nothing',
])('answers %s with nothing', async (address) => {
  const response = await get(address)
  expect(response.status).toBe(404)
  expect(await response.text()).toBe('')
})

it('refuses other hosts and other methods', async () => {
  expect((await get('app://evil/')).status).toBe(403)
  expect((await get('app://parley/', { method: 'POST' })).status).toBe(403)
})

it('serves a kept picture by its id and an unfinished one from memory', async () => {
  const kept = await get(`app://parley/pictures/${pictureId}`)
  expect([kept.status, await kept.text(), kept.headers.get('content-type')]).toEqual([
    200,
    'PNG',
    'image/png',
  ])
  const preview = await get('app://parley/previews/m/2/1')
  expect([...new Uint8Array(await preview.arrayBuffer())]).toEqual([1, 2])
})

it('serves a picture that is in memory only, and lets no cache write it down', async () => {
  const picture = await get(`app://parley/pictures/${temporaryId}`)
  expect([...new Uint8Array(await picture.arrayBuffer())]).toEqual([7])
  expect([picture.headers.get('content-type'), picture.headers.get('cache-control')]).toEqual([
    'image/png',
    'no-store',
  ])
})
