import { type Picture, pictureUrl } from '@shared/model/picture'
import type { ThumbnailReply, ThumbnailRequest } from './thumbnailTask'

type Wanted = Pick<Picture, 'id' | 'width' | 'height'>
type Done = (reply: ThumbnailReply) => void

/**
 * Makes thumbnails one after the other, in the order asked for; those that are no longer wanted are not made.
 */
export class ThumbnailQueue {
  private readonly waiting = new Map<string, { readonly picture: Wanted; readonly listeners: Set<Done> }>()
  private readonly idle: Worker[] = []
  private readonly busy = new Map<Worker, { readonly id: string; readonly listeners: Set<Done> }>()

  constructor(
    private readonly startWorker: () => Worker,
    private readonly keep: (pictureId: string, bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
    private readonly mostWorkers: number,
  ) {}

  /** Returns what takes the wish back. */
  want(picture: Wanted, done: Done): () => void {
    const listeners =
      [...this.busy.values()].find(({ id }) => id === picture.id)?.listeners ??
      this.waiting.get(picture.id)?.listeners ??
      new Set<Done>()
    listeners.add(done)
    if (![...this.busy.values()].some(({ id }) => id === picture.id)) {
      this.waiting.set(picture.id, { picture, listeners })
    }
    this.work()
    return () => {
      listeners.delete(done)
      if (listeners.size === 0) this.waiting.delete(picture.id)
    }
  }

  /** The gallery is closed: workers that do nothing take memory. */
  rest(): void {
    for (const worker of this.idle.splice(0)) worker.terminate()
  }

  private work(): void {
    while (this.waiting.size > 0) {
      const worker = this.idle.pop() ?? (this.busy.size < this.mostWorkers ? this.startWorker() : null)
      if (!worker) return
      const [first] = this.waiting
      if (!first) return
      const [id, { picture, listeners }] = first
      this.waiting.delete(id)
      this.busy.set(worker, { id, listeners })
      const end = (reply: ThumbnailReply, isSound: boolean) => {
        this.busy.delete(worker)
        if (isSound) this.idle.push(worker)
        else worker.terminate()
        if (reply.type === 'made') void this.keep(id, reply.bytes)
        for (const listener of listeners) listener(reply)
        this.work()
      }
      worker.onmessage = ({ data }: MessageEvent<ThumbnailReply>) => end(data, true)
      worker.onerror = (event) => {
        console.error('The thumbnails’ worker failed', event.message)
        end({ type: 'damaged' }, false)
      }
      const { width, height } = picture
      worker.postMessage({ url: pictureUrl(id), width, height } satisfies ThumbnailRequest)
    }
  }
}
