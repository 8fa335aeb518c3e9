import { Worker } from 'node:worker_threads'
import { AppError } from '@shared/ipc/errors'
import { type AskOptions, type Methods, ThreadRpc } from './ThreadRpc'

export type ThreadWork = 'speech' | 'read-file' | 'backup' | 'import' | 'export' | 'archive'

/** What a thread is begun with. */
export interface ThreadTask {
  readonly work: ThreadWork
  readonly options: unknown
}

/** The end of a thread that was not asked to end. */
export interface ThreadEnd {
  readonly reason: 'out-of-memory' | 'failed' | 'ended'
  readonly cause?: Error
}

export interface ThreadOptions {
  /** A file that calls `serveTask` when it is loaded in a thread. */
  readonly script: string
  readonly task: ThreadTask
  /** What those who still wait for an answer are told, and those who ask afterwards. */
  readonly whenGone: (end: ThreadEnd) => AppError
  /** Work that needs more takes down its own thread only. */
  readonly mostMegabytes?: number
  /** What the thread may ask. */
  readonly methods?: Methods
  /** Their failures as codes. */
  readonly toError?: (error: unknown) => AppError
  /** It stays when its work is done, and does not keep the process from ending. */
  readonly isLasting?: boolean
  readonly onEnd?: () => void
}

export interface ThreadAskOptions<P> extends AskOptions<P> {
  /** The thread is ended where its answer takes longer, which then fails so. */
  readonly limit?: { readonly ms: number; readonly failure: AppError }
}

const unexpected = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError('internal', undefined, undefined, { cause: error })

/** A thread of the library's, started from its own script again, and what is asked of it. */
export class LibraryThread {
  private readonly worker: Worker
  private readonly rpc: ThreadRpc

  constructor(options: ThreadOptions) {
    const { script, task, mostMegabytes, methods = {}, toError = unexpected } = options
    this.worker = new Worker(script, {
      workerData: task,
      ...(mostMegabytes === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: mostMegabytes } }),
    })
    this.rpc = new ThreadRpc(this.worker, methods, toError)
    this.worker.on('error', (cause: Error) => {
      console.error(`A thread failed (${task.work}): ${cause.message}`)
      const isTooMuch = 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY'
      this.rpc.end(options.whenGone({ reason: isTooMuch ? 'out-of-memory' : 'failed', cause }))
    })
    this.worker.on('exit', () => {
      this.rpc.end(options.whenGone({ reason: 'ended' }))
      options.onEnd?.()
    })
    if (options.isLasting) this.worker.unref()
  }

  get isOver(): boolean {
    return this.rpc.failure !== null
  }

  async ask<T, P = unknown>(method: string, input: unknown, options: ThreadAskOptions<P> = {}): Promise<T> {
    const { limit, ...others } = options
    const answer = this.rpc.ask<T, P>(method, input, others)
    if (!limit) return answer
    const timer = setTimeout(() => void this.end(limit.failure), limit.ms)
    return answer.finally(() => clearTimeout(timer))
  }

  /** Rejects every call that still waits at once; the thread itself may take a moment to go. */
  async end(failure: AppError = new AppError('cancelled')): Promise<void> {
    this.rpc.end(failure)
    await this.worker.terminate()
  }
}

/** One question to a thread of its own, which ends with the answer. */
export const askOnce = async <T, P = unknown>(
  thread: LibraryThread,
  method: string,
  input: unknown,
  options: ThreadAskOptions<P> = {},
): Promise<T> => {
  try {
    return await thread.ask<T, P>(method, input, options)
  } finally {
    void thread.end()
  }
}
