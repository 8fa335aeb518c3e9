import { createHash, randomBytes } from 'node:crypto'
import { existsSync, statSync, watch } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { download } from '../../../scripts/lib/download.mjs'

const content = randomBytes(300_000)
const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`

let folder: string
let server: Server
let url: string
let file: string
/** The Range header of each request, in order. */
let ranges: (string | undefined)[]
let respond: (request: IncomingMessage, response: ServerResponse) => void

/** Serves the content as a registry does, ranges included. */
function serveRanges(request: IncomingMessage, response: ServerResponse) {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
  if (from >= content.length) return response.writeHead(416).end()
  const body = content.subarray(from)
  const range = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': body.length, ...(from > 0 ? range : {}) })
  return response.end(body)
}

/** Promises the whole content, sends a part of it, and hangs up once some of that is on the disk. */
function hangUpAfter(count: number, response: ServerResponse) {
  const watcher = watch(folder)
  response.once('close', () => watcher.close())
  watcher.on('change', () => {
    const written = statSync(`${file}.partial`, { throwIfNoEntry: false })
    if (written && written.size > 0) response.destroy()
  })
  response.writeHead(200, { 'content-length': content.length })
  response.write(content.subarray(0, count))
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-download-'))
  file = join(folder, 'runtime.tgz')
  ranges = []
  respond = serveRanges
  server = createServer((request, response) => {
    ranges.push(request.headers.range)
    respond(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/runtime.tgz`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true })
})

describe('a download', () => {
  it('arrives whole, tells how far it is, and leaves no partial file', async () => {
    file = join(folder, 'not/yet/there.tgz')
    const told: [number, number][] = []
    await download({ url, file, integrity, onProgress: (done, total) => told.push([done, total]) })
    expect(content.equals(await readFile(file))).toBe(true)
    expect(told.at(-1)).toEqual([content.length, content.length])
    expect(existsSync(`${file}.partial`)).toBe(false)
  })

  it('goes on where an earlier set-up stopped', async () => {
    await writeFile(`${file}.partial`, content.subarray(0, 100_000))
    await download({ url, file, integrity })
    expect(ranges).toEqual(['bytes=100000-'])
    expect(content.equals(await readFile(file))).toBe(true)
  })

  it('goes on by itself after a cut', async () => {
    respond = (request, response) => {
      if (ranges.length === 1) hangUpAfter(120_000, response)
      else serveRanges(request, response)
    }
    const retries: string[] = []
    await download({ url, file, integrity, pauseMs: 1, onRetry: (text) => retries.push(text) })
    expect(retries).toHaveLength(1)
    expect(Number(/bytes=(\d+)-/.exec(ranges[1] ?? '')?.[1])).toBeGreaterThan(0)
    expect(content.equals(await readFile(file))).toBe(true)
  })

  it('starts afresh where the server knows no ranges', async () => {
    await writeFile(`${file}.partial`, 'something')
    respond = (_request, response) =>
      response.writeHead(200, { 'content-length': content.length }).end(content)
    await download({ url, file, integrity })
    expect(content.equals(await readFile(file))).toBe(true)
  })

  it('takes a partial file that is already complete', async () => {
    await writeFile(`${file}.partial`, content)
    await download({ url, file, integrity })
    expect(content.equals(await readFile(file))).toBe(true)
  })

  it('throws away a partial file that does not fit, and fetches all of it', async () => {
    await writeFile(`${file}.partial`, randomBytes(100_000))
    await download({ url, file, integrity })
    expect(content.equals(await readFile(file))).toBe(true)
  })

  it('refuses bytes with another hash and keeps none of them', async () => {
    const wrong = `sha512-${createHash('sha512').update('other').digest('base64')}`
    await expect(download({ url, file, integrity: wrong })).rejects.toThrow('does not have the expected hash')
    expect([existsSync(file), existsSync(`${file}.partial`)]).toEqual([false, false])
  })

  it('follows a redirect', async () => {
    respond = (request, response) => {
      if (request.url === '/runtime.tgz') response.writeHead(302, { location: '/elsewhere.tgz' }).end()
      else serveRanges(request, response)
    }
    await download({ url, file, integrity })
    expect(content.equals(await readFile(file))).toBe(true)
  })

  it('says at once what the server answered where it refuses', async () => {
    respond = (_request, response) => response.writeHead(403).end()
    await expect(download({ url, file, integrity })).rejects.toMatchObject({ reason: 'HTTP 403 Forbidden' })
    expect(ranges).toHaveLength(1)
  })

  it('gives up on a server that is not there, keeps what it had, and says how to go on', async () => {
    await writeFile(`${file}.partial`, content.subarray(0, 1000))
    await expect(
      download({ url: 'http://127.0.0.1:1/x', file, integrity, pauseMs: 1 }),
    ).rejects.toMatchObject({
      name: 'SetupError',
      reason: expect.stringContaining('ECONNREFUSED'),
      cure: expect.stringContaining('runtime.tgz.partial'),
    })
    expect(await readFile(`${file}.partial`)).toHaveLength(1000)
  })
})
