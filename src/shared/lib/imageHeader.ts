import { AppError } from '../ipc/errors'
import type { PictureFormat } from '../model/picture'

export interface ImageHeader {
  readonly format: PictureFormat
  readonly width: number
  readonly height: number
}

/** A decoder needs four bytes a pixel: more than this could take the app down. */
const mostPixels = 100_000_000

/** Type and size of a picture by its own bytes; whatever a server or a file name called it. */
export const readImageHeader = (bytes: Uint8Array): ImageHeader => {
  const file = new Reader(bytes)
  const header = readPng(file) ?? readJpeg(file) ?? readWebp(file)
  if (!header) throw new AppError('picture/unreadable', 'Not a PNG, JPEG or WebP picture')
  const { width, height } = header
  if (width < 1 || height < 1) throw new AppError('picture/unreadable', 'A picture without size')
  if (width * height > mostPixels)
    throw new AppError('picture/unreadable', 'The picture has too many pixels', { width, height })
  return header
}

/** Judges by the first bytes only; the file need not be whole. */
export const isPicture = (bytes: Uint8Array): boolean => {
  const start = new Reader(bytes)
  return start.has(pngSignature) || start.has('\xff\xd8\xff') || (start.has('RIFF') && start.has('WEBP', 8))
}

const pngSignature = '\x89PNG\r\n\x1a\n'

/** Numbers and marks of a file; beyond its end there are none. */
class Reader {
  readonly length: number
  private readonly view: DataView

  constructor(bytes: Uint8Array) {
    this.length = bytes.byteLength
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** True where these characters, one a byte, are there. */
  has(mark: string, at = 0): boolean {
    if (at + mark.length > this.length) return false
    for (let index = 0; index < mark.length; index += 1)
      if (this.view.getUint8(at + index) !== mark.charCodeAt(index)) return false
    return true
  }

  byte = (at: number): number => this.view.getUint8(at)
  big16 = (at: number): number => this.view.getUint16(at)
  big32 = (at: number): number => this.view.getUint32(at)
  little16 = (at: number): number => this.view.getUint16(at, true)
  little24 = (at: number): number => this.little16(at) + this.byte(at + 2) * 0x10000
  little32 = (at: number): number => this.view.getUint32(at, true)
}

const readPng = (file: Reader): ImageHeader | null => {
  // Signature, then the header chunk: length, "IHDR", width, height, five bytes more, checksum.
  if (file.length < 33 || !file.has(pngSignature)) return null
  if (file.big32(8) !== 13 || !file.has('IHDR', 12)) return null
  return { format: 'png', width: file.big32(16), height: file.big32(20) }
}

const readJpeg = (file: Reader): ImageHeader | null => {
  if (file.length < 4 || !file.has('\xff\xd8')) return null
  let at = 2
  while (at + 4 <= file.length && file.byte(at) === 0xff) {
    const marker = file.byte(at + 1)
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
    const length = file.big16(at + 2)
    if (length < 2) return null
    if (isFrameHeader(marker)) {
      if (at + 9 > file.length) return null
      return { format: 'jpeg', height: file.big16(at + 5), width: file.big16(at + 7) }
    }
    at += 2 + length
  }
  return null
}

/** SOF0 to SOF15, without the three in that range that mean something else (DHT, JPG, DAC). */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const readWebp = (file: Reader): ImageHeader | null => {
  if (file.length < 30 || !file.has('RIFF') || !file.has('WEBP', 8)) return null
  if (file.has('VP8X', 12))
    return { format: 'webp', width: file.little24(24) + 1, height: file.little24(27) + 1 }
  if (file.has('VP8L', 12)) {
    if (file.byte(20) !== 0x2f) return null
    const bits = file.little32(21)
    return { format: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (file.has('VP8 ', 12)) {
    if (!file.has('\x9d\x01\x2a', 23)) return null
    return { format: 'webp', width: file.little16(26) & 0x3fff, height: file.little16(28) & 0x3fff }
  }
  return null
}
