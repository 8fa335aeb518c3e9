import { AppError } from '@shared/ipc/errors'
import { wavOf } from '@shared/lib/wav'
import { recordingRate } from '@shared/model/dictation'
import { describe, expect, it } from 'vitest'
import { BuiltinEngine } from '../../../src/main/engines/BuiltinEngine'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import { enginePlace } from './support'

const path = '/v1/audio/transcriptions'

const place = enginePlace()
const { learnt, options } = place

const wav = wavOf(
  Uint8Array.from({ length: 3_200 }, (_, index) => index % 251),
  recordingRate,
)
const request = (signal = new AbortController().signal) => ({ wav, model: 'listener', signal })

const engines = [
  ['OpenAI', () => new OpenAIEngine(options())],
  ['a server of one’s own', () => new CompatibleEngine(options())],
] as const

describe.each(engines)('speech into text by %s', (_name, engine) => {
  it('sends a WAV file with a name, and takes the words of the answer', async () => {
    place.server.script(path, ({ json }) =>
      json(200, { text: ' Good morning.\n', usage: { type: 'duration', seconds: 1 } }),
    )
    expect(await new CompatibleEngine(place.options()).transcribe(request())).toEqual({
      text: 'Good morning.',
    })
    const [asked] = place.server.requests
    expect(asked?.headers['content-type']).toMatch(/^multipart\/form-data/)
    const body = asked?.bytes.toString('latin1') ?? ''
    expect(body).toMatch(/name="file"; filename="speech\.wav"\r\ncontent-type: audio\/wav/i)
    expect(body).toMatch(/name="model"\r\n\r\nlistener\r\n/)
    expect(body).toMatch(/name="response_format"\r\n\r\njson\r\n/)
    expect(asked?.bytes.includes(Buffer.from(wav))).toBe(true)
  })

  it('takes bare words, too, and JSON that says it is text', async () => {
    place.server.script(path, [
      ({ text }) => text(200, 'Bare words\n'),
      ({ text }) => text(200, '{"text":"In JSON"}'),
    ])
    expect(await new CompatibleEngine(place.options()).transcribe(request())).toEqual({ text: 'Bare words' })
    expect(await new CompatibleEngine(place.options()).transcribe(request())).toEqual({ text: 'In JSON' })
  })

  it('tells words early where the model does, and asks for that where they are wanted', async () => {
    place.server.script(path, [
      ({ sse }) => {
        const stream = sse()
        stream.event({ type: 'transcript.text.delta', delta: 'Good ' })
        stream.event({ type: 'transcript.text.delta', delta: 'morn' })
        stream.event({ type: 'transcript.text.done', text: 'Good morning.' })
        stream.end()
      },
      ({ json }) => json(200, { text: 'Good evening.' }),
    ])
    const told: string[] = []
    const model = 'gpt-4o-mini-transcribe'
    const asked = { ...request(), model, onWords: (soFar: string) => void told.push(soFar) }
    expect(await engine().transcribe(asked)).toEqual({ text: 'Good morning.' })
    expect(told.at(-1)).toBe('Good morning.')
    expect(told[0]).toMatch(/^Good/)
    expect(await engine().transcribe({ ...request(), model })).toEqual({ text: 'Good evening.' })
    const streams = place.server.requests.map(({ bytes }) => bytes.includes('name="stream"'))
    expect(streams).toEqual([true, false])
  })

  it('no words are no failure', async () => {
    place.server.script(path, ({ json }) => json(200, { text: '' }))
    expect(await new CompatibleEngine(place.options()).transcribe(request())).toEqual({ text: '' })
  })

  it('says that a server cannot transcribe, and not of one that only lacks the model; neither is saved', async () => {
    await expect(engine().transcribe(request())).rejects.toMatchObject({
      code: 'engine/unsupported',
      data: { what: 'transcription' },
    })
    expect(learnt).toEqual([])
    place.server.script(path, ({ error }) =>
      error(404, { message: 'The model does not exist', code: 'model_not_found' }),
    )
    await expect(engine().transcribe(request())).rejects.toMatchObject({ code: 'engine/model-not-found' })
    expect(learnt).toEqual([])
  })

  it.each([
    ['a refused key', 401, 'engine/bad-key'],
    ['too many requests', 429, 'engine/rate-limited'],
    ['a fault of the server', 500, 'engine/server-error'],
    ['a recording too large for it', 413, 'engine/context-too-long'],
  ])('%s has a code of its own', async (_what, status, code) => {
    place.server.script(path, ({ error }) => error(status, { message: 'No' }))
    await expect(engine().transcribe(request())).rejects.toMatchObject({ code })
    expect(learnt).toEqual([])
  })

  it('an answer that is none is garbled, a cut one unreachable or cut', async () => {
    place.server.script(path, [
      ({ text }) => text(200, '<html>', 'text/html'),
      ({ json }) => json(200, { done: true }),
      ({ reset }) => reset(),
    ])
    await expect(engine().transcribe(request())).rejects.toMatchObject({ code: 'engine/not-found' })
    await expect(engine().transcribe(request())).rejects.toMatchObject({ code: 'engine/malformed' })
    await expect(engine().transcribe(request())).rejects.toBeInstanceOf(AppError)
  })

  it('an abort lets the request go', async () => {
    place.server.script(path, () => {})
    const leaving = new AbortController()
    const transcript = engine().transcribe(request(leaving.signal))
    const outcome = expect(transcript).rejects.toMatchObject({ code: 'cancelled' })
    const asked = await place.server.request(path)
    leaving.abort()
    await outcome
    await asked.closedByClient
  })
})

it('the built-in engine cannot transcribe, and says so', async () => {
  await expect(new BuiltinEngine().transcribe(request())).rejects.toMatchObject({
    code: 'engine/unsupported',
  })
})

it('has the price that the server names', async () => {
  place.server.script(path, ({ json }) =>
    json(200, { text: 'Words' }, { 'x-litellm-response-cost': '0.0006' }),
  )
  expect(await new CompatibleEngine(place.options()).transcribe(request())).toEqual({
    text: 'Words',
    costUsd: 0.0006,
  })
})
