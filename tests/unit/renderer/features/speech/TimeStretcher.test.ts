import { describe, expect, test } from 'vitest'
import { TimeStretcher } from '../../../../../src/renderer/features/speech/TimeStretcher'
import { pitchOf, stretchesOf } from '../../../../e2e/helpers/audio'

const sampleRate = 48_000
const tone = (hertz: number, seconds: number): Float32Array<ArrayBuffer> =>
  Float32Array.from(
    { length: Math.round(seconds * sampleRate) },
    (_, at) => 0.5 * Math.sin((2 * Math.PI * hertz * at) / sampleRate),
  )

/** Sound is fed in pieces of all lengths, as it arrives. */
const stretch = (samples: Float32Array<ArrayBuffer>, speed: number, pieces: readonly number[]) => {
  const stretcher = new TimeStretcher(speed, sampleRate)
  const out: number[] = []
  let at = 0
  for (let index = 0; at < samples.length; index++) {
    const size = pieces[index % pieces.length] ?? samples.length
    const isLast = at + size >= samples.length
    out.push(...stretcher.push(samples.slice(at, at + size), isLast))
    at += size
  }
  return { samples: Float32Array.from(out), position: stretcher.position }
}

describe('speech at another speed', () => {
  test.each([0.5, 0.8, 1.25, 1.5, 2, 3])(
    'at %d times it has its pitch and just the length it should',
    (speed) => {
      const { samples } = stretch(tone(220, 1), speed, [480, 7, 9_600])
      expect(samples).toHaveLength(Math.round(sampleRate / speed))
      const pitch = pitchOf({ sampleRate, samples: samples.subarray(2_000, -2_000) }) ?? 0
      expect(Math.abs(pitch - 220) / 220).toBeLessThan(0.01)
    },
  )

  test('there is no hole in it, and no click', () => {
    const { samples } = stretch(tone(220, 1), 1.7, [4_800])
    expect(stretchesOf({ sampleRate, samples })).toHaveLength(1)
    const steepest = samples.reduce(
      (most, sample, at) => Math.max(most, Math.abs(sample - (samples[at - 1] ?? 0))),
      0,
    )
    // A wave of this pitch and height rises by 0.0144 a sample at most.
    expect(steepest).toBeLessThan(0.03)
  })

  test('how it was cut on its way makes no difference', () => {
    const one = stretch(tone(330, 0.5), 1.3, [24_000])
    const other = stretch(tone(330, 0.5), 1.3, [100, 3_000, 1])
    expect(other.samples).toEqual(one.samples)
  })

  test('at speed 1 nothing is changed', () => {
    const whole = tone(440, 0.2)
    expect(stretch(whole, 1, [333]).samples).toEqual(whole)
  })

  test('says how much of it has been given out', () => {
    expect(stretch(tone(220, 1), 2, [4_800]).position).toBeCloseTo(sampleRate, -1)
  })

  test('less than a window comes out as well', () => {
    expect(stretch(tone(440, 0.004), 2, [192]).samples).toHaveLength(96)
  })

  test('nothing is nothing', () => {
    expect(new TimeStretcher(2, sampleRate).push(new Float32Array(0), true)).toHaveLength(0)
  })
})
