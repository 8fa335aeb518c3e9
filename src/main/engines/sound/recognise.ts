import { asciiOf, type ByteSource } from './ByteSource'

/** What the bytes are. `file`: a whole sound file (MP3, Ogg, FLAC, AAC, MP4, WebM) that a page decodes. */
export type SoundKind = 'pcm' | 'wav' | 'file' | 'text'

/** MP3 with its title before it, Ogg, FLAC, WebM. */
const fileMarks = ['ID3', 'OggS', 'fLaC', '\x1aE\xdf\xa3'] as const

/** The longest frame of MP3 or AAC that is looked beyond. */
const mostPeeked = 9_000

/**
 * Recognises sound by its bytes alone, because what servers say of it is as often wrong. Raw samples have no
 * mark of their own: they are what is nothing else.
 */
export const recognise = async (source: ByteSource, contentType: string): Promise<SoundKind> => {
  const head = await source.peek(12)
  const text = asciiOf(head.subarray(0, 64))
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return 'wav'
  if (fileMarks.some((mark) => text.startsWith(mark)) || text.slice(4, 8) === 'ftyp') return 'file'
  if (isMarkup(text) || (isWords(text) && !/audio|octet-stream/.test(contentType))) return 'text'
  // A frame begins with so little that samples may look the same: a second one must follow it.
  const length = frameLength(head)
  if (length === null) return 'pcm'
  const seen = await source.peek(Math.min(length + 7, mostPeeked))
  const isAlone = seen.length === length
  return isAlone || isSameKind(head, seen.subarray(length)) ? 'file' : 'pcm'
}

/** JSON, events or a page. A byte order mark may stand before it. */
const isMarkup = (text: string): boolean =>
  /^(\xef\xbb\xbf)?\s*(\{\s*["}]|\[\s*[{"]|<[!?a-z]|data:|event:|: )/i.test(text) &&
  [...text].every((sign) => sign >= ' ' || '\t\r\n'.includes(sign))

const isWords = (text: string): boolean => text.length >= 2 && /^[\t\r\n -~]+$/.test(text)

/** In bits a second, as MPEG-1 and MPEG-2 count them for layers II and III. */
const rates = {
  v1layer2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  v1layer3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  v2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const

/** The length in bytes of the MPEG or ADTS frame that begins here; null where none does. */
const frameLength = (head: Uint8Array): number | null => {
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0] = head
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null
  // Layer 0 is AAC.
  if ((second & 0xf6) === 0xf0) {
    const length = ((fourth & 3) << 11) | (fifth << 3) | (sixth >> 5)
    return length > 7 ? length : null
  }
  const version = (second >> 3) & 3
  const layer = 4 - ((second >> 1) & 3)
  const rateIndex = (third >> 2) & 3
  if (version === 1 || rateIndex === 3 || (layer !== 2 && layer !== 3)) return null
  const table = version !== 3 ? rates.v2 : layer === 2 ? rates.v1layer2 : rates.v1layer3
  const kilobits = table[third >> 4] ?? 0
  const sampleRate = ([44_100, 48_000, 32_000][rateIndex] ?? 0) / (version === 3 ? 1 : version === 2 ? 2 : 4)
  if (kilobits === 0) return null
  const samples = layer === 3 && version !== 3 ? 576 : 1_152
  return Math.floor((samples / 8) * ((kilobits * 1_000) / sampleRate)) + ((third >> 1) & 1)
}

/** The next frame is of the same version and layer, at the same rate. */
const isSameKind = (one: Uint8Array, other: Uint8Array): boolean =>
  other.length >= 3 &&
  other[0] === 0xff &&
  (one[1] ?? 0) >> 1 === (other[1] ?? 0) >> 1 &&
  ((one[2] ?? 0) & 0x0c) === ((other[2] ?? 0) & 0x0c)
