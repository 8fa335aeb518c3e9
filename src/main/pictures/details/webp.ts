import { AppError } from '@shared/ipc/errors'
import { exifWithOrientation, orientationOf, upright } from './orientation'
import { refuseMorePieces } from './pieces'
import type { PictureWords } from './words'
import { xmpPacket } from './xmp'

interface Chunk {
  readonly type: string
  readonly data: Buffer
}

/** Chunks that are the picture and its colours. */
const looks = new Set(['VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])

/** Bits of the extended header. */
const hasAlpha = 0x10
const hasExif = 0x08
const hasXmp = 0x04

const chunksOf = (bytes: Buffer): readonly Chunk[] => {
  const end = Math.min(bytes.length, 8 + bytes.readUInt32LE(4))
  const chunks: Chunk[] = []
  for (let at = 12; at + 8 <= end; ) {
    const length = bytes.readUInt32LE(at + 4)
    if (at + 8 + length > end) throw new AppError('picture/unreadable', 'A WebP that is cut short')
    refuseMorePieces(chunks.length)
    chunks.push({
      type: bytes.toString('latin1', at, at + 4),
      data: bytes.subarray(at + 8, at + 8 + length),
    })
    // Filled up to an even length.
    at += 8 + length + (length & 1)
  }
  if (!chunks.some(({ type }) => type === 'VP8 ' || type === 'VP8L' || type === 'ANMF'))
    throw new AppError('picture/unreadable', 'A WebP without a picture')
  return chunks
}

const chunk = ({ type, data }: Chunk): Buffer => {
  const head = Buffer.alloc(8)
  head.write(type, 0, 'latin1')
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data, Buffer.alloc(data.length & 1)])
}

/** The extended header that a plain file lacks. */
const headerFor = ({ type, data }: Chunk): Buffer => {
  const header = Buffer.alloc(10)
  const isLossless = type === 'VP8L'
  if (data.length < 10) throw new AppError('picture/unreadable', 'A WebP without its size')
  const bits = data.readUInt32LE(1)
  if (isLossless && (bits >>> 28) & 1) header[0] = hasAlpha
  header.writeUIntLE(isLossless ? bits & 0x3fff : (data.readUInt16LE(6) & 0x3fff) - 1, 4, 3)
  header.writeUIntLE(isLossless ? (bits >>> 14) & 0x3fff : (data.readUInt16LE(8) & 0x3fff) - 1, 7, 3)
  return header
}

const exifStart = Buffer.from('Exif\0\0', 'latin1')

/** Some write JPEG's mark in front of it. */
const tiffOf = (data: Buffer): Buffer =>
  data.subarray(0, exifStart.length).equals(exifStart) ? data.subarray(exifStart.length) : data

/** The same picture; of what only tells of it nothing but these words, or nothing at all. */
export const rewriteWebp = (bytes: Buffer, words: PictureWords | null): Buffer => {
  const chunks = chunksOf(bytes)
  const exif = chunks.find(({ type }) => type === 'EXIF')
  const orientation = exif ? orientationOf(tiffOf(exif.data)) : upright
  const said: readonly Chunk[] = [
    ...(orientation === upright ? [] : [{ type: 'EXIF', data: exifWithOrientation(orientation) }]),
    ...(words ? [{ type: 'XMP ', data: xmpPacket(words) }] : []),
  ]
  const kept = chunks.filter(({ type }) => looks.has(type))
  const [only] = kept
  const extended = chunks.find(({ type, data }) => type === 'VP8X' && data.length >= 10)
  let header: Buffer | null = null
  if (extended) header = Buffer.from(extended.data)
  else if (only && said.length > 0) header = headerFor(only)
  if (header) {
    header[0] =
      ((header[0] ?? 0) & ~(hasExif | hasXmp)) |
      (orientation === upright ? 0 : hasExif) |
      (words ? hasXmp : 0)
  }
  const body = Buffer.concat(
    [...(header ? [{ type: 'VP8X', data: header }] : []), ...kept, ...said].map(chunk),
  )
  const head = Buffer.from('RIFF....WEBP', 'latin1')
  head.writeUInt32LE(4 + body.length, 4)
  return Buffer.concat([head, body])
}
