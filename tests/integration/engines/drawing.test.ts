import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CompatibleEngine } from '../../../src/main/engines/compatibleEngine'
import { OpenAIEngine } from '../../../src/main/engines/openaiEngine'
import { type FaultServer, startFaultServer } from '../../fakes/faultServer'
import { collect } from './support'

const path = '/v1/images/generations'
const preview = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1])
const picture = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 2])
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

let server: FaultServer
let learnt: [string, boolean][]
beforeEach(async () => {
  server = await startFaultServer()
  learnt = []
})
afterEach(() => server.stop())

const options = () => ({
  id: 'test',
  baseUrl: server.baseUrl,
  loadKey: async () => 'sk-test',
  learn: (name: string, isSupported: boolean) => learnt.push([name, isSupported]),
})
const request = () => ({
  prompt: 'a cat',
  model: 'painter',
  size: '1024x1024',
  signal: new AbortController().signal,
})

describe('a picture from OpenAI', () => {
  it('comes with previews and its count of tokens', async () => {
    server.script(path, ({ sse }) => {
      const stream = sse()
      stream.imagePartial(preview, 0)
      stream.imageCompleted(picture)
      stream.end()
    })
    expect(await collect(new OpenAIEngine(options()).draw(request()))).toEqual([
      { type: 'preview', bytes: preview },
      {
        type: 'picture',
        bytes: picture,
        usage: { textInputTokens: 12, imageInputTokens: 0, imageOutputTokens: 4_160 },
      },
    ])
    expect(server.requests[0]?.body).toEqual({
      model: 'painter',
      prompt: 'a cat',
      size: '1024x1024',
      stream: true,
      partial_images: 2,
    })
    expect(learnt).toEqual([
      ['pictureStreaming', true],
      ['pictures', true],
    ])
  })

  it('that ends without the whole picture is not finished', async () => {
    server.script(path, ({ sse }) => {
      const stream = sse()
      stream.imagePartial(preview, 0)
      stream.end()
    })
    await expect(collect(new OpenAIEngine(options()).draw(request()))).rejects.toMatchObject({
      code: 'engine/no-finish',
    })
  })

  it('that is refused for its content says so', async () => {
    server.script(path, ({ error }) => error(400, { message: 'Safety', code: 'moderation_blocked' }))
    await expect(collect(new OpenAIEngine(options()).draw(request()))).rejects.toMatchObject({
      code: 'engine/refused',
    })
  })

  it('that is stopped lets the server go', async () => {
    server.script(path, ({ sse }) => sse().imagePartial(preview, 0))
    const stop = new AbortController()
    const drawing = collect(new OpenAIEngine(options()).draw({ ...request(), signal: stop.signal }))
    const asked = await server.request(path)
    stop.abort()
    await expect(drawing).rejects.toMatchObject({ code: 'cancelled' })
    await asked.closedByClient
  })
})

describe('a picture from a compatible server', () => {
  const engine = () => new CompatibleEngine(options())

  it('may come whole although a stream was asked for, and the next is not asked to stream', async () => {
    server.script(path, ({ json }) => json(200, { data: [{ b64_json: base64(picture) }] }))
    const asked = engine()
    expect(await collect(asked.draw(request()))).toEqual([{ type: 'picture', bytes: picture, usage: null }])
    await collect(asked.draw(request()))
    expect(server.requests.map(({ body }) => (body as { stream?: boolean }).stream)).toEqual([
      true,
      undefined,
    ])
    expect(learnt).toContainEqual(['pictureStreaming', false])
    expect(learnt).toContainEqual(['pictures', true])
  })

  it('is asked for without what the server refuses', async () => {
    server.script(path, ({ request: asked, error, json }) => {
      const body = asked.body as Record<string, unknown>
      if (body.response_format) error(400, { message: "Unknown parameter: 'response_format'." })
      else if (body.stream) error(400, { message: 'partial_images is not supported' })
      else json(200, { data: [{ b64_json: base64(picture) }] })
    })
    expect(await collect(engine().draw(request()))).toHaveLength(1)
    expect(server.requests).toHaveLength(3)
  })

  it('is fetched from the same server where it gives an address', async () => {
    server.script(path, ({ json }) =>
      json(200, { data: [{ url: `http://localhost:${server.port}/generated/1.png` }] }),
    )
    server.script('/generated/1.png', ({ bytes }) => bytes(200, picture, 'image/png'))
    expect(await collect(engine().draw(request()))).toEqual([
      { type: 'picture', bytes: picture, usage: null },
    ])
  })

  it('is not fetched from another server', async () => {
    const other = await startFaultServer()
    server.script(path, ({ json }) => json(200, { data: [{ url: `${other.url}/1.png` }] }))
    await expect(collect(engine().draw(request()))).rejects.toMatchObject({ code: 'engine/unsupported' })
    expect(other.requests).toHaveLength(0)
    await other.stop()
  })

  it('is not fetched through a redirect to another server', async () => {
    const other = await startFaultServer()
    server.script(path, ({ json }) => json(200, { data: [{ url: '/1.png' }] }))
    server.script('/1.png', ({ raw }) => {
      raw.response.writeHead(302, { location: `${other.url}/1.png` })
      raw.response.end()
    })
    await expect(collect(engine().draw(request()))).rejects.toMatchObject({ code: 'engine/unreachable' })
    expect(other.requests).toHaveLength(0)
    await other.stop()
  })

  it.each([404, 405, 501])(
    'is unsupported where the address answers %i, and that is learnt',
    async (status) => {
      server.script(path, ({ text }) => text(status, 'no'))
      await expect(collect(engine().draw(request()))).rejects.toMatchObject({
        code: 'engine/unsupported',
        data: { what: 'pictures' },
      })
      expect(learnt).toEqual([['pictures', false]])
    },
  )

  it('is unsupported where LM Studio says so with status 200', async () => {
    server.script(path, ({ json }) =>
      json(200, { error: 'Unexpected endpoint or method. (POST /v1/images/generations)' }),
    )
    await expect(collect(engine().draw(request()))).rejects.toMatchObject({ code: 'engine/unsupported' })
    expect(learnt).toEqual([['pictures', false]])
  })

  it('of a model that is not there is no lack of the server’s', async () => {
    server.script(path, ({ error }) => error(404, { message: 'model painter not found' }))
    await expect(collect(engine().draw(request()))).rejects.toMatchObject({ code: 'engine/model-not-found' })
    expect(learnt).toEqual([])
  })

  it('that is no picture is malformed', async () => {
    server.script(path, ({ json }) =>
      json(200, { data: [{ b64_json: base64(Buffer.from('<svg onload=…>')) }] }),
    )
    await expect(collect(engine().draw(request()))).rejects.toMatchObject({ code: 'engine/malformed' })
  })
})
