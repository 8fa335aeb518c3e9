import { soundRate } from './audioContext'
import { type OpusPacket, oggOpus } from './ogg'
import { PcmReader } from './PcmReader'

/** Speech is as clear at this rate as in the samples it was made from. */
const bitsPerSecond = 32_000
/** What the encoder is given at once: a second. */
const blockFrames = soundRate
/** What encoders of Opus need to begin, where they do not say. */
const usualPreSkip = 312

/** Samples at `soundRate` as an Ogg Opus file, by Chromium's own encoder. */
export const encodeOpus = async (samples: Float32Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => {
  const packets: OpusPacket[] = []
  let preSkip = usualPreSkip
  let failure: DOMException | null = null
  const encoder = new AudioEncoder({
    output: (chunk, metadata) => {
      const head = metadata?.decoderConfig?.description
      if (head) preSkip = preSkipIn(head)
      const bytes = new Uint8Array(chunk.byteLength)
      chunk.copyTo(bytes)
      packets.push({ bytes, samples: Math.round(((chunk.duration ?? 20_000) * soundRate) / 1_000_000) })
    },
    error: (error) => {
      failure = error
    },
  })
  encoder.configure({ codec: 'opus', sampleRate: soundRate, numberOfChannels: 1, bitrate: bitsPerSecond })
  for (let from = 0; from < samples.length; from += blockFrames) {
    const data = samples.slice(from, from + blockFrames)
    encoder.encode(
      new AudioData({
        format: 'f32-planar',
        sampleRate: soundRate,
        numberOfFrames: data.length,
        numberOfChannels: 1,
        timestamp: Math.round((from * 1_000_000) / soundRate),
        data,
      }),
    )
  }
  await encoder.flush()
  encoder.close()
  if (failure) throw failure
  return oggOpus(packets, { length: samples.length, preSkip })
}

/** The stream's own head holds it. */
const preSkipIn = (head: AllowSharedBufferSource): number => {
  const view = ArrayBuffer.isView(head)
    ? new DataView(head.buffer, head.byteOffset, head.byteLength)
    : new DataView(head)
  return view.byteLength >= 12 ? view.getUint16(10, true) : usualPreSkip
}

/** PCM as it came, at `soundRate`. */
export const samplesOf = (pcm: readonly Uint8Array[], sampleRate: number): Float32Array<ArrayBuffer> => {
  const reader = new PcmReader(sampleRate, soundRate)
  return joinSamples(pcm.map((bytes) => reader.read(bytes)))
}

export const joinSamples = (parts: readonly Float32Array[]): Float32Array<ArrayBuffer> => {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
