import sodium from 'libsodium-wrappers-sumo'
import { SyncFault } from './faults'

const headerBytes = 24
/** What is sealed at once: as much as is in memory twice. */
export const chunkBytes = 64 * 1024

/**
 * Seals chunks under XChaCha20-Poly1305 as libsodium's secretstream orders them: one that is altered,
 * exchanged, left out or the last shows as it is opened. `magic` tells what the file is.
 */
export const seal = (chunks: readonly Uint8Array[], key: Uint8Array, magic: Uint8Array): Buffer => {
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key)
  const frames = chunks.flatMap((chunk, index) => {
    const tag =
      index === chunks.length - 1
        ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
        : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
    const frame = sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk, magic, tag)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(frame.byteLength)
    return [length, frame]
  })
  return Buffer.concat([magic, header, ...frames])
}

/** The chunks, under the first of the keys that opens them. SyncFault `damaged` where none does. */
export const unseal = (
  sealed: Uint8Array,
  keys: readonly Uint8Array[],
  magic: Uint8Array,
): readonly Buffer[] => {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  if (!bytes.subarray(0, magic.byteLength).equals(magic)) throw damaged('It does not begin like one of ours')
  const start = magic.byteLength + headerBytes
  const header = bytes.subarray(magic.byteLength, start)
  if (header.byteLength < headerBytes) throw damaged('It is cut')
  for (const key of keys) {
    const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, key)
    const pull = (frame: Uint8Array) => sodium.crypto_secretstream_xchacha20poly1305_pull(state, frame, magic)
    const chunks = pullAll(bytes, start, pull)
    if (chunks) return chunks
  }
  throw damaged('It is not as it was sealed, or under another key')
}

interface Pulled {
  readonly message: Uint8Array
  readonly tag: number
}

/** Null where the first chunk is under another key. */
const pullAll = (
  bytes: Buffer,
  start: number,
  pull: (frame: Uint8Array) => Pulled | false,
): readonly Buffer[] | null => {
  const chunks: Buffer[] = []
  let isLast = false
  for (let at = start; at < bytes.byteLength; ) {
    if (isLast || at + 4 > bytes.byteLength) throw damaged('Something follows its end')
    const end = at + 4 + bytes.readUInt32LE(at)
    if (end > bytes.byteLength) throw damaged('It is cut')
    const opened = pull(bytes.subarray(at + 4, end))
    if (!opened) {
      if (at === start) return null
      throw damaged('It is not as it was sealed')
    }
    chunks.push(Buffer.from(opened.message))
    isLast = opened.tag === sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
    at = end
  }
  if (!isLast) throw damaged('It is cut')
  return chunks
}

export const damaged = (message: string, cause?: unknown): SyncFault =>
  new SyncFault('damaged', message, { cause })

export const parseSealedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw damaged('It holds no JSON', cause)
  }
}
