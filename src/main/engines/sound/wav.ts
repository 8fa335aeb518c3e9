import { AppError } from '@shared/ipc/errors'
import { asciiOf, type ByteSource, viewOf, wholeFrames } from './ByteSource'
import { ensureReadable, frameSizeOf, type SampleForm, toMono } from './samples'

export interface WavSound {
  readonly sampleRate: number
  /** Mono 16-bit little-endian, in whole samples. */
  readonly pcm: AsyncIterable<Uint8Array>
}

/**
 * Reads WAV as it comes. Servers that stream it do not know its length and write 0, the largest number or
 * a guess; others send each piece as a WAV of its own. So a size is only believed as far as what follows
 * bears it out: another WAV may begin anywhere, and what is no chunk after the sound is more of it.
 */
export const readWav = async (source: ByteSource): Promise<WavSound> => {
  const form = await readHead(source)
  return { sampleRate: form.sampleRate, pcm: soundOf(source, form) }
}

async function* soundOf(source: ByteSource, first: SampleForm): AsyncGenerator<Uint8Array> {
  let form: SampleForm | null = first
  try {
    while (form) {
      const frames = wholeFrames(dataOf(source), frameSizeOf(form))
      for await (const chunk of frames) yield atRate(toMono(chunk, form), form.sampleRate, first.sampleRate)
      form = isWav(await source.peek(headBytes)) ? await readHead(source) : null
    }
  } finally {
    await source.leave()
  }
}

const headBytes = 16
/** `RIFF`, its size, `WAVE`. */
const isWav = (bytes: Uint8Array): boolean =>
  bytes.length >= 12 && asciiOf(bytes.subarray(0, 4)) === 'RIFF' && asciiOf(bytes.subarray(8, 12)) === 'WAVE'

/** A list of chunks before the sound: names, a picture. */
const longestChunk = 1_000_000

/** Takes everything before the samples. The size of the sound is left for `dataOf`. */
const readHead = async (source: ByteSource): Promise<SampleForm> => {
  await source.take(12)
  let form: SampleForm | null = null
  for (;;) {
    const header = (await source.peek(8)).subarray(0, 8)
    if (header.length < 8) throw new AppError('engine/malformed', 'The WAV has no sound')
    const id = asciiOf(header.subarray(0, 4))
    if (id === 'data') {
      if (!form) throw new AppError('engine/malformed', 'The WAV has no format')
      return form
    }
    const size = viewOf(header).getUint32(4, true)
    if (size > longestChunk) throw new AppError('engine/malformed', 'The WAV is damaged')
    await source.take(8)
    const chunk = await source.take(size + (size % 2))
    if (id === 'fmt ') form = parseForm(chunk)
  }
}

const codings: Readonly<Record<number, SampleForm['coding']>> = {
  1: 'integer',
  3: 'float',
  6: 'a-law',
  7: 'µ-law',
}
/** WAVE_FORMAT_EXTENSIBLE keeps the real kind further on. */
const extensible = 0xfffe

const parseForm = (chunk: Uint8Array): SampleForm => {
  if (chunk.length < 16) throw new AppError('engine/malformed', 'The WAV is damaged')
  const view = viewOf(chunk)
  const tag = view.getUint16(0, true)
  const kind = tag === extensible && chunk.length >= 26 ? view.getUint16(24, true) : tag
  const coding = codings[kind]
  if (coding === undefined)
    throw new AppError('engine/unsupported', 'The WAV is of a kind we cannot play', { what: 'speech', kind })
  const form: SampleForm = {
    channels: view.getUint16(2, true),
    sampleRate: view.getUint32(4, true),
    bits: view.getUint16(14, true),
    coding,
  }
  ensureReadable(form)
  return form
}

/** The samples of one `data` chunk, up to the next WAV or the end. */
async function* dataOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  const header = await source.take(8)
  let left = viewOf(header).getUint32(4, true)
  if (left === 0) left = Number.POSITIVE_INFINITY
  for (;;) {
    // The last bytes wait for the next piece: a WAV may begin in them.
    const seen = await source.peek(headBytes)
    if (seen.length === 0 || isWav(seen)) return
    if (left <= 0) {
      if (!(await skipChunk(source))) left = Number.POSITIVE_INFINITY
      continue
    }
    const next = beginOfNext(seen)
    const isLast = seen.length < headBytes
    const wanted = next ?? (isLast ? seen.length : seen.length - (headBytes - 1))
    const taken = await source.take(Math.min(wanted, left))
    left -= taken.length
    yield taken
  }
}

const riff = Buffer.from('RIFF', 'latin1')

/** Where the next WAV begins in what is there. */
const beginOfNext = (bytes: Uint8Array): number | null => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = buffer.indexOf(riff); at >= 0; at = buffer.indexOf(riff, at + 1))
    if (isWav(bytes.subarray(at, at + 12))) return at
  return null
}

/** Takes the chunk after the sound (names, marks); false where it is none. */
const skipChunk = async (source: ByteSource): Promise<boolean> => {
  const header = (await source.peek(8)).subarray(0, 8)
  // After a sound of odd length there is a byte of padding.
  const pad = header[0] === 0 && /^[A-Za-z]{3}/.test(asciiOf(header.subarray(1, 4))) ? 1 : 0
  const whole = (await source.peek(8 + pad)).subarray(pad, 8 + pad)
  if (whole.length < 8) {
    await source.take(whole.length + pad)
    return true
  }
  const size = viewOf(whole).getUint32(4, true)
  if (!/^[A-Za-z][A-Za-z0-9]{2}[A-Za-z0-9 ]$/.test(asciiOf(whole.subarray(0, 4))) || size > longestChunk)
    return false
  await source.take(8 + pad + size + (size % 2))
  return true
}

/** The next WAV may be at another rate than the first, which is what is played. */
const atRate = (pcm: Uint8Array, from: number, to: number): Uint8Array => {
  if (from === to) return pcm
  const view = viewOf(pcm)
  const count = Math.floor(((pcm.length / 2) * to) / from)
  const out = new Uint8Array(count * 2)
  const outView = viewOf(out)
  for (let index = 0; index < count; index += 1)
    outView.setInt16(index * 2, view.getInt16(Math.floor((index * from) / to) * 2, true), true)
  return out
}
