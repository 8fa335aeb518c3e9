import { describe, expect, test } from 'vitest'
import {
  gapsOf,
  loudnessOf,
  partOf,
  pitchOf,
  type Sound,
  secondsOf,
  secondsUntilSilence,
  stretchesOf,
  tonesOf,
} from '../../e2e/helpers/audio'
import { tone } from '../../fakes/tone'

const sampleRate = 48_000
const silence = (seconds: number): Buffer => Buffer.alloc(Math.round(seconds * sampleRate) * 2)
const beep = (hertz: number, seconds: number, amplitude = 0.5): Buffer =>
  tone({ hertz, seconds, sampleRate, amplitude })
const soundOf = (...parts: readonly Buffer[]): Sound => {
  const pcm = Buffer.concat(parts)
  return {
    sampleRate,
    samples: Float32Array.from({ length: pcm.length / 2 }, (_, index) => pcm.readInt16LE(index * 2) / 0x8000),
  }
}

describe('what the end-to-end tests measure sound with', () => {
  test.each([110, 440, 523.25, 1_000, 3_000])('finds the pitch of %d hertz', (hertz) => {
    const pitch = pitchOf(soundOf(beep(hertz, 0.5)))
    expect(Math.abs((pitch ?? 0) - hertz) / hertz).toBeLessThan(0.001)
  })

  test('finds the pitch of the tone under a little noise', () => {
    const sound = soundOf(beep(440, 0.5))
    for (const [index, sample] of sound.samples.entries()) {
      sound.samples[index] = sample + 0.02 * Math.sin(index * 12.9898) * Math.cos(index * 78.233)
    }
    expect(pitchOf(sound)).toBeCloseTo(440, 0)
  })

  test('tells a pitch that is off by a semitone', () => {
    expect(Math.abs((pitchOf(soundOf(beep(466.16, 0.5))) ?? 0) - 440)).toBeGreaterThan(20)
  })

  test('silence has no pitch', () => {
    expect(pitchOf(soundOf(silence(0.5)))).toBeNull()
  })

  test('finds where sounds begin and end, and the gaps between them', () => {
    const sound = soundOf(silence(0.3), beep(440, 0.7), silence(0.12), beep(880, 0.25), silence(0.5))
    const stretches = stretchesOf(sound)
    expect(stretches).toEqual([
      { start: expect.closeTo(0.3, 3), end: expect.closeTo(1, 3) },
      { start: expect.closeTo(1.12, 3), end: expect.closeTo(1.37, 3) },
    ])
    expect(gapsOf(stretches)).toEqual([expect.closeTo(0.12, 3)])
    expect(secondsOf(stretches)).toBeCloseTo(0.95, 2)
    expect(stretches.map((stretch) => pitchOf(partOf(sound, stretch)))).toEqual([
      expect.closeTo(440, 0),
      expect.closeTo(880, 0),
    ])
  })

  test('a low tone is one sound, not one a swing', () => {
    expect(stretchesOf(soundOf(beep(60, 1)))).toHaveLength(1)
  })

  test('finds a hole of 25 milliseconds within a tone', () => {
    expect(stretchesOf(soundOf(beep(440, 0.3), silence(0.025), beep(440, 0.3)))).toHaveLength(2)
  })

  test('finds how long it took to become silent', () => {
    const sound = soundOf(beep(440, 0.75), silence(0.5))
    expect(secondsUntilSilence(sound, 0.7)).toBeCloseTo(0.05, 2)
    expect(secondsUntilSilence(sound, 1)).toBe(0)
  })

  test('noise below the threshold is silence', () => {
    expect(stretchesOf(soundOf(beep(440, 0.5, 0.003)))).toEqual([])
  })

  test('tells tones apart, and holes in one of them from its end', () => {
    const sound = soundOf(
      silence(0.2),
      beep(440, 0.3),
      silence(0.05),
      beep(440, 0.2),
      silence(0.12),
      beep(660, 0.4),
      silence(0.1),
    )
    expect(tonesOf(sound, [440, 660])).toEqual([
      {
        hertz: 440,
        start: expect.closeTo(0.2, 2),
        end: expect.closeTo(0.75, 2),
        sounding: expect.closeTo(0.5, 1),
      },
      {
        hertz: 660,
        start: expect.closeTo(0.87, 2),
        end: expect.closeTo(1.27, 2),
        sounding: expect.closeTo(0.4, 2),
      },
    ])
    expect(tonesOf(sound, [500])).toEqual([])
  })

  test('measures loudness', () => {
    expect(loudnessOf(soundOf(beep(440, 0.5, 0.5)))).toBeCloseTo(0.5 / Math.SQRT2, 3)
  })
})
