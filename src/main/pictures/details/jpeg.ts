import { AppError } from '@shared/ipc/errors'
import { exifWithOrientation, orientationOf, upright } from './orientation'
import { refuseMorePieces } from './pieces'
import type { PictureWords } from './words'
import { xmpPackets } from './xmp'

interface Segment {
  readonly marker: number
  readonly data: Buffer
  /** With marker, length and, behind the start of a scan, the scan itself. */
  readonly whole: Buffer
}

const startOfImage = 0xd8
const endOfImage = 0xd9
const startOfScan = 0xda
const app = (number: number): number => 0xe0 + number
const comment = 0xfe

/** Markers without a length: padding, restarts, and what begins and ends the image. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)

/** Where the next segment begins: a scan's own bytes never hold a marker, but for restarts. */
const endOfScan = (bytes: Buffer, from: number): number => {
  // Byte by byte: a search begun anew at each of them is slow where a hostile scan has hardly anything else.
  for (let at = from; at + 1 < bytes.length; at += 1) {
    if (bytes[at] !== 0xff) continue
    const next = bytes[at + 1] ?? 0
    if (next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return bytes.length
}

/** Up to the end mark. What hangs behind it (a second picture, a film) is no part of this one. */
const segmentsOf = (bytes: Buffer): readonly Segment[] => {
  const segments: Segment[] = []
  for (let at = 2; at + 2 <= bytes.length; ) {
    if (bytes[at] !== 0xff) throw new AppError('picture/unreadable', 'A JPEG with bytes out of place')
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === endOfImage) return segments
    if (isBare(marker)) {
      // Outside a scan they say nothing, and there may be millions of them.
      at += 2
      continue
    }
    const dataEnd = at + 2 + (at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : 0)
    if (dataEnd < at + 4 || dataEnd > bytes.length) break
    refuseMorePieces(segments.length)
    const end = marker === startOfScan ? endOfScan(bytes, dataEnd) : dataEnd
    segments.push({ marker, data: bytes.subarray(at + 4, dataEnd), whole: bytes.subarray(at, end) })
    at = end
  }
  // Cut short: shown as far as it goes, and written as far as it goes.
  if (segments.some(({ marker }) => marker === startOfScan)) return segments
  throw new AppError('picture/unreadable', 'A JPEG without a picture')
}

const exifStart = Buffer.from('Exif\0\0', 'latin1')
const startsWith = (data: Buffer, text: string): boolean => data.toString('latin1', 0, text.length) === text

/**
 * Does it say how the picture looks? Sizes, colours and the picture itself; everything else only tells of it.
 */
const isLooks = ({ marker, data }: Segment): boolean => {
  if (marker === comment) return false
  if (marker < app(0) || marker > app(15)) return true
  if (marker === app(0)) return startsWith(data, 'JFIF\0')
  if (marker === app(2)) return startsWith(data, 'ICC_PROFILE\0')
  return marker === app(14) && startsWith(data, 'Adobe')
}

const segment = (marker: number, ...parts: readonly Buffer[]): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(0xff00 | marker, 0)
  head.writeUInt16BE(2 + parts.reduce((sum, { length }) => sum + length, 0), 2)
  return Buffer.concat([head, ...parts])
}

/** A segment's length has two bytes and counts itself. */
const mostData = 0xffff - 2
const xmpStart = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1')
const moreXmpStart = Buffer.from('http://ns.adobe.com/xmp/extension/\0', 'latin1')
/** Hash, whole length, place of this piece. */
const moreHeadLength = 32 + 4 + 4

const xmpSegments = (words: PictureWords): readonly Buffer[] => {
  const { first, more } = xmpPackets(words, mostData - xmpStart.length)
  const segments = [segment(app(1), xmpStart, first)]
  if (!more) return segments
  const room = mostData - moreXmpStart.length - moreHeadLength
  for (let at = 0; at < more.bytes.length; at += room) {
    const head = Buffer.alloc(moreHeadLength)
    head.write(more.hash, 0, 'latin1')
    head.writeUInt32BE(more.bytes.length, 32)
    head.writeUInt32BE(at, 36)
    segments.push(segment(app(1), moreXmpStart, head, more.bytes.subarray(at, at + room)))
  }
  return segments
}

/**
 * The same picture, without being pressed again; of what only tells of it nothing but these words, or nothing
 * at all.
 */
export const rewriteJpeg = (bytes: Buffer, words: PictureWords | null): Buffer => {
  const segments = segmentsOf(bytes)
  const exif = segments.find(({ marker, data }) => marker === app(1) && startsWith(data, 'Exif\0\0'))
  const orientation = exif ? orientationOf(exif.data.subarray(exifStart.length)) : upright
  const looks = segments.filter(isLooks)
  // Where the format's own header is, it comes first.
  const isHeaded = looks[0]?.marker === app(0)
  return Buffer.concat([
    Buffer.from([0xff, startOfImage]),
    ...looks.slice(0, isHeaded ? 1 : 0).map(({ whole }) => whole),
    ...(orientation === upright ? [] : [segment(app(1), exifStart, exifWithOrientation(orientation))]),
    ...(words ? xmpSegments(words) : []),
    ...looks.slice(isHeaded ? 1 : 0).map(({ whole }) => whole),
    Buffer.from([0xff, endOfImage]),
  ])
}
