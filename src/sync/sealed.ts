import sodium, { type StateAddress } from 'libsodium-wrappers-sumo'
import { SyncFault } from './faults'

const headerBytes = 24
/** What is sealed at once: as much as is in memory twice. */
export const chunkBytes = 64 * 1024

/**
 * Seals chunks under XChaCha20-Poly1305 as libsodium's secretstream orders them: one that is altered,
 * exchanged, left out or the last shows as it is opened. `magic` tells what the file is.
 */
export const seal = (chunks: readonly Uint8Array[], key: Uint8Array, magic: Uint8Array): Buffer => {
  const sealing = new Sealing(key, magic)
  return Buffer.concat([
    sealing.head,
    ...chunks.map((chunk, index) => sealing.frame(chunk, index === chunks.length - 1)),
  ])
}

/** What a frame is longer than its chunk. */
export const frameBytes = 4 + 17

/** Seals one chunk after the other; all of them follow on the head. */
export class Sealing {
  readonly head: Buffer
  private readonly state: StateAddress

  constructor(
    key: Uint8Array,
    private readonly magic: Uint8Array,
  ) {
    const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key)
    this.state = state
    this.head = Buffer.concat([magic, header])
  }

  frame(chunk: Uint8Array, isLast: boolean): Buffer {
    const tag = isLast
      ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
      : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
    const sealed = sodium.crypto_secretstream_xchacha20poly1305_push(this.state, chunk, this.magic, tag)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(sealed.byteLength)
    return Buffer.concat([length, sealed])
  }
}

/** The chunks, under the first of the keys that opens them. SyncFault `damaged` where none does. */
export const unseal = (
  sealed: Uint8Array,
  keys: readonly Uint8Array[],
  magic: Uint8Array,
): readonly Buffer[] => [...unsealEach(sealed, keys, magic)].map((chunk) => Buffer.from(chunk))

/** As `unseal`, one chunk after the other: what is left out at the end shows only there. */
export function* unsealEach(
  sealed: Uint8Array,
  keys: readonly Uint8Array[],
  magic: Uint8Array,
): Generator<Uint8Array> {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  if (!bytes.subarray(0, magic.byteLength).equals(magic)) throw damaged('It does not begin like one of ours')
  const start = magic.byteLength + headerBytes
  const header = bytes.subarray(magic.byteLength, start)
  if (header.byteLength < headerBytes) throw damaged('It is cut')
  const pull = pullerFor(keys, header, magic)
  let isLast = false
  for (let at = start; at < bytes.byteLength; ) {
    if (isLast || at + 4 > bytes.byteLength) throw damaged('Something follows its end')
    const end = at + 4 + bytes.readUInt32LE(at)
    if (end > bytes.byteLength) throw damaged('It is cut')
    const { message, tag } = pull(bytes.subarray(at + 4, end))
    yield message
    isLast = tag === sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
    at = end
  }
  if (!isLast) throw damaged('It is cut')
}

/** Whether that key opens it, as far as its beginning tells. */
export const opens = (sealed: Uint8Array, key: Uint8Array, magic: Uint8Array): boolean => {
  try {
    return unsealEach(sealed, [key], magic).next().done !== true
  } catch {
    return false
  }
}

interface Pulled {
  readonly message: Uint8Array
  readonly tag: number
}

/** Goes by the first key that opens the first chunk. */
const pullerFor = (
  keys: readonly Uint8Array[],
  header: Uint8Array,
  magic: Uint8Array,
): ((frame: Uint8Array) => Pulled) => {
  let candidates = keys.map((key) => sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, key))
  return (frame) => {
    for (const state of candidates) {
      const pulled = sodium.crypto_secretstream_xchacha20poly1305_pull(state, frame, magic)
      if (!pulled) continue
      candidates = [state]
      return pulled
    }
    throw damaged('It is not as it was sealed, or under another key')
  }
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
