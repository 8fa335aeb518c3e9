import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { dirname } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { SetupError } from './report.mjs'

const stallMs = 60_000
const redirectLimit = 5
const attemptLimit = 5

/**
 * @typedef {object} DownloadOptions
 * @property {string} url
 * @property {string} file where the verified bytes end up; until then they are in `FILE.partial`
 * @property {string} integrity as npm writes it: `sha512-` and base64
 * @property {string[]} [certificates] further certificate authorities, PEM
 * @property {(done: number, total: number) => void} [onProgress]
 * @property {(text: string) => void} [onRetry]
 * @property {number} [pauseMs] before the first retry; doubled each time
 */

/**
 * Downloads a file, going on where an earlier attempt (of this process or another) stopped, and checks it.
 * @param {DownloadOptions} options
 */
export async function download(options) {
  const { file, integrity, onRetry, pauseMs = 1000 } = options
  const partial = `${file}.partial`
  await mkdir(dirname(file), { recursive: true })
  for (let attempt = 1; ; attempt += 1) {
    const before = await sizeOf(partial)
    try {
      await fetchRest(options, partial, before)
      if (await matchesIntegrity(partial, integrity)) break
      await rm(partial, { force: true })
      // Old bytes may belong to another file or a torn write: they get one fresh start. Fresh bytes do not.
      if (before === 0) throw wrongBytes(options)
      onRetry?.('The resumed download does not have the expected hash; starting afresh.')
    } catch (error) {
      if (error instanceof SetupError) throw error
      const gained = (await sizeOf(partial)) > before
      if (gained) attempt = 1
      if (attempt >= attemptLimit) throw unreachable(options, error)
      onRetry?.(`The download was interrupted (${messageOf(error)}); trying again.`)
      await delay(pauseMs * 2 ** (attempt - 1))
    }
  }
  await rename(partial, file)
}

/**
 * Whether a file has this hash.
 * @param {string} file
 * @param {string} integrity
 */
export async function matchesIntegrity(file, integrity) {
  const separator = integrity.indexOf('-')
  const hash = createHash(integrity.slice(0, separator))
  await pipeline(createReadStream(file), hash)
  return hash.digest('base64') === integrity.slice(separator + 1)
}

/** @param {DownloadOptions} options @param {string} partial @param {number} have */
async function fetchRest({ url, certificates, onProgress }, partial, have) {
  const response = await request(url, have > 0 ? { range: `bytes=${have}-` } : {}, certificates)
  const status = response.statusCode ?? 0
  if (status === 416) {
    response.resume()
    // Nothing is left to fetch. Whether it is the right file, the hash decides.
    return
  }
  if (status !== 200 && status !== 206) {
    response.resume()
    throw new SetupError(`the server refused ${url}`, {
      reason: `HTTP ${status} ${response.statusMessage ?? ''}`.trim(),
      cure: 'Check the registry that npm uses (npm config get registry) and what it asks of you.',
    })
  }
  // A server that does not know ranges answers 200 with the whole file; one that misreads them, with another
  // part.
  const start =
    status === 206 ? Number(/^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1] ?? -1) : 0
  if (start !== 0 && start !== have) {
    response.resume()
    throw new Error(`the server sent another part of the file than asked for`)
  }
  const length = Number(response.headers['content-length'] ?? 0)
  const total = start + length
  let done = start
  const meter = new Transform({
    transform(chunk, _encoding, callback) {
      done += chunk.length
      onProgress?.(done, total)
      callback(null, chunk)
    },
  })
  await pipeline(response, meter, createWriteStream(partial, { flags: start > 0 ? 'a' : 'w' }))
  if (length > 0 && done < total) throw new Error(`the connection closed after ${done} of ${total} bytes`)
}

/**
 * @param {string} url
 * @param {http.OutgoingHttpHeaders} headers
 * @param {string[] | undefined} certificates
 * @returns {Promise<http.IncomingMessage>}
 */
function request(url, headers, certificates, redirects = 0) {
  return new Promise((resolve, reject) => {
    const address = new URL(url)
    const get = address.protocol === 'https:' ? https.get : http.get
    const sent = get(address, { headers, ca: certificates, timeout: stallMs }, (response) => {
      const location = response.headers.location
      const moved = (response.statusCode ?? 0) >= 300 && (response.statusCode ?? 0) < 400 && location
      if (!moved) return resolve(response)
      response.resume()
      if (redirects >= redirectLimit) return reject(new Error(`more than ${redirectLimit} redirects`))
      request(new URL(location, address).href, headers, certificates, redirects + 1).then(resolve, reject)
    })
    sent.once('timeout', () => sent.destroy(new Error(`no byte for ${stallMs / 1000} seconds`)))
    sent.once('error', reject)
  })
}

/** @param {string} file */
async function sizeOf(file) {
  return stat(file).then(
    (status) => status.size,
    () => 0,
  )
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error
    ? error.message || String(/** @type {any} */ (error).code ?? error.name)
    : String(error)
}

/** @param {DownloadOptions} options */
function wrongBytes({ url, integrity }) {
  return new SetupError(`the download does not have the expected hash and was thrown away`, {
    reason: `${url} is not the file with ${integrity}.`,
    cure: 'Do not use it. Something between here and the registry changes files (a proxy, a mirror): try another network.',
  })
}

/** @param {DownloadOptions} options @param {unknown} error */
function unreachable({ url, file }, error) {
  return new SetupError(`could not download ${url}`, {
    reason: messageOf(error),
    cure: `Check the network, then run the command again: it goes on with what is in ${file}.partial.`,
    cause: error,
  })
}
