import { AppError } from '@shared/ipc/errors'
import { ByteSource, wholeFrames } from './sound/ByteSource'
import { recognise } from './sound/recognise'
import { frameSizeOf, isPlayable, type SampleForm, toMono } from './sound/samples'
import { readWav } from './sound/wav'
import type { ServerEvent } from './wire/eventStream'
import { spokenRateIn, spokenSoundIn } from './wire/speech'

/** What `pcm` means where nothing else is said: OpenAI's own, 24 kHz. */
export const defaultSampleRate = 24_000

export interface SpeechAudio {
  readonly sampleRate: number
  /** True where `pcm` is one whole sound file instead, in one piece, which only a page can decode. */
  readonly isFile: boolean
  /** Mono 16-bit little-endian, in whole samples. */
  readonly pcm: AsyncIterable<Uint8Array>
}

/** Reads events, or one JSON, of bytes. An error that stands in them is thrown. */
export type ReadEvents = (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<ServerEvent>

/**
 * Reads speech, whatever was asked for and whatever the server calls it: samples as they come, WAV unpacked
 * as it comes, a compressed file whole, and each of them also as Base64 in JSON or in events.
 */
export const readSpeechAudio = async (
  chunks: AsyncIterable<Uint8Array>,
  contentType: string,
  readEvents: ReadEvents | null,
): Promise<SpeechAudio> => {
  const source = new ByteSource(chunks)
  const kind = (await source.peek(1)).length === 0 ? 'nothing' : await recognise(source, contentType)
  switch (kind) {
    case 'wav':
      return { ...(await readWav(source)), isFile: false }
    case 'file':
      return { sampleRate: decodedRate, pcm: wholeFile(source), isFile: true }
    case 'pcm':
      return { ...readSamples(source, contentType), isFile: false }
    case 'text':
      if (readEvents) return readTold(readEvents(source))
      throw new AppError('engine/malformed', 'The answer is no speech')
    default:
      throw new AppError('engine/malformed', 'The speech is empty')
  }
}

/** What a page decodes a file to. */
const decodedRate = 48_000

const readSamples = (source: ByteSource, contentType: string): Omit<SpeechAudio, 'isFile'> => {
  const channels = Number(/channels=([12])\b/.exec(contentType)?.[1] ?? 1)
  const form: SampleForm = { sampleRate: rateIn(contentType), channels, bits: 16, coding: 'integer' }
  return { sampleRate: form.sampleRate, pcm: monoOf(source, form) }
}

async function* monoOf(source: ByteSource, form: SampleForm): AsyncGenerator<Uint8Array> {
  for await (const frames of wholeFrames(source, frameSizeOf(form))) yield toMono(frames, form)
}

/** e.g. `audio/pcm;rate=16000` or `audio/L16; rate=22050`. */
const rateIn = (contentType: string): number => {
  const rate = Number(/rate=(\d{1,9})/.exec(contentType)?.[1])
  return isPlayable(rate) ? rate : defaultSampleRate
}

/** An hour of speech as MP3: no sentence is longer. */
const longestFile = 32 * 1024 * 1024

async function* wholeFile(source: ByteSource): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of source) {
    length += part.length
    if (length > longestFile) throw new AppError('engine/malformed', 'The speech is too long')
    parts.push(part)
  }
  yield new Uint8Array(Buffer.concat(parts))
}

/** Speech inside of JSON: one whole, one on each line, or OpenAI's `speech.audio.delta`. */
const readTold = async (events: AsyncIterable<ServerEvent>): Promise<SpeechAudio> => {
  let rate: number | null = null
  const sounds = async function* (): AsyncGenerator<Uint8Array> {
    for await (const { data } of events) {
      rate ??= spokenRateIn(data)
      const sound = spokenSoundIn(data)
      if (sound) yield sound
    }
  }
  const audio = await readSpeechAudio(sounds(), '', null)
  // A file says its rate itself.
  const isRaw = !audio.isFile && audio.sampleRate === defaultSampleRate
  return isRaw && rate !== null && isPlayable(rate) ? { ...audio, sampleRate: rate } : audio
}
