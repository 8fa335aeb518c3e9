import { AppError } from '@shared/ipc/errors'
import { viewOf } from './ByteSource'

/** How the samples of a sound are written. */
export interface SampleForm {
  readonly sampleRate: number
  readonly channels: number
  readonly bits: number
  readonly coding: 'integer' | 'float' | 'a-law' | 'µ-law'
}

export const frameSizeOf = ({ channels, bits }: SampleForm): number => (channels * bits) / 8

/** Mono 16-bit little-endian: what is played. */
export const isPlain = ({ channels, bits, coding }: SampleForm): boolean =>
  channels === 1 && bits === 16 && coding === 'integer'

const knownBits: Readonly<Record<SampleForm['coding'], readonly number[]>> = {
  integer: [8, 16, 24, 32],
  float: [32, 64],
  'a-law': [8],
  'µ-law': [8],
}

const slowestRate = 1_000
const fastestRate = 384_000
const mostChannels = 16

/** No page can play others, and a rate of 0 would last for ever. */
export const isPlayable = (rate: number): boolean => rate >= slowestRate && rate <= fastestRate

export const ensureReadable = (form: SampleForm): void => {
  const { channels, bits, coding, sampleRate } = form
  if (!isPlayable(sampleRate)) throw new AppError('engine/malformed', 'The WAV is damaged', { sampleRate })
  if (channels < 1 || channels > mostChannels || !knownBits[coding].includes(bits)) {
    throw new AppError('engine/unsupported', 'The WAV is of a kind we cannot play', {
      what: 'speech',
      coding,
      bits,
      channels,
    })
  }
}

/** Whole frames of any form as mono samples of 16 bits: the middle of the channels. */
export const toMono = (frames: Uint8Array, form: SampleForm): Uint8Array => {
  if (isPlain(form)) return frames
  const { channels, bits } = form
  const read = readerOf(form)
  const view = viewOf(frames)
  const count = Math.floor(frames.length / frameSizeOf(form))
  const mono = new Uint8Array(count * 2)
  const out = viewOf(mono)
  let at = 0
  for (let frame = 0; frame < count; frame += 1) {
    let sum = 0
    for (let channel = 0; channel < channels; channel += 1) {
      sum += read(view, at)
      at += bits / 8
    }
    const value = Math.round(sum / channels)
    // A float that is no number is silence.
    out.setInt16(frame * 2, Number.isNaN(value) ? 0 : Math.max(-32_768, Math.min(32_767, value)), true)
  }
  return mono
}

type ReadSample = (view: DataView, at: number) => number

/** Each gives a sample at the loudness of 16 bits. */
const readerOf = ({ coding, bits }: SampleForm): ReadSample => {
  if (coding === 'a-law') return (view, at) => fromALaw(view.getUint8(at))
  if (coding === 'µ-law') return (view, at) => fromMuLaw(view.getUint8(at))
  if (coding === 'float')
    return bits === 64
      ? (view, at) => view.getFloat64(at, true) * 32_767
      : (view, at) => view.getFloat32(at, true) * 32_767
  switch (bits) {
    case 8:
      return (view, at) => (view.getUint8(at) - 128) * 256
    case 24:
      return (view, at) => view.getInt16(at + 1, true) + view.getUint8(at) / 256
    case 32:
      return (view, at) => view.getInt32(at, true) / 65_536
    default:
      return (view, at) => view.getInt16(at, true)
  }
}

/** ITU-T G.711: a sign, a step of three bits, and four bits within it. */
const fromALaw = (byte: number): number => {
  const code = byte ^ 0x55
  const step = (code >> 4) & 7
  const within = ((code & 15) << 4) + 8
  const size = step === 0 ? within : (within + 0x100) << (step - 1)
  return code & 0x80 ? size : -size
}

const fromMuLaw = (byte: number): number => {
  const code = ~byte & 0xff
  const size = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84
  return code & 0x80 ? -size : size
}
