import { wavOf } from '@shared/lib/wav'
import { catalog, costOfTranscription } from '@shared/model/catalog'
import { recordingRate } from '@shared/model/dictation'
import { expect, test } from 'vitest'
import { pcmOf } from '../../../../../src/renderer/features/dictation/pcmOf'

test('samples become little-endian PCM, clipped and not wrapped around', () => {
  const pcm = pcmOf([Float32Array.of(0, 1, -1), Float32Array.of(2, -2, 0.5)])
  const view = new DataView(pcm.buffer)
  expect([0, 1, 2, 3, 4, 5].map((at) => view.getInt16(at * 2, true))).toEqual([
    0, 32_767, -32_767, 32_767, -32_767, 16_384,
  ])
  expect(pcmOf([]).byteLength).toBe(0)
})

test('a WAV file says what is in it', () => {
  const wav = Buffer.from(wavOf(Uint8Array.of(1, 2, 3, 4), recordingRate))
  expect(wav.length).toBe(48)
  expect([wav.toString('latin1', 0, 4), wav.readUInt32LE(4), wav.toString('latin1', 8, 16)]).toEqual([
    'RIFF',
    40,
    'WAVEfmt ',
  ])
  expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt32LE(28)]).toEqual([
    1, 1, 16_000, 32_000,
  ])
  expect([wav.readUInt16LE(34), wav.toString('latin1', 36, 40), wav.readUInt32LE(40)]).toEqual([
    16,
    'data',
    4,
  ])
})

test('what a minute of being understood costs, and that unknown stays unknown', () => {
  expect(costOfTranscription(catalog.defaults.openai?.transcription ?? '', 60)).toBeCloseTo(0.0045)
  expect(costOfTranscription('somebody-elses', 60)).toBeNull()
})
