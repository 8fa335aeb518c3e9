import { AppError } from '@shared/ipc/errors'
import type {
  McpHostAsk,
  McpHostAsks,
  McpHostEvent,
  McpHostMethod,
  McpHostMethods,
  McpHostReply,
  McpHostRequest,
} from '@shared/ipc/mcpHost'
import { toFailure } from '../lib/failures'
import { log } from '../lib/log'
import { realTimers, type Timers } from '../lib/timers'
import type { ChildPort } from '../library/childPort'

export type McpHostAnswers = {
  /** `signal`: the answer is not wanted any more. */
  readonly [A in McpHostAsk]: (
    input: McpHostAsks[A]['input'],
    signal: AbortSignal,
  ) => Promise<McpHostAsks[A]['output']>
}

export interface McpHostClientOptions {
  readonly spawn: () => ChildPort
  /** What the process asks of main. */
  readonly answers: McpHostAnswers
  readonly onEvent: (event: McpHostEvent) => void
  /** The process ended without having been asked to: no server is connected any more. */
  readonly onLost: () => void
  readonly timers?: Timers
}

interface Pending {
  resolve(value: unknown): void
  reject(error: AppError): void
}

/** Long enough for every server to be asked, told and ended. */
const closeWithinMs = 8_000

/**
 * Main's side of the channel to the process that holds the connections to tool servers. The process is
 * started by the first request, and by the next one after it ended; a request that it did not answer fails,
 * since a tool may not be called twice.
 */
export class McpHostClient {
  private readonly pending = new Map<number, Pending>()
  /** What the process asks of main now. */
  private readonly asks = new Map<number, AbortController>()
  private readonly timers: Timers
  private lastId = 0
  private child: ChildPort | null = null
  private closing: Promise<void> | null = null

  constructor(private readonly options: McpHostClientOptions) {
    this.timers = options.timers ?? realTimers
  }

  /** True while there is a process. */
  get isRunning(): boolean {
    return this.child !== null
  }

  call<M extends McpHostMethod>(
    method: M,
    input: McpHostMethods[M]['input'],
    signal?: AbortSignal,
  ): Promise<McpHostMethods[M]['output']> {
    if (this.closing) return Promise.reject(new AppError('cancelled'))
    if (signal?.aborted) return Promise.reject(new AppError('cancelled'))
    const child = this.child ?? this.start()
    this.lastId += 1
    const id = this.lastId
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.pending.delete(id)
        child.post({ type: 'cancel', id } satisfies McpHostRequest)
        reject(new AppError('cancelled'))
      }
      const settled = () => signal?.removeEventListener('abort', stop)
      this.pending.set(id, {
        resolve: (value) => {
          settled()
          resolve(value as McpHostMethods[M]['output'])
        },
        reject: (error) => {
          settled()
          reject(error)
        },
      })
      signal?.addEventListener('abort', stop, { once: true })
      child.post({ type: 'call', id, method, input })
    })
  }

  /** Ends the process and all servers. Resolves when they are gone. */
  close(): Promise<void> {
    this.closing ??= this.end()
    return this.closing
  }

  private async end(): Promise<void> {
    const { child } = this
    if (!child) return
    const gone = new Promise<void>((done) => child.onExit(() => done()))
    child.post({ type: 'close' } satisfies McpHostRequest)
    const timeout = this.timers.set(() => child.kill(), closeWithinMs)
    await gone
    this.timers.clear(timeout)
  }

  private start(): ChildPort {
    const child = this.options.spawn()
    this.child = child
    child.onMessage((message) => {
      if (this.child === child) this.receive(child, message as McpHostReply)
    })
    child.onExit((code) => {
      if (this.child === child) this.lost(code)
    })
    return child
  }

  private receive(child: ChildPort, reply: McpHostReply): void {
    if (reply.type === 'event') this.options.onEvent(reply.event)
    else if (reply.type === 'ask') void this.answer(child, reply)
    else if (reply.type === 'withdraw') this.asks.get(reply.id)?.abort()
    else {
      const pending = this.pending.get(reply.id)
      this.pending.delete(reply.id)
      if (reply.ok) pending?.resolve(reply.value)
      else pending?.reject(AppError.from(reply.failure))
    }
  }

  private async answer(
    child: ChildPort,
    { id, ask, input }: Extract<McpHostReply, { readonly type: 'ask' }>,
  ): Promise<void> {
    const post = (request: McpHostRequest) => {
      if (this.child === child) child.post(request)
    }
    const asked = new AbortController()
    this.asks.set(id, asked)
    try {
      const answer = this.options.answers[ask] as (input: unknown, signal: AbortSignal) => Promise<unknown>
      post({ type: 'answer', id, ok: true, value: await answer(input, asked.signal) })
    } catch (error) {
      post({ type: 'answer', id, ok: false, failure: toFailure(error, `a tool server's ${ask}`) })
    } finally {
      this.asks.delete(id)
    }
  }

  private lost(code: number): void {
    this.child = null
    for (const asked of this.asks.values()) asked.abort()
    this.asks.clear()
    const waiting = [...this.pending.values()]
    this.pending.clear()
    for (const { reject } of waiting) reject(new AppError('toolServer/ended', 'The host process ended'))
    if (this.closing) return
    log.warning(`The process of the tool servers ended with ${code}`)
    this.options.onLost()
  }
}
