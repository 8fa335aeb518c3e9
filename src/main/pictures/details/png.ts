import { crc32, deflateSync } from 'node:zlib'
import { AppError } from '@shared/ipc/errors'
import { exifWithOrientation, orientationOf, upright } from './orientation'
import { refuseMorePieces } from './pieces'
import { type PictureWords, plainWords } from './words'
import { xmpPacket } from './xmp'

const signatureLength = 8

/**
 * Chunks that say how the picture looks. Critical ones (with a capital first) come with them; all others only
 * tell of it.
 */
const looks = new Set([
  ...['tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP', 'mDCV', 'cLLI', 'sBIT', 'bKGD', 'hIST', 'sPLT', 'pHYs'],
  ...['acTL', 'fcTL', 'fdAT'],
])

interface Chunk {
  readonly type: string
  readonly data: Buffer
  /** With its length and checksum, as it is in the file. */
  readonly whole: Buffer
}

/** Up to the end mark; what was appended behind it is no part of the picture. */
const chunksOf = (bytes: Buffer): readonly Chunk[] => {
  const chunks: Chunk[] = []
  for (let at = signatureLength; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at)
    if (end > bytes.length) break
    refuseMorePieces(chunks.length)
    const type = bytes.toString('latin1', at + 4, at + 8)
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) })
    if (type === 'IEND') return chunks
    at = end
  }
  throw new AppError('picture/unreadable', 'A PNG without its end')
}

const chunk = (type: string, data: Buffer): Buffer => {
  const whole = Buffer.alloc(data.length + 12)
  whole.writeUInt32BE(data.length, 0)
  whole.write(type, 4, 'latin1')
  data.copy(whole, 8)
  whole.writeUInt32BE(crc32(whole.subarray(4, -4)), data.length + 8)
  return whole
}

/** Above this, packed: a prompt may be long. */
const packedFrom = 1_024

/** Text in any script, by a keyword of the format's own list. */
const textChunk = (keyword: string, text: Buffer): Buffer => {
  // XMP's own rules want it unpacked.
  const isPacked = text.length > packedFrom && keyword !== xmpKeyword
  return chunk(
    'iTXt',
    Buffer.concat([
      Buffer.from(`${keyword}\0${isPacked ? '\x01' : '\0'}\0\0\0`, 'latin1'),
      isPacked ? deflateSync(text) : text,
    ]),
  )
}
const xmpKeyword = 'XML:com.adobe.xmp'

const textChunks = (words: PictureWords): readonly Buffer[] => {
  const { prompt, model, createdAt, software } = words
  const texts: readonly (readonly [string, string])[] = [
    ['Description', prompt],
    ['Source', model ?? ''],
    ['Software', software],
    ['Creation Time', new Date(createdAt).toUTCString()],
  ]
  return [
    ...texts
      .filter(([, text]) => text !== '')
      .map(([keyword, text]) => textChunk(keyword, Buffer.from(plainWords(text)))),
    textChunk(xmpKeyword, xmpPacket(words)),
  ]
}

/** The same picture, chunk for chunk; of what only tells of it nothing but these words, or nothing at all. */
export const rewritePng = (bytes: Buffer, words: PictureWords | null): Buffer => {
  const [header, ...rest] = chunksOf(bytes)
  if (header?.type !== 'IHDR') throw new AppError('picture/unreadable', 'A PNG without its header')
  const exif = rest.find(({ type }) => type === 'eXIf')
  const orientation = exif ? orientationOf(exif.data) : upright
  return Buffer.concat([
    bytes.subarray(0, signatureLength),
    header.whole,
    ...(words ? textChunks(words) : []),
    ...(orientation === upright ? [] : [chunk('eXIf', exifWithOrientation(orientation))]),
    ...rest.filter(({ type }) => looks.has(type) || /^[A-Z]/.test(type)).map(({ whole }) => whole),
  ])
}
