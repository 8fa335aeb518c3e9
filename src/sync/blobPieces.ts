import { open } from 'node:fs/promises'
import type { BlobName } from '@shared/sync/syncedLibrary'
import sodium from 'libsodium-wrappers-sumo'
import { z } from 'zod'
import type { KeyRing } from './keyRing'
import { chunkBytes, damaged, frameBytes, parseSealedJson, Sealing, unsealEach } from './sealed'

/** A blob is cut into pieces that are sealed each by itself: a cut upload goes on with the next. */
export const pieceBytes = 16 * 1024 * 1024
/** What is far larger is no piece. */
export const mostPieceBytes = 2 * pieceBytes

const magic = Buffer.from('PARLEYb\u0001\n', 'latin1')

const headSchema = z.object({
  v: z.number().int().min(1),
  name: z.string().max(100),
  piece: z.number().int().min(1),
  of: z.number().int().min(1),
})

/** One of a blob's pieces, counted from 1. */
export interface Piece {
  readonly name: string
  readonly piece: number
  readonly of: number
}

/** A name of its own in the place: without the key a file that is known cannot be looked for there. */
export const blobNameOf = async ({ hash }: BlobName, ring: KeyRing): Promise<string> => {
  await sodium.ready
  return sodium.to_hex(sodium.crypto_generichash(32, hash, ring.first.names))
}

/** From one on. One after the other: how many bytes there are is another device's word. */
export function* piecesOf(name: string, bytes: number, done = 0): Generator<Piece> {
  const of = pieceCount(bytes)
  for (let piece = done + 1; piece <= of; piece += 1) yield { name, piece, of }
}

export const pieceCount = (bytes: number): number => Math.max(1, Math.ceil(bytes / pieceBytes))

export const pieceFolder = (name: string): string => `blobs/${name.slice(0, 2)}`
export const pieceFile = ({ name, piece, of }: Piece): string => `${name}.${piece}-${of}`
export const piecePath = (piece: Piece): string => `${pieceFolder(piece.name)}/${pieceFile(piece)}`

/** Seals a piece of a file, which is never in memory whole. */
export const sealPiece = async (path: string, piece: Piece, ring: KeyRing): Promise<Uint8Array> => {
  await sodium.ready
  const file = await open(path, 'r')
  try {
    const start = (piece.piece - 1) * pieceBytes
    const length = Math.max(0, Math.min(pieceBytes, (await file.stat()).size - start))
    const head = Buffer.from(JSON.stringify({ v: 1, ...piece }))
    const sealing = new Sealing(ring.newest.blobs, magic)
    const chunks = Math.ceil(length / chunkBytes)
    const sealed = Buffer.alloc(
      sealing.head.byteLength + head.byteLength + length + (chunks + 1) * frameBytes,
    )
    let end = sealing.head.copy(sealed)
    end += sealing.frame(head, chunks === 0).copy(sealed, end)
    const chunk = Buffer.alloc(chunkBytes)
    for (let at = 0; at < length; at += chunkBytes) {
      const size = Math.min(chunkBytes, length - at)
      const { bytesRead } = await file.read(chunk, 0, size, start + at)
      if (bytesRead < size) throw new Error('The file changed while it was read')
      end += sealing.frame(chunk.subarray(0, size), at + size === length).copy(sealed, end)
    }
    return sealed
  } finally {
    await file.close()
  }
}

/** Its content, chunk by chunk. SyncFault `damaged` where it is not that piece, at its end at the latest. */
export async function* openPiece(bytes: Uint8Array, piece: Piece, ring: KeyRing): AsyncGenerator<Uint8Array> {
  await sodium.ready
  let isHead = true
  for (const chunk of unsealEach(bytes, ring.all('blobs'), magic)) {
    if (isHead) checkHead(chunk, piece)
    else yield chunk
    isHead = false
  }
}

const checkHead = (chunk: Uint8Array, { name, piece, of }: Piece): void => {
  const head = headSchema.safeParse(parseSealedJson(Buffer.from(chunk).toString('utf8')))
  if (!head.success || head.data.name !== name || head.data.piece !== piece || head.data.of !== of)
    throw damaged('It is not the piece that its name says')
}
