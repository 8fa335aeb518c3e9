import { AppError, type Failure } from '@shared/ipc/errors'
import { toLibraryError } from '../failures'

/** A worker as its thread's owner sees it, or the owner's port as the worker does. */
export interface RpcPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
}

type Method = (input: never) => unknown
export type Methods = Readonly<Record<string, Method>>

type Message =
  | { readonly type: 'ask'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly failure: Failure }

/** Questions and answers between two threads, both ways. Failures keep their codes. */
export class ThreadRpc {
  private readonly waiting = new Map<
    number,
    { resolve(value: unknown): void; reject(error: AppError): void }
  >()
  private lastId = 0
  private ended: AppError | null = null

  constructor(
    private readonly port: RpcPort,
    /** What the other end may ask. */
    private readonly methods: Methods,
    private readonly libraryFolder: string,
  ) {
    port.on('message', (message) => this.hear(message as Message))
  }

  ask<T>(method: string, input: unknown): Promise<T> {
    if (this.ended) return Promise.reject(this.ended)
    return new Promise((resolve, reject) => {
      this.lastId += 1
      this.waiting.set(this.lastId, { resolve: resolve as (value: unknown) => void, reject })
      this.port.postMessage({ type: 'ask', id: this.lastId, method, input } satisfies Message)
    })
  }

  /** The other thread is gone: nothing more is answered. */
  end(failure: AppError): void {
    this.ended ??= failure
    for (const { reject } of this.waiting.values()) reject(this.ended)
    this.waiting.clear()
  }

  private hear(message: Message): void {
    if (message.type === 'ask') {
      void this.answer(message)
      return
    }
    const waiting = this.waiting.get(message.id)
    this.waiting.delete(message.id)
    if (message.type === 'answer') waiting?.resolve(message.value)
    else waiting?.reject(AppError.from(message.failure))
  }

  private async answer({ id, method, input }: Message & { type: 'ask' }): Promise<void> {
    try {
      const work = this.methods[method]
      if (!work) throw new AppError('internal', `No such method: ${method}`)
      const value = await work(input as never)
      this.port.postMessage({ type: 'answer', id, value } satisfies Message)
    } catch (error) {
      const failure = toRpcError(error, this.libraryFolder).toFailure()
      this.port.postMessage({ type: 'failure', id, failure } satisfies Message)
    }
  }
}

/**
 * What went wrong, as a code. A file outside of the library that cannot be written is nobody's library: its failures have
 * codes of their own.
 */
export const toRpcError = (error: unknown, libraryFolder: string): AppError => {
  if (error instanceof AppError) return error
  if (error instanceof Error && error.name === 'AbortError') return new AppError('cancelled')
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const path = error instanceof Error && 'path' in error ? String(error.path) : ''
  if (/^E[A-Z]+$/.test(code) && !path.startsWith(libraryFolder)) return fileFailure(code, error)
  return toLibraryError(error, libraryFolder)
}

const fileFailure = (code: string, cause: unknown): AppError =>
  code === 'ENOSPC' || code === 'EDQUOT'
    ? new AppError('file/disk-full', undefined, undefined, { cause })
    : new AppError('file/not-writable', undefined, { reason: code }, { cause })
