import { wavOf } from '@shared/lib/wav'
import { pcmOf } from './samples'

/** Samples as a WAV file: mono, 16 bits. */
export const encodeWav = (samples: Float32Array, sampleRate: number): Uint8Array<ArrayBuffer> =>
  wavOf(pcmOf(samples), sampleRate)
