import { AppError, type Failure } from '@shared/ipc/errors'

/** A worker as its thread's owner sees it, or the owner's port as the worker does. */
export interface RpcPort {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void
  on(event: 'message', listener: (message: unknown) => void): unknown
}

/** What a method may do beside answering. */
export interface RpcCall {
  /** Aborted as soon as the asker does not want the answer any more. */
  readonly signal: AbortSignal
  /** Tells the asker how far the work is. */
  tell(progress: unknown): void
}

type Method = (input: never, call: RpcCall) => unknown
export type Methods = Readonly<Record<string, Method>>

export interface AskOptions<P = unknown> {
  readonly onProgress?: (progress: P) => void
  /** Aborting it asks the other thread to stop: the answer is still awaited. */
  readonly signal?: AbortSignal
}

/** An answer whose bytes are handed over instead of copied: the thread that gives it has them no more. */
export class Handover<T> {
  constructor(
    readonly value: T,
    readonly bytes: Uint8Array,
  ) {}
}

type Message =
  | { readonly type: 'ask'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly failure: Failure }

interface Waiting {
  resolve(value: unknown): void
  reject(error: AppError): void
  onProgress(progress: unknown): void
}

/** Questions and answers between two threads, both ways. Failures keep their codes. */
export class ThreadRpc {
  private readonly waiting = new Map<number, Waiting>()
  private readonly answering = new Map<number, AbortController>()
  private lastId = 0
  private ended: AppError | null = null

  constructor(
    private readonly port: RpcPort,
    /** What the other end may ask. */
    private readonly methods: Methods,
    private readonly toError: (error: unknown) => AppError,
  ) {
    port.on('message', (message) => this.hear(message as Message))
  }

  get failure(): AppError | null {
    return this.ended
  }

  ask<T, P = unknown>(method: string, input: unknown, options: AskOptions<P> = {}): Promise<T> {
    if (this.ended) return Promise.reject(this.ended)
    const { onProgress, signal } = options
    this.lastId += 1
    const id = this.lastId
    const cancel = () => this.port.postMessage({ type: 'cancel', id } satisfies Message)
    const answer = new Promise<T>((resolve, reject) => {
      this.waiting.set(id, {
        resolve: resolve as (value: unknown) => void,
        reject,
        onProgress: (progress) => onProgress?.(progress as P),
      })
      this.port.postMessage({ type: 'ask', id, method, input } satisfies Message)
    })
    if (!signal) return answer
    if (signal.aborted) cancel()
    else signal.addEventListener('abort', cancel, { once: true })
    return answer.finally(() => signal.removeEventListener('abort', cancel))
  }

  /** The other thread is gone: nothing more is answered. */
  end(failure: AppError): void {
    this.ended ??= failure
    for (const { reject } of this.waiting.values()) reject(this.ended)
    this.waiting.clear()
    for (const controller of this.answering.values()) controller.abort()
  }

  private hear(message: Message): void {
    switch (message.type) {
      case 'ask':
        void this.answer(message)
        return
      case 'cancel':
        this.answering.get(message.id)?.abort()
        return
      case 'progress':
        this.waiting.get(message.id)?.onProgress(message.progress)
        return
      case 'answer':
        this.take(message.id)?.resolve(message.value)
        return
      case 'failure':
        this.take(message.id)?.reject(AppError.from(message.failure))
    }
  }

  private take(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id)
    this.waiting.delete(id)
    return waiting
  }

  private async answer({ id, method, input }: Message & { type: 'ask' }): Promise<void> {
    const controller = new AbortController()
    this.answering.set(id, controller)
    try {
      const work = this.methods[method]
      if (!work) throw new AppError('internal', `No such method: ${method}`)
      const answer = await work(input as never, {
        signal: controller.signal,
        tell: (progress) => this.port.postMessage({ type: 'progress', id, progress } satisfies Message),
      })
      this.post(id, answer)
    } catch (error) {
      const failure = this.toError(error).toFailure()
      this.port.postMessage({ type: 'failure', id, failure } satisfies Message)
    } finally {
      this.answering.delete(id)
    }
  }

  private post(id: number, answer: unknown): void {
    if (!(answer instanceof Handover)) {
      this.port.postMessage({ type: 'answer', id, value: answer } satisfies Message)
      return
    }
    const { value, bytes } = answer as Handover<unknown>
    const message: Message = { type: 'answer', id, value }
    this.port.postMessage(message, [bytes.buffer as ArrayBuffer])
  }
}
