import { wavOf } from '@shared/lib/wav'

/** Samples as a WAV file: mono, 16 bits. */
export const encodeWav = (samples: Float32Array, sampleRate: number): Uint8Array<ArrayBuffer> => {
  const pcm = new DataView(new ArrayBuffer(samples.length * 2))
  for (const [index, sample] of samples.entries())
    pcm.setInt16(index * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 0x7fff), true)
  return wavOf(new Uint8Array(pcm.buffer), sampleRate)
}
