import type { AppContract } from '@shared/ipc/contract'
import type { InputOf } from '@shared/ipc/define'
import type { Message, PicturePart } from '@shared/model/message'
import { describe, expect, it } from 'vitest'
import type { SseWriter } from '../../fakes/faultServer'
import { png } from '../library/helpers'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace({ isRemote: true })
const path = '/v1/images/generations'
const edits = '/v1/images/edits'
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

const start = async (app: TestApp, input: Omit<InputOf<AppContract['runs.start']>, 'conversationId'>) => {
  const run = await app.call('runs.start', { conversationId: null, ...input })
  return { ...run, watched: app.watch(run.conversationId) }
}

const answerOf = async (
  app: TestApp,
  { messageId, conversationId }: { messageId: string; conversationId: string },
) => {
  await app.idle(conversationId)
  const [message] = await app.call('messages.load', { ids: [messageId] })
  return message as Message
}
const picturesIn = ({ parts }: Message): readonly PicturePart[] =>
  parts.filter((part) => part.type === 'picture')

const maskOf = (salt: number) => new Uint8Array(png(8, 8, salt))
const drawn = () => place.server.requests.filter((request) => request.path === path)

/** Each request is held until the test gives it its picture. */
const holdEach = (count: number) => {
  const streams: ((stream: SseWriter) => void)[] = []
  const held = Array.from({ length: count }, () => new Promise<SseWriter>((resolve) => streams.push(resolve)))
  place.server.script(path, ({ sse }) => streams.shift()?.(sse()))
  return held
}

describe('several pictures at once', () => {
  it('are a request each, show each as it comes, and one can be stopped without the others', async () => {
    const held = holdEach(3)
    const app = place.start()
    const run = await start(app, { prompt: '/image three foxes', wish: { count: 3 } })
    const streams = await Promise.all(held)
    streams[1]?.imagePartial(png(4, 4), 0)
    const { watched, messageId } = run
    const seen = await watched.until(({ type }) => type === 'picture.previewed')
    expect(seen).toMatchObject({ messageId })
    await app.call('pictures.stopOne', { messageId, index: 0 })
    // The engine's own end of it: its request is torn down while the others stay.
    expect(await watched.until((item) => item.type === 'part.replaced' && item.index === 0)).toMatchObject({
      part: { pictureId: null, failure: { code: 'cancelled' } },
    })
    // Whichever request was that one's: its reader has left.
    for (const [salt, stream] of streams.entries()) {
      stream.imageCompleted(png(8, 8, salt))
      stream.end()
    }
    const answer = await answerOf(app, run)
    expect(answer.state).toBe('complete')
    expect(picturesIn(answer).map(({ pictureId }) => pictureId !== null)).toEqual([false, true, true])
  })

  it('keep what came where some fail, and say so in each place', async () => {
    let asked = 0
    place.server.script(path, ({ json, error }) => {
      asked += 1
      if (asked === 1) json(200, { data: [{ b64_json: base64(png(8, 8)) }] })
      else error(500, { message: 'a fault' })
    })
    const app = place.start()
    const answer = await answerOf(app, await start(app, { prompt: '/image a fox', wish: { count: 2 } }))
    expect(answer.state).toBe('complete')
    expect(picturesIn(answer).filter(({ pictureId }) => pictureId !== null)).toHaveLength(1)
    expect(picturesIn(answer).flatMap(({ failure }) => failure?.code ?? [])).toEqual(['engine/server-error'])
  })

  it('ask no further where one was told what holds for all', async () => {
    place.server.script(path, ({ error }) => error(400, { message: 'no', code: 'moderation_blocked' }))
    const app = place.start()
    const answer = await answerOf(app, await start(app, { prompt: '/image a fox', wish: { count: 10 } }))
    expect(answer.state).toBe('failed')
    expect(answer.parts.at(-1)).toMatchObject({ type: 'failure', code: 'engine/refused' })
    // Those that had left before the first refusal came back.
    expect(drawn().length).toBeLessThanOrEqual(4)
  })

  it('stopped as a whole end as stopped, and going on draws only what is missing', async () => {
    const held = holdEach(2)
    const app = place.start()
    const run = await start(app, { prompt: '/image two foxes', wish: { count: 2 } })
    const [first] = await Promise.all(held)
    first?.imageCompleted(png(8, 8, 1))
    first?.end()
    await run.watched.until((item) => item.type === 'part.replaced')
    await app.call('runs.stop', { conversationId: run.conversationId })
    const stopped = await answerOf(app, run)
    expect(stopped.state).toBe('stopped')
    place.server.script(path, ({ json }) => json(200, { data: [{ b64_json: base64(png(8, 8, 2)) }] }))
    await app.call('runs.continue', { messageId: run.messageId })
    const whole = await answerOf(app, run)
    expect(picturesIn(whole)).toHaveLength(2)
    expect(new Set(picturesIn(whole).map(({ pictureId }) => pictureId)).size).toBe(2)
    expect(drawn()).toHaveLength(3)
  })
})

describe('picture options', () => {
  it('goes along with a question that waits, and is asked again with another try', async () => {
    const held = holdEach(1)
    const app = place.start()
    const first = await start(app, { prompt: '/image one' })
    const [stream] = await Promise.all(held)
    const { conversationId } = first
    const wish = { size: '1536x1024' }
    await app.call('runs.enqueue', { conversationId, prompt: '/image two', wish })
    place.server.script(path, ({ json }) => json(200, { data: [{ b64_json: base64(png(8, 8, 3)) }] }))
    stream?.imageCompleted(png(8, 8))
    stream?.end()
    expect((await place.server.request(path, 2)).body).toMatchObject({ prompt: 'two', size: '1536x1024' })
    await app.idle(conversationId)
    const second = await first.watched.until(
      (item) =>
        item.type === 'message.added' &&
        item.message.role === 'assistant' &&
        item.message.id !== first.messageId,
    )
    if (second.type !== 'message.added') throw new Error('Not added')
    await app.call('runs.regenerate', { messageId: second.message.id })
    expect((await place.server.request(path, 3)).body).toMatchObject({ prompt: 'two', size: '1536x1024' })
    await app.idle(conversationId)
  })

  it('of a model is described as the picture model allows it, and granted', async () => {
    place.server.script(chatPath, [
      ({ sse }) => {
        const stream = sse()
        stream.chatTool({
          index: 0,
          id: 'call_1',
          name: 'generate_image',
          arguments: JSON.stringify({ prompt: 'a fox', size: '1536x1024', count: 2 }),
        })
        stream.chatFinish('tool_calls')
        stream.done()
        stream.end()
      },
      ({ sse }) => sse().chatAnswer('There they are.'),
    ])
    let salt = 0
    place.server.script(path, ({ json }) => {
      salt += 1
      json(200, { data: [{ b64_json: base64(png(8, 8, salt)) }] })
    })
    const app = place.start()
    const answer = await answerOf(app, await start(app, { prompt: 'Two foxes, wide' }))
    expect(picturesIn(answer)).toHaveLength(2)
    const { body } = await place.server.request(chatPath)
    const { tools } = body as { tools: { function: { name: string; parameters: { properties: object } } }[] }
    const artist = tools.find((tool) => tool.function.name === 'generate_image')
    // Another server's model: what it takes beyond a size is not known.
    expect(Object.keys(artist?.function.parameters.properties ?? {}).sort()).toEqual([
      'count',
      'prompt',
      'size',
    ])
    expect(drawn().map(({ body }) => (body as { size: string }).size)).toEqual(['1536x1024', '1536x1024'])
  })
})

describe('a picture made from another', () => {
  it('remembers it, with its mask, which is kept as long as the question and is in no list', async () => {
    place.server.script(path, ({ json }) => json(200, { data: [{ b64_json: base64(png(8, 8)) }] }))
    place.server.script(edits, ({ json }) => json(200, { data: [{ b64_json: base64(png(8, 8, 1)) }] }))
    const app = place.start()
    const first = await answerOf(app, await start(app, { prompt: '/image a fox' }))
    const sourceId = picturesIn(first)[0]?.pictureId ?? ''
    const { maskId } = await app.call('pictures.keepMask', { pictureId: sourceId, bytes: maskOf(99) })
    const source = await app.call('pictures.get', { pictureId: sourceId })
    const attachment = {
      id: sourceId,
      kind: 'picture' as const,
      name: source.prompt,
      mediaType: 'image/png',
      byteLength: source.byteLength,
      characters: 0,
      width: 8,
      height: 8,
    }
    const second = await answerOf(
      app,
      await start(app, {
        prompt: '/image with a hat',
        attachments: [attachment],
        wish: { way: 'edit', maskId },
      }),
    )
    const madeId = picturesIn(second)[0]?.pictureId ?? ''
    const made = await app.call('pictures.get', { pictureId: madeId })
    expect(made).toMatchObject({
      parentId: sourceId,
      origin: 'made',
      details: { way: 'edit', maskId, sourceIds: [sourceId], size: '1024x1024' },
    })
    const body = String(place.server.requests.find((request) => request.path === edits)?.body)
    expect(body).toContain('filename="mask.png"')
    const { before, after } = await app.call('pictures.lineage', { pictureId: sourceId })
    expect([before, after.map(({ id }) => id)]).toEqual([[], [madeId]])
    expect((await app.call('pictures.lineage', { pictureId: madeId })).before.map(({ id }) => id)).toEqual([
      sourceId,
    ])
    const listed = await app.call('gallery.rows', {
      filter: {},
      from: -8.64e15,
      until: 8.64e15,
      offset: 0,
      limit: 10,
    })
    expect(listed.map(({ id }) => id).sort()).toEqual([madeId, sourceId].sort())
  })

  it('is refused a mask that does not fit', async () => {
    place.server.script(path, ({ json }) => json(200, { data: [{ b64_json: base64(png(8, 8)) }] }))
    const app = place.start()
    const first = await answerOf(app, await start(app, { prompt: '/image a fox' }))
    const pictureId = picturesIn(first)[0]?.pictureId ?? ''
    for (const bytes of [new Uint8Array(png(8, 9)), new TextEncoder().encode('<svg/>')])
      await expect(app.call('pictures.keepMask', { pictureId, bytes })).rejects.toMatchObject({
        code: 'picture/unreadable',
      })
  })

  it('whose file is gone is reported, and nothing is asked', async () => {
    const app = place.start()
    const bytes = new Uint8Array(png(8, 8))
    const attached = await app.call('files.attach', { name: 'kite.png', bytes })
    const { rmSync } = await import('node:fs')
    rmSync(app.services.picturesFolder, { recursive: true })
    const answer = await answerOf(app, await start(app, { prompt: '/image bluer', attachments: [attached] }))
    expect(answer.parts.at(-1)).toMatchObject({ type: 'failure', code: 'picture/not-found' })
    expect(place.server.requests.filter((request) => request.path === edits)).toEqual([])
  })
})

describe('a price before', () => {
  it('of another server’s picture is unknown, of the built-in engine’s nothing', async () => {
    const app = place.start()
    expect(await app.call('pictures.quote', {})).toMatchObject({
      costUsd: null,
      abilities: { qualities: [] },
    })
    expect(await app.call('pictures.quote', { engineId: 'builtin', count: 3 })).toMatchObject({
      model: 'builtin',
      costUsd: 0,
      costFrom: 'free',
      abilities: { edits: false },
    })
  })
})
