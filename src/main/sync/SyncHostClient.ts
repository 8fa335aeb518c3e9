import { AppError } from '@shared/ipc/errors'
import type { SyncHostMethod, SyncHostMethods, SyncHostReply, SyncHostRequest } from '@shared/ipc/syncHost'
import { log } from '../lib/log'
import { realTimers, type Timers } from '../lib/timers'
import type { ChildPort } from '../library/childPort'

export interface SyncHostClientOptions {
  readonly spawn: () => ChildPort
  readonly onActivity: (activity: Extract<SyncHostReply, { readonly type: 'activity' }>) => void
  /** Something came into the folder that is the place. */
  readonly onCame: () => void
  /** A process was started: it needs a channel to the library. */
  readonly onStarted: () => void
  readonly timers?: Timers
}

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: AppError) => void
}

const closeWithinMs = 2_000

/**
 * Main's side of the channel to the sync process. It is started by the first request, and by the next one
 * after it ended; what it was asked then fails, and the next look begins where that one was.
 */
export class SyncHostClient {
  private readonly pending = new Map<number, Pending>()
  private readonly timers: Timers
  private lastId = 0
  private child: ChildPort | null = null

  constructor(private readonly options: SyncHostClientOptions) {
    this.timers = options.timers ?? realTimers
  }

  get isRunning(): boolean {
    return this.child !== null
  }

  /** Something was asked, and is not answered yet. */
  get isBusy(): boolean {
    return this.pending.size > 0
  }

  call<M extends SyncHostMethod>(
    method: M,
    input: SyncHostMethods[M]['input'],
    signal?: AbortSignal,
  ): Promise<SyncHostMethods[M]['output']> {
    if (signal?.aborted) return Promise.reject(new AppError('cancelled'))
    const child = this.child ?? this.start()
    this.lastId += 1
    const id = this.lastId
    return new Promise((resolve, reject) => {
      const stop = () => child.post({ type: 'cancel', id } satisfies SyncHostRequest)
      signal?.addEventListener('abort', stop, { once: true })
      const settled = () => signal?.removeEventListener('abort', stop)
      this.pending.set(id, {
        resolve: (value) => {
          settled()
          resolve(value as SyncHostMethods[M]['output'])
        },
        reject: (error) => {
          settled()
          reject(error)
        },
      })
      child.post({ type: 'call', id, method, input } satisfies SyncHostRequest)
    })
  }

  /** It asks the library over this port. */
  meetLibrary(port: unknown): void {
    this.child?.post({ type: 'library' } satisfies SyncHostRequest, [port])
  }

  /** Resolves when the process is gone. A later request starts another. */
  async close(): Promise<void> {
    const { child } = this
    if (!child) return
    this.child = null
    this.failAll(new AppError('cancelled'))
    const gone = new Promise<void>((done) => child.onExit(() => done()))
    child.post({ type: 'close' } satisfies SyncHostRequest)
    const timeout = this.timers.set(() => child.kill(), closeWithinMs)
    await gone
    this.timers.clear(timeout)
  }

  private start(): ChildPort {
    const child = this.options.spawn()
    this.child = child
    child.onMessage((message) => {
      if (this.child === child) this.receive(message as SyncHostReply)
    })
    child.onExit((code) => {
      if (this.child !== child) return
      this.child = null
      log.warning(`The sync process ended with ${code}`)
      this.failAll(new AppError('sync/place', 'The sync process ended', { problem: 'failed' }))
    })
    this.options.onStarted()
    return child
  }

  private receive(reply: SyncHostReply): void {
    if (reply.type === 'activity') {
      this.options.onActivity(reply)
      return
    }
    if (reply.type === 'came') {
      this.options.onCame()
      return
    }
    const pending = this.pending.get(reply.id)
    this.pending.delete(reply.id)
    if (reply.ok) pending?.resolve(reply.value)
    else pending?.reject(AppError.from(reply.failure))
  }

  private failAll(error: AppError): void {
    const all = [...this.pending.values()]
    this.pending.clear()
    for (const { reject } of all) reject(error)
  }
}
