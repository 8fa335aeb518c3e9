/** So many samples from a place on, or what there is. */
export const takeSamples = (
  chunks: readonly Float32Array<ArrayBuffer>[],
  from: number,
  most: number,
): Float32Array<ArrayBuffer> => {
  const parts: Float32Array[] = []
  let length = 0
  let skipped = 0
  for (const chunk of chunks) {
    const start = Math.max(0, from - skipped)
    skipped += chunk.length
    if (start >= chunk.length) continue
    const part = chunk.subarray(start, start + most - length)
    parts.push(part)
    length += part.length
    if (length >= most) break
  }
  const whole = new Float32Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** All bytes in one piece, for a decoder. */
export const joinBytes = (chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** Samples as PCM of 16 bits, the lower byte first. */
export const pcmOf = (samples: Float32Array): Uint8Array<ArrayBuffer> => {
  const pcm = new DataView(new ArrayBuffer(samples.length * 2))
  for (const [index, sample] of samples.entries())
    pcm.setInt16(index * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 0x7fff), true)
  return new Uint8Array(pcm.buffer)
}
