import { describe, expect, it } from 'vitest'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import { startFaultServer } from '../../fakes/faultServer'
import { png } from '../library/helpers'
import { collect, enginePlace } from './support'

const path = '/v1/images/generations'
const preview = png(4, 4)
const picture = png(8, 8)
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

const place = enginePlace()
const { learnt, options } = place

const request = () => ({
  prompt: 'a cat',
  model: 'painter',
  size: '1024x1024',
  signal: new AbortController().signal,
})

describe('a picture from OpenAI', () => {
  it('comes with previews and its count of tokens', async () => {
    place.server.script(path, ({ sse }) => {
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
    expect(place.server.requests[0]?.body).toEqual({
      model: 'painter',
      prompt: 'a cat',
      size: '1024x1024',
      stream: true,
      partial_images: 2,
    })
    expect(learnt).toEqual([['pictureStreaming', true]])
  })

  it('that ends without the whole picture is not finished', async () => {
    place.server.script(path, ({ sse }) => {
      const stream = sse()
      stream.imagePartial(preview, 0)
      stream.end()
    })
    await expect(collect(new OpenAIEngine(options()).draw(request()))).rejects.toMatchObject({
      code: 'engine/no-finish',
    })
  })

  it('that is refused for its content says so', async () => {
    place.server.script(path, ({ error }) => error(400, { message: 'Safety', code: 'moderation_blocked' }))
    await expect(collect(new OpenAIEngine(options()).draw(request()))).rejects.toMatchObject({
      code: 'engine/refused',
    })
  })

  it('is asked for as it was wished for', async () => {
    place.server.script(path, ({ sse }) => {
      const stream = sse()
      stream.imageCompleted(picture)
      stream.end()
    })
    const wish = { quality: 'high', background: 'transparent', format: 'webp' } as const
    await collect(new OpenAIEngine(options()).draw({ ...request(), ...wish }))
    expect(place.server.requests[0]?.body).toMatchObject({
      quality: 'high',
      background: 'transparent',
      output_format: 'webp',
    })
  })

  it('comes although a preview is damaged, of no known kind, or said to be too large to open', async () => {
    place.server.script(path, ({ sse }) => {
      const stream = sse()
      stream.imagePartial(preview.subarray(0, 20), 0)
      stream.imagePartial(new TextEncoder().encode('<svg onload="alert(1)"/>'), 1)
      stream.imagePartial(png(20_000, 20_000), 2)
      stream.event({ type: 'image_generation.partial_image', b64_json: { length: 1e9 } })
      stream.imageCompleted(picture)
      stream.end()
    })
    const events = await collect(new OpenAIEngine(options()).draw(request()))
    expect(events.map(({ type }) => type)).toEqual(['picture'])
  })

  it('of more than a hundred million pixels is refused with its size', async () => {
    place.server.script(path, ({ sse }) => {
      const stream = sse()
      stream.imageCompleted(png(20_000, 20_000))
      stream.end()
    })
    await expect(collect(new OpenAIEngine(options()).draw(request()))).rejects.toMatchObject({
      code: 'picture/unreadable',
      data: { width: 20_000, height: 20_000 },
    })
  })

  it('of words that no model reads to their end is not asked for', async () => {
    const drawing = collect(new OpenAIEngine(options()).draw({ ...request(), prompt: 'x'.repeat(32_001) }))
    await expect(drawing).rejects.toMatchObject({ code: 'picture/prompt-too-long', data: { limit: 32_000 } })
    expect(place.server.requests).toEqual([])
  })

  it('that is stopped lets the server go', async () => {
    place.server.script(path, ({ sse }) => sse().imagePartial(preview, 0))
    const stop = new AbortController()
    const drawing = collect(new OpenAIEngine(options()).draw({ ...request(), signal: stop.signal }))
    const asked = await place.server.request(path)
    stop.abort()
    await expect(drawing).rejects.toMatchObject({ code: 'cancelled' })
    await asked.closedByClient
  })
})

describe('a picture from a compatible server', () => {
  const engine = () => new CompatibleEngine(options())

  it('may come whole although a stream was asked for, and the next is not asked to stream', async () => {
    place.server.script(path, ({ json }) => json(200, { data: [{ b64_json: base64(picture) }] }))
    const asked = engine()
    expect(await collect(asked.draw(request()))).toEqual([{ type: 'picture', bytes: picture, usage: null }])
    await collect(asked.draw(request()))
    expect(place.server.requests.map(({ body }) => (body as { stream?: boolean }).stream)).toEqual([
      true,
      undefined,
    ])
    expect(learnt).toEqual([['pictureStreaming', false]])
  })

  it('is asked for without what the server refuses', async () => {
    place.server.script(path, ({ request: asked, error, json }) => {
      const body = asked.body as Record<string, unknown>
      if (body.response_format) error(400, { message: "Unknown parameter: 'response_format'." })
      else if (body.stream) error(400, { message: 'partial_images is not supported' })
      else json(200, { data: [{ b64_json: base64(picture) }] })
    })
    expect(await collect(engine().draw(request()))).toHaveLength(1)
    expect(place.server.requests).toHaveLength(3)
  })

  it('is fetched from the same server where it gives an address', async () => {
    place.server.script(path, ({ json }) =>
      json(200, { data: [{ url: `http://localhost:${place.server.port}/generated/1.png` }] }),
    )
    place.server.script('/generated/1.png', ({ bytes }) => bytes(200, picture, 'image/png'))
    expect(await collect(engine().draw(request()))).toEqual([
      { type: 'picture', bytes: picture, usage: null },
    ])
  })

  it('is not fetched from another server', async () => {
    const other = await startFaultServer()
    place.server.script(path, ({ json }) => json(200, { data: [{ url: `${other.url}/1.png` }] }))
    await expect(collect(engine().draw(request()))).rejects.toMatchObject({ code: 'engine/unsupported' })
    expect(other.requests).toHaveLength(0)
    await other.stop()
  })

  it('is not fetched through a redirect to another server', async () => {
    const other = await startFaultServer()
    place.server.script(path, ({ json }) => json(200, { data: [{ url: '/1.png' }] }))
    place.server.script('/1.png', ({ raw }) => {
      raw.response.writeHead(302, { location: `${other.url}/1.png` })
      raw.response.end()
    })
    await expect(collect(engine().draw(request()))).rejects.toMatchObject({ code: 'engine/unreachable' })
    expect(other.requests).toHaveLength(0)
    await other.stop()
  })

  it.each([404, 405, 501])('is unsupported where the address answers %i', async (status) => {
    place.server.script(path, ({ text }) => text(status, 'no'))
    await expect(collect(engine().draw(request()))).rejects.toMatchObject({
      code: 'engine/unsupported',
      data: { what: 'pictures' },
    })
  })

  it('is unsupported where LM Studio says so with status 200', async () => {
    place.server.script(path, ({ json }) =>
      json(200, { error: 'Unexpected endpoint or method. (POST /v1/images/generations)' }),
    )
    await expect(collect(engine().draw(request()))).rejects.toMatchObject({ code: 'engine/unsupported' })
  })

  it('of a model that is not there is no lack of the server’s', async () => {
    place.server.script(path, ({ error }) => error(404, { message: 'model painter not found' }))
    await expect(collect(engine().draw(request()))).rejects.toMatchObject({ code: 'engine/model-not-found' })
    expect(learnt).toEqual([])
  })

  it('that is no picture is reported, whatever its type was said to be', async () => {
    place.server.script(path, ({ json }) =>
      json(200, { data: [{ b64_json: base64(Buffer.from('<svg onload=…>')) }] }),
    )
    await expect(collect(engine().draw(request()))).rejects.toMatchObject({ code: 'picture/unreadable' })
  })
})

describe('a picture made from another', () => {
  const edits = '/v1/images/edits'
  const change = (more: object = {}) => ({
    ...request(),
    sources: [{ bytes: preview, format: 'png' as const }],
    mask: new Uint8Array(png(4, 4, 7)),
    ...more,
  })
  /** Names, file names and lengths of a multipart body's fields; of those without a file, their text. */
  const fieldsOf = (body: unknown): Record<string, string> =>
    Object.fromEntries(
      [
        ...String(body).matchAll(/name="([^"]+)"(?:; filename="([^"]+)")?\r\n(?:[^\r]+\r\n)*\r\n([^\r]*)/g),
      ].map(([, name, file, text]) => [name, file ?? text ?? '']),
    )

  it('goes as files, streams, and counts what went in', async () => {
    place.server.script(edits, ({ sse }) => {
      const stream = sse()
      stream.event({ type: 'image_edit.partial_image', b64_json: base64(preview), partial_image_index: 0 })
      stream.event({
        type: 'image_edit.completed',
        b64_json: base64(picture),
        usage: {
          input_tokens: 30,
          input_tokens_details: { text_tokens: 10, image_tokens: 20 },
          output_tokens: 50,
        },
      })
      stream.end()
    })
    expect(await collect(new OpenAIEngine(options()).draw(change()))).toEqual([
      { type: 'preview', bytes: preview },
      {
        type: 'picture',
        bytes: picture,
        usage: { textInputTokens: 10, imageInputTokens: 20, imageOutputTokens: 50 },
      },
    ])
    expect(fieldsOf(place.server.requests[0]?.body)).toMatchObject({
      model: 'painter',
      prompt: 'a cat',
      size: '1024x1024',
      stream: 'true',
      image: 'picture-1.png',
      mask: 'mask.png',
    })
    expect(learnt).toContainEqual(['pictureEdits', true])
  })

  it('may go with several', async () => {
    place.server.script(edits, ({ json }) => json(200, { data: [{ b64_json: base64(picture) }] }))
    const sources = [1, 2].map((salt) => ({ bytes: png(4, 4, salt), format: 'png' as const }))
    await collect(new OpenAIEngine(options()).draw(change({ sources })))
    expect(
      String(place.server.requests[0]?.body)
        .match(/filename="[^"]+"/g)
        ?.sort(),
    ).toEqual(['filename="mask.png"', 'filename="picture-1.png"', 'filename="picture-2.png"'])
  })

  it('is unsupported where the server draws but changes nothing, and that is learnt apart', async () => {
    const asked = collect(new CompatibleEngine(options()).draw(change()))
    await expect(asked).rejects.toMatchObject({ code: 'engine/unsupported', data: { what: 'picture-edits' } })
    expect(learnt).toEqual([['pictureEdits', false]])
  })

  it('by a model that is not there is no lack of the server’s', async () => {
    place.server.script(edits, ({ error }) => error(404, { message: 'model painter not found' }))
    const asked = collect(new CompatibleEngine(options()).draw(change()))
    await expect(asked).rejects.toMatchObject({ code: 'engine/model-not-found' })
    expect(learnt).toEqual([])
  })
})

describe('what a server does not take of the picture options', () => {
  it('is left out and told, of this model only', async () => {
    place.server.script(path, ({ request: asked, error, json }) => {
      const body = asked.body as Record<string, unknown>
      if (body.model === 'painter' && body.quality) error(400, { message: "Unknown parameter: 'quality'." })
      else json(200, { data: [{ b64_json: base64(picture) }] })
    })
    const engine = new CompatibleEngine(options())
    const wish = { ...request(), quality: 'high' } as const
    expect(await collect(engine.draw(wish))).toMatchObject([{ type: 'picture', leftOut: ['quality'] }])
    const [other] = await collect(engine.draw({ ...wish, model: 'another' }))
    expect(other).not.toHaveProperty('leftOut')
    expect(place.server.requests.at(-1)?.body).toMatchObject({ quality: 'high' })
  })
})

describe('what a picture’s answer is shows in itself, whatever its type says', () => {
  it('a whole one typed as a stream', async () => {
    const whole = JSON.stringify({ data: [{ b64_json: base64(picture) }] }, null, 2)
    place.server.script(path, ({ bytes }) => bytes(200, Buffer.from(whole), 'text/event-stream'))
    const events = await collect(new CompatibleEngine(options()).draw(request()))
    expect(events).toEqual([{ type: 'picture', bytes: picture, usage: null }])
  })

  it('a stream typed as JSON', async () => {
    place.server.script(path, ({ sse }) => {
      const stream = sse({ 'content-type': 'application/json' })
      stream.imagePartial(preview, 0)
      stream.imageCompleted(picture)
      stream.end()
    })
    const events = await collect(new CompatibleEngine(options()).draw(request()))
    expect(events.map(({ type }) => type)).toEqual(['preview', 'picture'])
  })
})
