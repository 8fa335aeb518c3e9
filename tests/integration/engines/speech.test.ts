import { describe, expect, it } from 'vitest'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import { enginePlace } from './support'

const path = '/v1/audio/speech'

const place = enginePlace()
const { learnt, options } = place

const request = (signal = new AbortController().signal) => ({
  text: 'Hello',
  voice: 'onyx',
  model: 'speaker',
  signal,
})

const bytesOf = async (pcm: AsyncIterable<Uint8Array>): Promise<number[]> => {
  const all: number[] = []
  for await (const chunk of pcm) all.push(...chunk)
  return all
}

describe('speech', () => {
  it('is asked for as PCM and streams as it is made, in whole samples', async () => {
    let sendRest = () => {}
    place.server.script(path, ({ raw }) => {
      raw.response.writeHead(200, { 'content-type': 'audio/pcm' })
      raw.response.write(Uint8Array.from({ length: 13 }, (_, index) => index))
      sendRest = () => raw.response.end(Uint8Array.from([13, 14, 15]))
    })
    const { sampleRate, pcm } = await new OpenAIEngine(options()).speak(request())
    expect(sampleRate).toBe(24_000)
    expect(place.server.requests[0]?.body).toEqual({
      input: 'Hello',
      model: 'speaker',
      voice: 'onyx',
      response_format: 'pcm',
    })
    const chunks = pcm[Symbol.asyncIterator]()
    const first = await chunks.next()
    expect([...(first.value as Uint8Array)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    sendRest()
    const second = await chunks.next()
    expect([...(second.value as Uint8Array)]).toEqual([12, 13, 14, 15])
    expect((await chunks.next()).done).toBe(true)
    expect(learnt).toEqual([['speech', true]])
  })

  it('that comes as WAV although PCM was asked for is unpacked', async () => {
    place.server.script(path, ({ bytes }) => bytes(200, wav(16_000, [1, 2, 3, 4]), 'audio/mpeg'))
    const { sampleRate, pcm } = await new CompatibleEngine(options()).speak(request())
    expect(sampleRate).toBe(16_000)
    expect(await bytesOf(pcm)).toEqual([1, 2, 3, 4])
  })

  it('that comes as MP3 is given whole, to be decoded where it is played', async () => {
    const mp3 = Buffer.from('ID3\x04rest of an mp3')
    place.server.script(path, ({ bytes }) => bytes(200, mp3, 'audio/pcm'))
    const speech = await new CompatibleEngine(options()).speak(request())
    expect(speech.isFile).toBe(true)
    expect(await bytesOf(speech.pcm)).toEqual([...mp3])
    expect(learnt).toEqual([['speech', true]])
  })

  const asked = () =>
    place.server.requests.map(({ body }) => (body as { response_format?: string }).response_format)
  it.each([
    ['the best that is named', 'response_format must be one of mp3, wav, pcm_24000', 'pcm_24000'],
    ['the only one', 'Unsupported format: pcm. Supported formats: mp3', 'mp3'],
    ['none where none is named', 'Argument not supported: response_format', undefined],
  ])('that is refused as PCM is asked for in %s, also the next time', async (_what, message, format) => {
    place.server.script(path, ({ request: { body }, error, bytes }) =>
      (body as { response_format?: string }).response_format === 'pcm'
        ? error(400, { message })
        : bytes(200, wav(16_000, [1, 2]), 'audio/wav'),
    )
    const engine = new CompatibleEngine(options())
    for (const _ of [1, 2]) expect(await bytesOf((await engine.speak(request())).pcm)).toEqual([1, 2])
    expect(asked()).toEqual(['pcm', format, format])
  })

  it('that is refused for another reason is asked for once', async () => {
    place.server.script(path, ({ error }) => error(400, { message: 'The voice onyx is not known' }))
    await expect(new CompatibleEngine(options()).speak(request())).rejects.toMatchObject({
      code: 'engine/bad-request',
    })
    expect(asked()).toEqual(['pcm'])
  })

  it.each([
    [
      'an error of its own',
      '{"error":{"message":"Invalid API key","code":"invalid_api_key"}}',
      'engine/bad-key',
    ],
    ['no sound', '', 'engine/malformed'],
    ['a page', '<!doctype html><html></html>', 'engine/not-found'],
  ])('with status 200 that is %s is told', async (_what, body, code) => {
    place.server.script(path, ({ bytes }) => bytes(200, Buffer.from(body), 'audio/mpeg'))
    await expect(new CompatibleEngine(options()).speak(request())).rejects.toMatchObject({ code })
  })

  it.each([404, 405, 501])(
    'is unsupported where the address answers %i, and that is learnt',
    async (status) => {
      place.server.script(path, ({ text }) => text(status, 'no'))
      await expect(new CompatibleEngine(options()).speak(request())).rejects.toMatchObject({
        code: 'engine/unsupported',
        data: { what: 'speech' },
      })
      expect(learnt).toEqual([['speech', false]])
    },
  )

  it('is unsupported where LM Studio says so with status 200', async () => {
    place.server.script(path, ({ json }) =>
      json(200, { error: 'Unexpected endpoint or method. (POST /v1/audio/speech)' }),
    )
    await expect(new CompatibleEngine(options()).speak(request())).rejects.toMatchObject({
      code: 'engine/unsupported',
    })
  })

  it('keeps the code of any other failure and learns nothing from it', async () => {
    place.server.script(path, ({ error }) => error(429, { message: 'x', type: 'insufficient_quota' }))
    await expect(new CompatibleEngine(options()).speak(request())).rejects.toMatchObject({
      code: 'engine/no-credit',
    })
    expect(learnt).toEqual([])
  })

  it('that is stopped lets the server go and ends as cancelled', async () => {
    place.server.script(path, ({ raw }) => {
      raw.response.writeHead(200, { 'content-type': 'audio/pcm' })
      raw.response.write(new Uint8Array(2_000))
    })
    const stop = new AbortController()
    const { pcm } = await new OpenAIEngine(options()).speak(request(stop.signal))
    const reading = bytesOf(pcm)
    stop.abort()
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    await (await place.server.request(path)).closedByClient
  })

  it('that is cut off midway is cut', async () => {
    place.server.script(path, ({ raw }) => {
      raw.response.writeHead(200, { 'content-type': 'audio/pcm' })
      raw.response.write(new Uint8Array(2_000), () => raw.request.socket.destroy())
    })
    const speaking = async () => bytesOf((await new OpenAIEngine(options()).speak(request())).pcm)
    await expect(speaking()).rejects.toMatchObject({ code: 'engine/cut' })
  })
})

const wav = (sampleRate: number, samples: readonly number[]): Buffer => {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0, 'latin1')
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(samples.length, 40)
  return Buffer.concat([header, Buffer.from(samples)])
}
