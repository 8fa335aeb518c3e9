import { AppError } from '@shared/ipc/errors'
import type { ReadPage, ReadPageReply, ReadPageRequest } from '@shared/ipc/webReader'
import { Serial } from '../lib/Serial'
import type { ChildPort } from '../library/childPort'

export interface PageReaderOptions {
  /** Starts the process that reads, with a limit to its memory. */
  readonly spawn: () => ChildPort
  /** For one page; absent: 10 s. */
  readonly timeLimitMs?: number
  /** How long an idle process is kept for the next page; absent: a minute. */
  readonly idleMs?: number
}

const usualTimeLimitMs = 10_000
const usualIdleMs = 60_000

/**
 * Turns pages into text in a process of its own, which is started when first needed and ended when idle, when
 * a page takes too long, and when its answer is not awaited any more.
 */
export class PageReader {
  private readonly pages = new Serial()
  private child: ChildPort | null = null
  private idle: NodeJS.Timeout | null = null
  private lastId = 0
  private waiting: { readonly id: number; settle(result: ReadPage | AppError): void } | null = null

  constructor(private readonly options: PageReaderOptions) {}

  /** One page after the other. `web/unreadable` says why not; `cancelled` after an abort. */
  read(request: Omit<ReadPageRequest, 'id'>, signal: AbortSignal): Promise<ReadPage> {
    return this.pages.run('page', () => this.readNext(request, signal))
  }

  close(): void {
    if (this.idle) clearTimeout(this.idle)
    this.end(new AppError('cancelled'))
  }

  private async readNext(request: Omit<ReadPageRequest, 'id'>, signal: AbortSignal): Promise<ReadPage> {
    if (signal.aborted) throw new AppError('cancelled')
    if (this.idle) clearTimeout(this.idle)
    this.lastId += 1
    const id = this.lastId
    const leave = () => this.end(new AppError('cancelled'))
    const timer = setTimeout(
      () => this.end(unreadable('too-slow')),
      this.options.timeLimitMs ?? usualTimeLimitMs,
    )
    signal.addEventListener('abort', leave, { once: true })
    try {
      return await new Promise<ReadPage>((resolve, reject) => {
        this.waiting = {
          id,
          settle: (result) => (result instanceof AppError ? reject(result) : resolve(result)),
        }
        this.running().post({ id, ...request } satisfies ReadPageRequest)
      })
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', leave)
      this.waiting = null
      this.endWhenIdle()
    }
  }

  private running(): ChildPort {
    if (this.child) return this.child
    const child = this.options.spawn()
    this.child = child
    child.onMessage((message) => {
      if (this.child === child) this.hear(message as ReadPageReply)
    })
    // Of those that end by themselves nearly all have met their limit of memory.
    child.onExit(() => {
      if (this.child !== child) return
      this.child = null
      this.waiting?.settle(unreadable('too-much-memory'))
    })
    return child
  }

  private hear(reply: ReadPageReply): void {
    if (reply.id !== this.waiting?.id) return
    this.waiting.settle('page' in reply ? reply.page : unreadable('damaged'))
  }

  private end(reason: AppError): void {
    const { child } = this
    this.child = null
    child?.kill()
    this.waiting?.settle(reason)
  }

  private endWhenIdle(): void {
    this.idle = setTimeout(() => {
      this.child?.kill()
      this.child = null
    }, this.options.idleMs ?? usualIdleMs)
    this.idle.unref?.()
  }
}

const unreadable = (reason: string): AppError =>
  new AppError('web/unreadable', `Reading the page ended: ${reason}`, { reason })
