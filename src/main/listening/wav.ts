import { recordingRate } from '@shared/model/listening'

/** PCM as a WAV file: what every server takes, without a loss. */
export const wavOf = (pcm: Uint8Array): Uint8Array<ArrayBuffer> => {
  const headerBytes = 44
  const wav = new Uint8Array(headerBytes + pcm.byteLength)
  const view = new DataView(wav.buffer)
  const ascii = (at: number, text: string) => wav.set(new TextEncoder().encode(text), at)
  ascii(0, 'RIFF')
  view.setUint32(4, wav.byteLength - 8, true)
  ascii(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, recordingRate, true)
  view.setUint32(28, recordingRate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  ascii(36, 'data')
  view.setUint32(40, pcm.byteLength, true)
  wav.set(pcm, headerBytes)
  return wav
}
