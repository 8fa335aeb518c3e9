import type { Utterance } from '@shared/ipc/speech'
import { describe, expect, it } from 'vitest'
import type { Wire } from '../../fakes/replayServer'
import { type Replayed, replayPlace, titleOf } from './replay'

const start = replayPlace()

/** Reads an answer aloud, as a page does, and gives what is heard. */
const hear = async ({ app, ask }: Replayed) => {
  const { message } = await ask('Say something')
  const utterances: Utterance[] = []
  const sounds: Uint8Array[] = []
  const reading = app.services.readAloud.read({ messageId: message.id }, new AbortController().signal)
  for await (const utterance of reading) {
    utterances.push(utterance)
    const stream = app.services.audio.open(utterance.url.slice(utterance.url.lastIndexOf('/') + 1))
    if (stream) for await (const chunk of stream) sounds.push(chunk)
  }
  const notices = app.events
    .filter((event) => event.type === 'notices.changed')
    .flatMap((event) => event.notices.map(({ kind }) => kind))
  return { utterances, sound: Buffer.concat(sounds), notices }
}

/** A quarter of a second at 440 Hz, without a click: no sample is far from the one before it. */
const expectTone = (sound: Buffer, rate: number) => {
  expect(sound.length / 2 / rate).toBeCloseTo(0.25, 3)
  const samples = new Int16Array(sound.buffer, sound.byteOffset, sound.length / 2)
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  const steepest = samples.reduce(
    (most, sample, at) => Math.max(most, Math.abs(sample - (samples[at - 1] ?? 0))),
    0,
  )
  expect(steepest / loudest).toBeLessThan(((2 * Math.PI * 440) / rate) * 1.1)
}

describe('speech', () => {
  it(titleOf('tts-01'), async () => {
    const replayed = await start('tts-01')
    const first = await hear(replayed)
    expect(first.utterances).toMatchObject([{ format: 'pcm', sampleRate: 24_000 }])
    expectTone(first.sound, 24_000)
    expect(first.notices).not.toContain('speech-fallback')
    // It is remembered.
    await hear(replayed)
    const formats = replayed.server.requests.map((body) => /"response_format":"(\w+)"/.exec(body)?.[1])
    expect(formats.filter((format) => format !== undefined)).toEqual(['pcm', 'wav', 'wav'])
  })

  it(titleOf('tts-07'), async () => {
    const { utterances, sound, notices } = await hear(await start('tts-07'))
    expect(utterances).toMatchObject([{ format: 'pcm', sampleRate: 24_000 }])
    expectTone(sound, 24_000)
    expect(notices).not.toContain('speech-fallback')
  })
})

const answering = (body: string, type = 'application/json'): Wire => ({
  endpoint: 'POST /v1/audio/transcriptions',
  respond: { status: 200, headers: { 'content-type': type }, chunks: [body] },
})

/** Says something into the microphone, and gives what is understood. */
const dictate = async ({ app }: Replayed): Promise<string | null> => {
  const where = { conversationId: null, engineId: null }
  const { dictation } = app.services
  const leaving = new AbortController()
  const held = dictation.hold({ ...where, purpose: 'talk' }, 1, leaving.signal)[Symbol.asyncIterator]()
  await held.next()
  const { recordingId } = await app.call('dictation.begin', {})
  await app.call('dictation.add', { recordingId, pcm: new Uint8Array(32_000) })
  leaving.abort()
  const words = dictation.transcribe({ recordingId, ...where }, new AbortController().signal)
  for await (const { text } of words) return text
  return null
}

describe('dictation', () => {
  it(titleOf('stt-01'), async () => {
    expect(await dictate(await start('stt-01'))).toBe('Hello world.')
  })

  it.each([
    [
      'events',
      'data: {"type":"transcript.text.delta","delta":"Hel"}\n\ndata: {"type":"transcript.text.delta","delta":"lo world."}\n\n',
      'text/event-stream',
    ],
    [
      'events and their end',
      'data: {"type":"transcript.text.delta","delta":"Hel"}\n\ndata: {"type":"transcript.text.done","text":"Hello world."}\n\ndata: [DONE]\n\n',
      'application/json',
    ],
    ['segments alone', '{"segments":[{"text":" Hello"},{"text":" world."}],"language":"en"}', 'text/plain'],
    ['bare words', 'Hello world.\n', 'application/json'],
    ['a bare JSON text', '"Hello world."', 'application/json'],
    ['another name', '{"code":0,"message":"success","result":{"transcript":"Hello world."}}', ''],
    [
      'subtitles',
      '1\n00:00:00,000 --> 00:00:01,000\nHello\n\n2\n00:00:01,000 --> 00:00:02,000\nworld.\n',
      '',
    ],
  ])('stt-01, of its kind: %s', async (_what, body, type) => {
    expect(await dictate(await start(answering(body, type)))).toBe('Hello world.')
  })

  it.each([
    ['in JSON', '{"error":{"message":"Invalid API key","code":"invalid_api_key"}}', 'engine/bad-key'],
    ['as an event', 'data: {"error":{"message":"Rate limit reached","code":429}}\n\n', 'engine/rate-limited'],
    ['as a page', '<!doctype html><html></html>', 'engine/not-found'],
  ])('stt-01, of its kind: an error with 200 %s is that error', async (_where, body, code) => {
    await expect(dictate(await start(answering(body)))).rejects.toMatchObject({ code })
  })
})
