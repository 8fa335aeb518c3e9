import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PcmReader } from '../../../../../src/renderer/features/speech/PcmReader'

const bytesOf = (...samples: number[]): Uint8Array => new Uint8Array(Int16Array.from(samples).buffer)
const all = (reader: PcmReader, chunks: readonly Uint8Array[]): number[] =>
  chunks.flatMap((chunk) => [...reader.read(chunk)])

describe('PCM bytes as samples', () => {
  test('are signed, little-endian and between -1 and 1', () => {
    const samples = all(new PcmReader(8_000, 8_000), [bytesOf(0, 16_384, -16_384, -32_768)])
    expect(samples).toEqual([0, 0.5, -0.5, -1])
  })

  test('double the rate has a sample between each two', () => {
    const samples = all(new PcmReader(24_000, 48_000), [bytesOf(0, 8_192, 16_384)])
    expect(samples).toEqual([0, 0.125, 0.25, 0.375, 0.5])
  })

  test('however the bytes are cut, also within a sample, the sound is the same', () => {
    const rates = fc.constantFrom(8_000, 16_000, 22_050, 24_000, 48_000)
    const samples = fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: 1, maxLength: 60 })
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
    fc.assert(
      fc.property(rates, samples, sizes, (rate, values, cuts) => {
        const bytes = bytesOf(...values)
        const chunks: Uint8Array[] = []
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1
          chunks.push(bytes.subarray(at, at + size))
          at += size
        }
        const cut = all(new PcmReader(rate, 48_000), chunks)
        const whole = all(new PcmReader(rate, 48_000), [bytes])
        expect(Math.abs(cut.length - whole.length)).toBeLessThanOrEqual(1)
        for (const [index, sample] of cut.entries()) expect(sample).toBeCloseTo(whole[index] ?? sample, 4)
      }),
    )
  })

  test('a byte left over at the end makes no sound', () => {
    expect(all(new PcmReader(8_000, 8_000), [Uint8Array.from([0, 64, 7])])).toEqual([0.5])
  })
})
