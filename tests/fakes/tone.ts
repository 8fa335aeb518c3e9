/** A sine as an engine would send it: mono 16-bit little-endian PCM. */
export const tone = ({
  hertz,
  seconds,
  sampleRate = 24_000,
  amplitude = 0.5,
}: {
  readonly hertz: number
  readonly seconds: number
  readonly sampleRate?: number
  readonly amplitude?: number
}): Buffer => {
  const count = Math.round(seconds * sampleRate)
  const pcm = Buffer.alloc(count * 2)
  for (let index = 0; index < count; index++) {
    const value = amplitude * Math.sin((2 * Math.PI * hertz * index) / sampleRate)
    pcm.writeInt16LE(Math.round(value * 32_767), index * 2)
  }
  return pcm
}
