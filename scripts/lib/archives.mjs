import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, mkdir, open, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createInflateRaw } from 'node:zlib'

// Two small readers for the one archive that set-up unpacks (a zip inside a gzipped tar, both of known hash),
// so that it needs neither `unzip` nor a package.

const tarBlock = 512

/**
 * Writes one file of a `.tgz` to `target`.
 * @param {string} archive
 * @param {string} name
 * @param {string} target
 */
export async function extractFromTarball(archive, name, target) {
  const source = createReadStream(archive)
  const tar = source.pipe(createGunzip())
  source.once('error', (error) => tar.destroy(error))
  const chunks = tar[Symbol.asyncIterator]()
  let buffered = Buffer.alloc(0)
  const fill = async () => {
    const { value, done } = await chunks.next()
    if (done) throw new Error(`${archive} holds no complete ${name}`)
    buffered = buffered.length > 0 ? Buffer.concat([buffered, value]) : value
  }
  /** @param {number} count */
  async function* take(count) {
    for (let left = count; left > 0; ) {
      if (buffered.length === 0) await fill()
      const part = buffered.subarray(0, left)
      buffered = buffered.subarray(part.length)
      left -= part.length
      yield part
    }
  }
  try {
    for (;;) {
      while (buffered.length < tarBlock) await fill()
      const header = buffered.subarray(0, tarBlock)
      buffered = buffered.subarray(tarBlock)
      const size = Number.parseInt(textOf(header, 124, 12), 8) || 0
      if (textOf(header, 0, 100) === name) {
        await pipeline(Readable.from(take(size)), createWriteStream(target))
        return
      }
      for await (const _ of take(Math.ceil(size / tarBlock) * tarBlock));
    }
  } finally {
    source.destroy()
    tar.destroy()
  }
}

/** @param {Buffer} buffer @param {number} start @param {number} length */
function textOf(buffer, start, length) {
  const field = buffer.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? length : end).trim()
}

/**
 * Unpacks a zip. `rename` gives each entry its path under `target`, or nothing to leave it out.
 * @param {string} archive
 * @param {string} target
 * @param {(name: string) => string | undefined} rename
 */
export async function unzip(archive, target, rename) {
  const handle = await open(archive, 'r')
  try {
    for (const entry of await readDirectory(handle)) {
      const name = rename(entry.name)
      if (name === undefined || name === '' || entry.name.endsWith('/')) continue
      const path = join(target, name)
      if (relative(target, path).startsWith('..')) throw new Error(`${archive}: ${entry.name} points outside`)
      await mkdir(dirname(path), { recursive: true })
      await writeEntry(archive, handle, entry, path)
    }
  } finally {
    await handle.close()
  }
}

/**
 * @typedef {{ name: string, method: number, compressed: number, size: number, mode: number, offset: number }}
 * ZipEntry
 */

/** @param {import('node:fs/promises').FileHandle} handle @returns {Promise<ZipEntry[]>} */
async function readDirectory(handle) {
  const { size } = await handle.stat()
  const tail = await readAt(handle, Math.max(0, size - 66_000), Math.min(size, 66_000))
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06'))
  if (end < 0) throw new Error('not a zip file, or cut short')
  const count = tail.readUInt16LE(end + 10)
  const directory = await readAt(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
  const entries = []
  for (let at = 0, index = 0; index < count; index += 1) {
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      compressed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      offset: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/**
 * @param {string} archive @param {import('node:fs/promises').FileHandle} handle @param {ZipEntry} entry
 * @param {string} path
 */
async function writeEntry(archive, handle, entry, path) {
  const local = await readAt(handle, entry.offset, 30)
  const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
  const isLink = (entry.mode & 0o170000) === 0o120000
  if (isLink) return symlink((await readAt(handle, start, entry.compressed)).toString('utf8'), path)
  if (entry.method !== 0 && entry.method !== 8)
    throw new Error(`${entry.name}: unknown compression ${entry.method}`)
  const bytes =
    entry.compressed > 0
      ? createReadStream(archive, { start, end: start + entry.compressed - 1 })
      : Readable.from([])
  const output = createWriteStream(path)
  await (entry.method === 8 ? pipeline(bytes, createInflateRaw(), output) : pipeline(bytes, output))
  if (output.bytesWritten !== entry.size) throw new Error(`${entry.name} is cut short`)
  await chmod(path, entry.mode & 0o777 || 0o644)
}

/** @param {import('node:fs/promises').FileHandle} handle @param {number} position @param {number} length */
async function readAt(handle, position, length) {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead !== length) throw new Error('the zip file is cut short')
  return buffer
}
