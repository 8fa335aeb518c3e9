import { AppError } from '@shared/ipc/errors'
import type { OfflineSpeech } from '@shared/ipc/library/speech'
import { runCommand } from './wasi'
import type { WasmModule } from './webAssembly'

/** What Flite was built with. `kal` is 8 kHz, the others 16 kHz. */
export const voices = ['slt', 'awb', 'rms', 'kal', 'kal16'] as const

/** Callers send sentences; this only bounds the time that one call can take. */
const longestText = 4_096
const outputName = 'speech.wav'

/** Speaks English text. An unknown voice is the first one, since silence would be worse. */
export const speakWithFlite = async (
  module: WasmModule,
  { text, voice }: { text: string; voice: string },
): Promise<OfflineSpeech> => {
  const spoken = speakable(text)
  const known = voices.find((name) => name === voice) ?? voices[0]
  if (spoken === '') return { pcm: new Uint8Array(), sampleRate: known === 'kal' ? 8_000 : 16_000 }
  const result = await runCommand(module, ['flite', '-voice', known, '-o', outputName, '-t', spoken])
  const wave = [...result.files.values()][0]
  if (result.exitCode !== 0 || !wave)
    throw new AppError('speech/unavailable', `Flite ended with ${result.exitCode}`)
  return readWave(wave)
}

/**
 * One line of plain characters: control characters and broken ones would end the text or be read out as
 * codes.
 */
const speakable = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\s]+/gu, ' ')
    .slice(0, longestText)
    .replace(/[\ud800-\udbff]$/, '')
    .trim()

/** The samples of a RIFF file, whatever chunks come before them. */
export const readWave = (bytes: Uint8Array): OfflineSpeech => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let sampleRate = 0
  let at = 12
  while (at + 8 <= view.length) {
    const name = view.toString('latin1', at, at + 4)
    const start = at + 8
    // A writer that could not seek back leaves a length that is too long.
    const end = Math.min(start + view.readUInt32LE(at + 4), view.length)
    if (name === 'fmt ' && end - start >= 16) sampleRate = view.readUInt32LE(start + 4)
    if (name === 'data' && sampleRate > 0)
      return { pcm: bytes.slice(start, end - ((end - start) % 2)), sampleRate }
    at = end + ((end - start) % 2)
  }
  throw new AppError('speech/unavailable', 'Flite wrote no speech')
}
