import { expect, it } from 'vitest'
import type { DrawRequest, Engine } from '../../../../src/main/engines/engine'
import { type DrawingDeps, drawInto } from '../../../../src/main/pictures/drawing'
import { PictureStops } from '../../../../src/main/pictures/PictureStops'
import type { ToolContext } from '../../../../src/main/tools/tool'

/** An engine that gives a byte for each picture asked for, and a message that takes them. */
const place = (kind: Engine['kind'], over: Partial<Pick<DrawingDeps, 'check'>> = {}, onDraw = () => {}) => {
  const asked: DrawRequest[] = []
  const charged: (number | null | undefined)[] = []
  const kept: Uint8Array[] = []
  const stopping = new AbortController()
  let parts = 0
  const engine = {
    id: kind,
    kind,
    async *draw(request: DrawRequest) {
      asked.push(request)
      onDraw()
      yield { type: 'picture', bytes: new Uint8Array([asked.length]), usage: null }
    },
  } as unknown as Engine
  const context: ToolContext = {
    conversationId: 'c',
    messageId: 'm',
    callId: 'call',
    engine,
    windowId: null,
    signal: stopping.signal,
    messages: () => [],
    addPart: () => parts++,
    addSources: () => [],
    addQuestion: () => {},
    addLink: () => {},
    say: () => () => {},
    replacePart: () => {},
    preview: () => {},
    charge: (cost) => void charged.push(cost),
  }
  const deps = {
    artistFor: (engine: Engine) => engine,
    drawsNothing: () => {},
    ensureWithin: async () => {},
    pictureModel: async () => 'painter',
    preferences: () => ({ size: '512x512' }),
    priceOf: () => 0.04,
    check: async () => {},
    seed: () => 7,
    stops: new PictureStops(),
    keep: async ({ bytes }: { bytes: Uint8Array }) => {
      kept.push(bytes)
      return { id: `p${kept.length}`, width: 512, height: 512 }
    },
    ...over,
  } as unknown as DrawingDeps
  return { asked, charged, kept, stopping, context, deps }
}

it('draws other pictures where it goes on than those that are there', async () => {
  const { asked, context, deps } = place('builtin')
  await drawInto({ prompt: 'foxes', options: { count: 3 }, sourceIds: [], done: 1 }, context, deps)
  expect(asked.map(({ variation }) => variation)).toEqual([1, 2])
})

it('charges what arrived in the moment in which it was stopped', async () => {
  const { charged, kept, stopping, context, deps } = place('openai', {}, () => stopping.abort())
  await expect(
    drawInto({ prompt: 'a fox', options: {}, sourceIds: [] }, context, deps),
  ).rejects.toMatchObject({
    name: 'AbortError',
  })
  expect(charged).toEqual([0.04])
  expect(kept).toEqual([])
})

it('notices a stop while it looks whether a picture is whole', async () => {
  const { kept, stopping, context, deps } = place('openai', {
    check: (_bytes, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
        stopping.abort()
      }),
  })
  await expect(
    drawInto({ prompt: 'a fox', options: {}, sourceIds: [] }, context, deps),
  ).rejects.toMatchObject({
    name: 'AbortError',
  })
  expect(kept).toEqual([])
})

it('ATK-15: no question draws more pictures than can be asked for at once', async () => {
  const { asked, context, deps } = place('builtin')
  await drawInto({ prompt: 'foxes', options: { count: 200_000 }, sourceIds: [] }, context, deps)
  expect(asked).toHaveLength(10)
})
