import { AppError } from '@shared/ipc/errors'
import type { PictureFormat } from '@shared/model/picture'

export interface ImageHeader {
  readonly format: PictureFormat
  readonly width: number
  readonly height: number
}

/** A decoder needs four bytes a pixel: more than this could take the app down. */
const mostPixels = 100_000_000

/** Type and size of a picture by its own bytes; whatever a server or a file name called it. */
export const readImageHeader = (bytes: Uint8Array): ImageHeader => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const header = readPng(view) ?? readJpeg(view) ?? readWebp(view)
  if (!header) throw new AppError('picture/unreadable', 'Not a PNG, JPEG or WebP picture')
  const { width, height } = header
  if (width < 1 || height < 1) throw new AppError('picture/unreadable', 'A picture without size')
  if (width * height > mostPixels)
    throw new AppError('picture/unreadable', 'The picture has too many pixels', { width, height })
  return header
}

/** By the first bytes; whether it is whole is another question. */
export const isPicture = (bytes: Uint8Array): boolean => {
  const start = Buffer.from(bytes.subarray(0, 12))
  return (
    start.subarray(0, 8).equals(pngSignature) ||
    (start[0] === 0xff && start[1] === 0xd8 && start[2] === 0xff) ||
    /^RIFF....WEBP/s.test(start.toString('latin1'))
  )
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

const readPng = (bytes: Buffer): ImageHeader | null => {
  // Signature, then the header chunk: length, "IHDR", width, height, five bytes more, checksum.
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(pngSignature)) return null
  if (bytes.readUInt32BE(8) !== 13 || bytes.toString('latin1', 12, 16) !== 'IHDR') return null
  return { format: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

const readJpeg = (bytes: Buffer): ImageHeader | null => {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    // Padding, and markers that carry nothing.
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2
      continue
    }
    // The scan begins: a frame header would have come before.
    if (marker === 0xda || marker === 0xd9) return null
    const length = bytes.readUInt16BE(at + 2)
    if (length < 2) return null
    if (isFrameHeader(marker)) {
      if (at + 9 > bytes.length) return null
      return { format: 'jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
    }
    at += 2 + length
  }
  return null
}

/** SOF0 to SOF15, without the three in that range that mean something else (DHT, JPG, DAC). */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const readWebp = (bytes: Buffer): ImageHeader | null => {
  if (bytes.length < 30) return null
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') return null
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return {
        format: 'webp',
        width: bytes.readUIntLE(24, 3) + 1,
        height: bytes.readUIntLE(27, 3) + 1,
      }
    case 'VP8L': {
      if (bytes[20] !== 0x2f) return null
      const bits = bytes.readUInt32LE(21)
      return { format: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8 ':
      if (bytes.readUIntBE(23, 3) !== 0x9d012a) return null
      return {
        format: 'webp',
        width: bytes.readUInt16LE(26) & 0x3fff,
        height: bytes.readUInt16LE(28) & 0x3fff,
      }
    default:
      return null
  }
}
