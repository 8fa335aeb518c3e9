import { createHash } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { clockSchema, deviceSchema } from '@shared/sync/clock'
import { type SyncRecord, syncRecordSchema } from '@shared/sync/record'
import sodium from 'libsodium-wrappers-sumo'
import { z } from 'zod'
import { SyncFault } from './faults'

/** The version of the packs that this build writes and reads. */
export const packVersion = 1

const headSchema = z.object({
  v: z.number().int().min(1),
  library: z.string().max(100),
  device: deviceSchema,
  /** From 1, without gaps. */
  number: z.number().int().min(1).max(99_999_999),
  /** The hash of the pack before; empty for the first. A place that was exchanged or set back shows by it. */
  previous: z.string().max(64),
  /** All moments of the device up to here are in this pack, or in those before. */
  upTo: clockSchema,
  /** The oldest version that understands its records. */
  oldestReader: z.number().int().min(1),
})

/** What a pack says of itself, under its key like the rest. */
export type PackHead = Readonly<z.output<typeof headSchema>>

export interface Pack {
  readonly head: PackHead
  readonly records: readonly SyncRecord[]
}

const magic = Buffer.from('PARLEY\u0001\n', 'latin1')
const headerBytes = 24
const chunkBytes = 64 * 1024
/** A pack is about 1 MB, or a single message of any size; whatever is far larger is none. */
export const mostPackBytes = 64 * 1024 * 1024
const mostTextBytes = 256 * 1024 * 1024

/** Its name, in the order of their numbers. */
export const packName = (number: number): string => `${String(number).padStart(8, '0')}.pack`

/** Hex, 64 digits. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/**
 * Seals records: one JSON line each, compressed, in chunks of 64 KiB under XChaCha20-Poly1305 as libsodium's
 * secretstream orders them. A chunk that is altered, exchanged, left out or the last shows as it is opened.
 */
export const sealPack = async (pack: Pack, key: Uint8Array): Promise<Uint8Array> => {
  await sodium.ready
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key)
  const lines = pack.records.map((record) => `${JSON.stringify(record)}\n`).join('')
  const body = brotliCompressSync(lines, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
  const chunks = [Buffer.from(JSON.stringify(pack.head))]
  for (let at = 0; at === 0 || at < body.byteLength; at += chunkBytes)
    chunks.push(body.subarray(at, at + chunkBytes))
  const sealed = chunks.map((chunk, index) => {
    const tag =
      index === chunks.length - 1
        ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
        : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
    const frame = Buffer.from(sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk, magic, tag))
    const length = Buffer.alloc(4)
    length.writeUInt32LE(frame.byteLength)
    return Buffer.concat([length, frame])
  })
  return Buffer.concat([magic, header, ...sealed])
}

/** SyncFault: `damaged` for what is not as it was sealed, `newer` where this build is too old for it. */
export const openPack = async (bytes: Uint8Array, key: Uint8Array): Promise<Pack> => {
  await sodium.ready
  const chunks = openChunks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), key)
  const [first, ...rest] = chunks
  const head = parseHead(first)
  if (head.oldestReader > packVersion) throw new SyncFault('newer', 'The pack is of a newer Parley')
  return { head, records: parseLines(Buffer.concat(rest)) }
}

const openChunks = (bytes: Buffer, key: Uint8Array): readonly Buffer[] => {
  if (bytes.byteLength > mostPackBytes) throw damaged('It is too large')
  if (!bytes.subarray(0, magic.byteLength).equals(magic)) throw damaged('It does not begin like a pack')
  const start = magic.byteLength + headerBytes
  if (bytes.byteLength < start) throw damaged('It is cut')
  const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(
    bytes.subarray(magic.byteLength, start),
    key,
  )
  const chunks: Buffer[] = []
  let isLast = false
  for (let at = start; at < bytes.byteLength; ) {
    if (isLast || at + 4 > bytes.byteLength) throw damaged('Something follows its end')
    const end = at + 4 + bytes.readUInt32LE(at)
    if (end > bytes.byteLength) throw damaged('It is cut')
    const opened = sodium.crypto_secretstream_xchacha20poly1305_pull(
      state,
      bytes.subarray(at + 4, end),
      magic,
    )
    if (!opened) throw damaged('It is not as it was sealed, or under another key')
    chunks.push(Buffer.from(opened.message))
    isLast = opened.tag === sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
    at = end
  }
  if (!isLast) throw damaged('It is cut')
  return chunks
}

const parseHead = (chunk: Buffer | undefined): PackHead => {
  const head = headSchema.safeParse(parseJson(chunk?.toString('utf8') ?? ''))
  if (!head.success) throw damaged('Its head cannot be read')
  return head.data
}

const parseLines = (body: Buffer): readonly SyncRecord[] => {
  let text: string
  try {
    text = brotliDecompressSync(body, { maxOutputLength: mostTextBytes }).toString('utf8')
  } catch (cause) {
    throw damaged('It cannot be unpacked', cause)
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const record = syncRecordSchema.safeParse(parseJson(line))
      if (!record.success) throw damaged('A record cannot be read')
      return record.data
    })
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw damaged('It holds no JSON', cause)
  }
}

const damaged = (message: string, cause?: unknown): SyncFault => new SyncFault('damaged', message, { cause })
