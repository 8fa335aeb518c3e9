/**
 * Reads mono 16-bit little-endian PCM, cut anywhere, as samples at another rate, without seams between
 * chunks.
 */
export class PcmReader {
  /** First half of a sample that was cut in two. */
  private oddByte: number | null = null
  /** The last sample read: what comes next is drawn from it. Empty before the first. */
  private carried = new Float32Array(0)
  /** The next output sample lies here, in input samples from the carried one. */
  private position = 0
  private readonly step: number

  constructor(inputRate: number, outputRate: number) {
    this.step = inputRate / outputRate
  }

  read(bytes: Uint8Array): Float32Array<ArrayBuffer> {
    const decoded = this.decode(bytes)
    if (decoded.length === 0) return new Float32Array(0)
    const input = new Float32Array(this.carried.length + decoded.length)
    input.set(this.carried)
    input.set(decoded, this.carried.length)
    const last = input.length - 1
    const output = new Float32Array(Math.max(0, Math.floor((last - this.position) / this.step) + 1))
    for (let index = 0; index < output.length; index++) {
      const at = this.position + index * this.step
      const left = Math.min(Math.floor(at), last)
      const from = input[left] ?? 0
      output[index] = from + ((input[left + 1] ?? from) - from) * (at - left)
    }
    this.position += output.length * this.step - last
    this.carried = input.slice(last)
    return output
  }

  private decode(bytes: Uint8Array): Float32Array {
    const offset = this.oddByte === null ? 0 : 1
    const count = Math.floor((bytes.length + offset) / 2)
    const samples = new Float32Array(count)
    const byteAt = (index: number) => (index < offset ? (this.oddByte ?? 0) : (bytes[index - offset] ?? 0))
    for (let index = 0; index < count; index++) {
      const value = byteAt(index * 2) | (byteAt(index * 2 + 1) << 8)
      samples[index] = (value >= 0x8000 ? value - 0x10000 : value) / 0x8000
    }
    this.oddByte = (bytes.length + offset) % 2 === 1 ? byteAt(bytes.length + offset - 1) : null
    return samples
  }
}
