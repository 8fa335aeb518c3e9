import { crc32 } from 'node:zlib'
import { exifWithOrientation } from '../../../../../src/main/pictures/details/orientation'

export const pngChunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** The chunks of a file that is whole. */
export const pngChunks = (bytes: Buffer): readonly Buffer[] => {
  const chunks: Buffer[] = []
  for (let at = 8; at < bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at)
    chunks.push(bytes.subarray(at, end))
    at = end
  }
  return chunks
}

const segment = (marker: number, data: Buffer | string): Buffer => {
  const bytes = Buffer.from(data as string, 'latin1')
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(bytes.length + 2, 2)
  return Buffer.concat([head, bytes])
}

/** The skeleton of a progressive JPEG with two scans, with all metadata and without. */
export const jpegWith = ({ orientation }: { readonly orientation: number }) => {
  const start = Buffer.from([0xff, 0xd8])
  const end = Buffer.from([0xff, 0xd9])
  const jfif = segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0')
  const told = [
    segment(0xe0, 'JFXX\0Secret'),
    segment(
      0xe1,
      Buffer.concat([Buffer.from('Exif\0\0'), exifWithOrientation(orientation), Buffer.from('Secret')]),
    ),
    segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0Secret'),
    segment(0xe2, 'MPF\0Secret'),
    segment(0xeb, 'JP\0Secret C2PA'),
    segment(0xed, 'Photoshop 3.0\0Secret'),
    segment(0xfe, 'Secret'),
  ]
  const colours = [segment(0xe2, 'ICC_PROFILE\0\x01\x01colours'), segment(0xee, 'Adobe\0d\0\0\0\0\x01')]
  const tables = [
    segment(0xdb, 'quantisation'),
    segment(0xc2, '\x08\0\x01\0\x01\x01\x01\x11\0'),
    segment(0xc4, 'codes'),
  ]
  // Stuffed bytes and a restart are the scan's own.
  const scan = Buffer.concat([segment(0xda, '\x01\x01\0\0\0\0'), Buffer.from([1, 0xff, 0, 2, 0xff, 0xd3, 3])])
  const more = Buffer.concat([segment(0xda, '\x01\x01\0\x01\x05\0'), Buffer.from([4, 5, 0xff, 0])])
  const full = [start, jfif, ...told, ...colours, ...tables, scan, segment(0xfe, 'Secret'), more, end]
  return {
    full: Buffer.concat([...full, Buffer.from('Secret behind the end')]),
    bare: Buffer.concat([start, jfif, ...colours, ...tables, scan, more, end]),
  }
}

const riff = (chunks: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(chunks)
  const head = Buffer.from('RIFF....WEBP', 'latin1')
  head.writeUInt32LE(body.length + 4, 4)
  return Buffer.concat([head, body])
}

const riffChunk = (type: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data, Buffer.alloc(data.length & 1)])
}

export const riffChunks = (bytes: Buffer): readonly { readonly type: string; readonly data: Buffer }[] => {
  const chunks: { type: string; data: Buffer }[] = []
  for (let at = 12; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4)
    chunks.push({ type: bytes.toString('latin1', at, at + 4), data: bytes.subarray(at + 8, at + 8 + length) })
    at += 8 + length + (length & 1)
  }
  return chunks
}

const losslessData = (width: number, height: number): Buffer => {
  const data = Buffer.alloc(15, 0x55)
  data[0] = 0x2f
  // With transparency.
  data.writeUInt32LE(((width - 1) | ((height - 1) << 14) | (1 << 28)) >>> 0, 1)
  return data
}

/** A plain file with a picture without loss, as far as its frame. */
export const webpLossless = (width: number, height: number): Buffer =>
  riff([riffChunk('VP8L', losslessData(width, height))])

/** An extended file with these chunks around its picture. */
export const webpWith = (types: readonly string[]): Buffer =>
  riff([
    riffChunk('VP8X', Buffer.from([0x3c, 0, 0, 0, 9, 0, 0, 9, 0, 0])),
    riffChunk('VP8L', losslessData(10, 10)),
    ...types.map((type) => riffChunk(type, Buffer.from(type === 'ICCP' ? 'colours' : 'Secret'))),
  ])
