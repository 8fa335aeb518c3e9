import { expect, test } from 'vitest'
import { ThumbnailQueue } from '../../../../../../src/renderer/features/pictures/gallery/ThumbnailQueue'
import type {
  ThumbnailReply,
  ThumbnailRequest,
} from '../../../../../../src/renderer/features/pictures/gallery/thumbnailTask'

/** The fake worker answers when and what the test tells it to. */
class FakeWorker {
  onmessage: ((event: MessageEvent<ThumbnailReply>) => void) | null = null
  onerror: ((event: ErrorEvent) => void) | null = null
  readonly asked: string[] = []
  isEnded = false
  postMessage({ url }: ThumbnailRequest): void {
    this.asked.push(url.slice(-1))
  }
  terminate(): void {
    this.isEnded = true
  }
  answer(reply: ThumbnailReply): void {
    this.onmessage?.({ data: reply } as MessageEvent<ThumbnailReply>)
  }
}

const made: ThumbnailReply = { type: 'made', bytes: new Uint8Array([1]) }
const picture = (id: string) => ({ id, width: 10, height: 10 })

const setUp = () => {
  const workers: FakeWorker[] = []
  const kept: string[] = []
  const queue = new ThumbnailQueue(
    () => {
      const worker = new FakeWorker()
      workers.push(worker)
      return worker as unknown as Worker
    },
    async (id) => void kept.push(id),
    1,
  )
  return { queue, workers, kept }
}

test('thumbnails are made in turn, each once, and not those that were scrolled past', () => {
  const { queue, workers, kept } = setUp()
  const heard: string[] = []
  const want = (id: string) => queue.want(picture(id), ({ type }) => heard.push(`${id} ${type}`))
  want('a')
  const leave = want('b')
  want('c')
  want('a')
  leave()
  const [worker] = workers
  worker?.answer(made)
  worker?.answer({ type: 'damaged' })
  expect(worker?.asked).toEqual(['a', 'c'])
  expect(heard).toEqual(['a made', 'a made', 'c damaged'])
  expect(kept).toEqual(['a'])
  queue.rest()
  expect(worker?.isEnded).toBe(true)
})

test('a worker that fails takes one picture with it, and the next is made by another', () => {
  const { queue, workers } = setUp()
  const heard: string[] = []
  for (const id of ['a', 'b']) queue.want(picture(id), ({ type }) => heard.push(`${id} ${type}`))
  workers[0]?.onerror?.({ message: 'out of memory' } as ErrorEvent)
  workers[1]?.answer(made)
  expect(workers[0]?.isEnded).toBe(true)
  expect(heard).toEqual(['a damaged', 'b made'])
})
