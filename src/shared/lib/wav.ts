const headerBytes = 44

/** Samples of 16 bits (mono, the lower byte first) as a WAV file; `rate` in samples a second. */
export const wavOf = (pcm: Uint8Array, rate: number): Uint8Array<ArrayBuffer> => {
  const wav = new Uint8Array(headerBytes + pcm.byteLength)
  const view = new DataView(wav.buffer)
  const ascii = (at: number, text: string) =>
    wav.set(
      Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
      at,
    )
  ascii(0, 'RIFF')
  view.setUint32(4, wav.byteLength - 8, true)
  ascii(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  ascii(36, 'data')
  view.setUint32(40, pcm.byteLength, true)
  wav.set(pcm, headerBytes)
  return wav
}
