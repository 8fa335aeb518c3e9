import { AppError } from '@shared/ipc/errors'

/** What `pcm` means where nothing else is said: OpenAI's own, 24 kHz. */
export const defaultSampleRate = 24_000

export interface SpeechAudio {
  readonly sampleRate: number
  /** Mono 16-bit little-endian, in whole samples. */
  readonly pcm: AsyncIterable<Uint8Array>
}

/**
 * Reads speech as PCM. PCM was asked for, but servers answer what they can: it is recognised by its first
 * bytes, because what servers say of it is as often wrong. WAV is unpacked; what cannot be decoded here is
 * refused.
 */
export const readSpeechAudio = async (
  chunks: AsyncIterable<Uint8Array>,
  contentType: string,
): Promise<SpeechAudio> => {
  const source = new ByteSource(chunks)
  const head = await source.peek(12)
  if (head.length === 0) throw new AppError('engine/malformed', 'The speech is empty')
  const format = recognise(head, contentType)
  if (format === 'wav') return readWav(source)
  if (format !== 'pcm')
    throw new AppError('engine/unsupported', 'The speech is in a format we cannot play', {
      what: 'speech',
      format,
    })
  return { sampleRate: rateIn(contentType), pcm: wholeSamples(source, 2) }
}

type Format = 'pcm' | 'wav' | 'mp3' | 'ogg' | 'flac' | 'aac' | 'mp4' | 'webm' | 'text'

const recognise = (head: Uint8Array, contentType: string): Format => {
  const text = Buffer.from(head).toString('latin1')
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return 'wav'
  if (text.startsWith('ID3')) return 'mp3'
  if (text.startsWith('OggS')) return 'ogg'
  if (text.startsWith('fLaC')) return 'flac'
  if (text.slice(4, 8) === 'ftyp') return 'mp4'
  if (text.startsWith('\x1aE\xdf\xa3')) return 'webm'
  if (/json|html|^text\//.test(contentType)) return 'text'
  // These two begin with so little that raw samples may look the same: only where the type is not raw.
  if (/pcm|l16|octet-stream/.test(contentType)) return 'pcm'
  if (isMpegFrame(head)) return 'mp3'
  return head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0 ? 'aac' : 'pcm'
}

/** An MPEG audio frame's header, with every reserved value ruled out. */
const isMpegFrame = (head: Uint8Array): boolean => {
  const [first = 0, second = 0, third = 0] = head
  return (
    first === 0xff &&
    (second & 0xe0) === 0xe0 &&
    ((second >> 3) & 3) !== 1 &&
    ((second >> 1) & 3) !== 0 &&
    third >> 4 !== 15 &&
    ((third >> 2) & 3) !== 3
  )
}

/** e.g. `audio/pcm;rate=16000` or `audio/L16; rate=22050`. */
const rateIn = (contentType: string): number => {
  const rate = Number(/rate=(\d+)/.exec(contentType)?.[1])
  return isPlayable(rate) ? rate : defaultSampleRate
}

const isPlayable = (rate: number): boolean => rate >= 8_000 && rate <= 192_000

const readWav = async (source: ByteSource): Promise<SpeechAudio> => {
  await source.take(12)
  let format: WavFormat | null = null
  for (;;) {
    const header = await source.take(8)
    if (header.length < 8) throw new AppError('engine/malformed', 'The WAV has no sound')
    const view = viewOf(header)
    const id = Buffer.from(header.subarray(0, 4)).toString('latin1')
    const size = view.getUint32(4, true)
    if (id === 'data') {
      if (!format) throw new AppError('engine/malformed', 'The WAV has no format')
      const frames = wholeSamples(limited(source, size), (format.channels * format.bits) / 8)
      return { sampleRate: format.sampleRate, pcm: format.isPlain ? frames : toMono(frames, format) }
    }
    if (size > 1_000_000) throw new AppError('engine/malformed', 'The WAV is damaged')
    const chunk = await source.take(size + (size % 2))
    if (id === 'fmt ') format = parseFormat(chunk)
  }
}

interface WavFormat {
  readonly sampleRate: number
  readonly channels: number
  readonly bits: 16 | 32
  readonly isFloat: boolean
  /** Already what we want. */
  readonly isPlain: boolean
}

const parseFormat = (chunk: Uint8Array): WavFormat => {
  if (chunk.length < 16) throw new AppError('engine/malformed', 'The WAV is damaged')
  const view = viewOf(chunk)
  const tag = view.getUint16(0, true)
  // WAVE_FORMAT_EXTENSIBLE keeps the real tag further on.
  const kind = tag === 0xfffe && chunk.length >= 26 ? view.getUint16(24, true) : tag
  const channels = view.getUint16(2, true)
  const sampleRate = view.getUint32(4, true)
  const bits = view.getUint16(14, true)
  const isFloat = kind === 3 && bits === 32
  // No page can play it, and a rate of 0 would last for ever.
  if (!isPlayable(sampleRate)) throw new AppError('engine/malformed', 'The WAV is damaged', { sampleRate })
  if (channels < 1 || channels > 8 || (!isFloat && !(kind === 1 && bits === 16))) {
    throw new AppError('engine/unsupported', 'The WAV is of a kind we cannot play', {
      what: 'speech',
      kind,
      bits,
      channels,
    })
  }
  return { sampleRate, channels, bits: isFloat ? 32 : 16, isFloat, isPlain: !isFloat && channels === 1 }
}

async function* toMono(frames: AsyncIterable<Uint8Array>, format: WavFormat): AsyncGenerator<Uint8Array> {
  const bytesPerSample = format.bits / 8
  const frameSize = bytesPerSample * format.channels
  for await (const chunk of frames) {
    const view = viewOf(chunk)
    const mono = new Uint8Array((chunk.length / frameSize) * 2)
    const out = viewOf(mono)
    for (let frame = 0; frame < chunk.length / frameSize; frame += 1) {
      let sum = 0
      for (let channel = 0; channel < format.channels; channel += 1) {
        const at = frame * frameSize + channel * bytesPerSample
        sum += format.isFloat ? view.getFloat32(at, true) * 32_767 : view.getInt16(at, true)
      }
      const value = Math.round(sum / format.channels)
      out.setInt16(frame * 2, Math.max(-32_768, Math.min(32_767, value)), true)
    }
    yield mono
  }
}

/** Servers that stream a WAV do not know its length and write 0 or the largest number. */
async function* limited(source: ByteSource, size: number): AsyncGenerator<Uint8Array> {
  let left = size === 0 || size >= 0x7fff_0000 ? Number.POSITIVE_INFINITY : size
  for await (const chunk of source) {
    if (left <= 0) return
    const taken = chunk.length > left ? chunk.subarray(0, left) : chunk
    left -= taken.length
    yield taken
  }
}

/** The network cuts where it likes; players want whole samples. A last odd byte is dropped. */
async function* wholeSamples(
  chunks: AsyncIterable<Uint8Array>,
  frameSize: number,
): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0)
  for await (const chunk of chunks) {
    const joined = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    const whole = joined.length - (joined.length % frameSize)
    rest = joined.subarray(whole)
    if (whole > 0) yield new Uint8Array(joined.subarray(0, whole))
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Chunks that can be looked into before they are read on. */
class ByteSource implements AsyncIterable<Uint8Array> {
  private readonly iterator: AsyncIterator<Uint8Array>
  private kept: Uint8Array = new Uint8Array(0)

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.iterator = chunks[Symbol.asyncIterator]()
  }

  /** Gives at least `length` bytes where there are so many, without taking them. */
  async peek(length: number): Promise<Uint8Array> {
    while (this.kept.length < length) {
      const { done, value } = await this.iterator.next()
      if (done) break
      this.kept = this.kept.length > 0 ? Buffer.concat([this.kept, value]) : value
    }
    return this.kept
  }

  async take(length: number): Promise<Uint8Array> {
    const bytes = (await this.peek(length)).subarray(0, length)
    this.kept = this.kept.subarray(bytes.length)
    return bytes
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      if (this.kept.length > 0) yield this.kept
      for (;;) {
        const { done, value } = await this.iterator.next()
        if (done) return
        yield value
      }
    } finally {
      await this.iterator.return?.()
    }
  }
}
