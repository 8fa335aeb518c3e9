const headerLength = 44

/** Samples as a WAV file: mono, 16 bits. */
export const encodeWav = (samples: Float32Array, sampleRate: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(headerLength + samples.length * 2)
  const view = new DataView(bytes.buffer)
  const write = (at: number, text: string) =>
    bytes.set(
      Uint8Array.from(text, (sign) => sign.charCodeAt(0)),
      at,
    )
  write(0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  write(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  write(36, 'data')
  view.setUint32(40, samples.length * 2, true)
  for (const [index, sample] of samples.entries()) {
    const value = Math.round(Math.max(-1, Math.min(1, sample)) * 0x7fff)
    view.setInt16(headerLength + index * 2, value, true)
  }
  return bytes
}
