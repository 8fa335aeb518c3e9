import { createHash } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { clockSchema, deviceSchema } from '@shared/sync/clock'
import { type SyncRecord, syncRecordSchema } from '@shared/sync/record'
import sodium from 'libsodium-wrappers-sumo'
import { z } from 'zod'
import { SyncFault } from './faults'
import { chunkBytes, damaged, opens, parseSealedJson, seal, unseal } from './sealed'

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
  /** Of a base, whose packs are no part of a log. */
  base: z.string().max(100).optional(),
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
/** A pack is about 1 MB, or a single message of any size; whatever is far larger is none. */
export const mostPackBytes = 64 * 1024 * 1024
const mostTextBytes = 256 * 1024 * 1024

/** Its name, in the order of their numbers. */
export const packName = (number: number): string => `${String(number).padStart(8, '0')}.pack`

/** Hex, 64 digits. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Seals records: one JSON line each, compressed. */
export const sealPack = async (pack: Pack, key: Uint8Array): Promise<Uint8Array> => {
  await sodium.ready
  const body = packRecords(pack.records)
  const chunks: Uint8Array[] = [Buffer.from(JSON.stringify(pack.head))]
  for (let at = 0; at === 0 || at < body.byteLength; at += chunkBytes)
    chunks.push(body.subarray(at, at + chunkBytes))
  return seal(chunks, key, magic)
}

/**
 * Opens it with the first of the keys that fits. SyncFault: `damaged` for what is not as it was sealed,
 * `newer` where this build is too old for it.
 */
export const openPack = async (bytes: Uint8Array, keys: readonly Uint8Array[]): Promise<Pack> => {
  await sodium.ready
  if (bytes.byteLength > mostPackBytes) throw damaged('It is too large')
  const [first, ...rest] = unseal(bytes, keys, magic)
  const head = parseHead(first)
  if (head.oldestReader > packVersion) throw new SyncFault('newer', 'The pack is of a newer Parley')
  return { head, records: unpackRecords(Buffer.concat(rest)) }
}

/** Whether it is sealed under that key, as far as its beginning tells. */
export const isUnder = async (bytes: Uint8Array, key: Uint8Array): Promise<boolean> => {
  await sodium.ready
  return opens(bytes, key, magic)
}

const parseHead = (chunk: Buffer | undefined): PackHead => {
  const head = headSchema.safeParse(parseSealedJson(chunk?.toString('utf8') ?? ''))
  if (!head.success) throw damaged('Its head cannot be read')
  return head.data
}

/** One JSON line each, compressed. */
export const packRecords = (records: readonly SyncRecord[]): Buffer =>
  brotliCompressSync(records.map((record) => `${JSON.stringify(record)}\n`).join(''), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 4 },
  })

export const unpackRecords = (body: Buffer): readonly SyncRecord[] => {
  let text: string
  try {
    text = brotliDecompressSync(body, { maxOutputLength: mostTextBytes }).toString('utf8')
  } catch (cause) {
    throw damaged('It cannot be unpacked', cause)
  }
  const records: SyncRecord[] = []
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf('\n', at)
    const end = found < 0 ? text.length : found
    const record = syncRecordSchema.safeParse(parseSealedJson(text.slice(at, end)))
    if (!record.success) throw damaged('A record cannot be read')
    records.push(record.data)
    at = end + 1
  }
  return records
}
