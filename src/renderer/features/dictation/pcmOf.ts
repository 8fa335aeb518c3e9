/** Samples from -1 to 1 as 16-bit little-endian PCM. */
export const pcmOf = (frames: readonly Float32Array[]): Uint8Array<ArrayBuffer> => {
  const count = frames.reduce((sum, { length }) => sum + length, 0)
  const bytes = new Uint8Array(count * 2)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const frame of frames) {
    for (const sample of frame) {
      view.setInt16(at, Math.round(Math.max(-1, Math.min(1, sample)) * 0x7fff), true)
      at += 2
    }
  }
  return bytes
}
