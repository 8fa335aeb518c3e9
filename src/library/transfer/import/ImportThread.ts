import { parentPort, Worker, workerData } from 'node:worker_threads'
import { AppError, type Failure } from '@shared/ipc/errors'
import type { FileImportReaderOptions } from './FileImportReader'
import type { ImportReader } from './imported'
import { toReadError } from './readErrors'

interface ImportTask extends FileImportReaderOptions {
  readonly work: 'import'
}

type Method = keyof ImportReader
interface Request {
  readonly id: number
  readonly method: Method
  readonly input: readonly unknown[]
}
type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly failure: Failure }

/** Several times what a real export takes. A file that needs more takes down its own thread only. */
const mostMegabytes = 384

/** For taking away what lies on disk. */
const closeWithinMs = 1_000

/** The task of this thread, if it is one that imports. */
export const importTask = (): ImportTask | null => {
  const task = workerData as ImportTask | null
  return task?.work === 'import' ? task : null
}

/** Reads a file on this thread, as it is asked for. */
export const serveImport = async (task: ImportTask): Promise<void> => {
  const port = parentPort
  if (!port) return
  // Only here: nothing of it belongs to the library's own start.
  const { FileImportReader } = await import('./FileImportReader')
  const reader: ImportReader = new FileImportReader(task)
  port.on('message', ({ id, method, input }: Request) => {
    const answer = reader[method] as (...input: readonly unknown[]) => Promise<unknown>
    answer.apply(reader, [...input]).then(
      (value) => {
        const bytes = bytesIn(value)
        port.postMessage({ id, ok: true, value } satisfies Reply, bytes ? [bytes] : [])
      },
      (error: unknown) => {
        const failure = toReadError(error, task.libraryFolder).toFailure()
        port.postMessage({ id, ok: false, failure } satisfies Reply)
      },
    )
  })
}

/** Handed over instead of copied. */
const bytesIn = (value: unknown): ArrayBuffer | null =>
  typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array
    ? (value.bytes.buffer as ArrayBuffer)
    : null

/** The reader on a thread of its own: hundreds of megabytes are read and taken apart there, not beside requests. */
export class ImportThread implements ImportReader {
  private readonly worker: Worker
  private readonly waiting = new Map<
    number,
    { resolve(value: unknown): void; reject(error: AppError): void }
  >()
  private lastId = 0
  private failure: AppError | null = null

  constructor(script: string, options: FileImportReaderOptions) {
    const task: ImportTask = { work: 'import', ...options }
    this.worker = new Worker(script, {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
    })
    this.worker.on('message', (reply: Reply) => {
      const waiting = this.waiting.get(reply.id)
      this.waiting.delete(reply.id)
      if (reply.ok) waiting?.resolve(reply.value)
      else waiting?.reject(AppError.from(reply.failure))
    })
    this.worker.on('error', (error) => {
      console.error(`Importing failed: ${error.message}`)
      const isTooMuch = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      this.end(new AppError(isTooMuch ? 'file/too-large' : 'file/unreadable', 'The reading thread ended'))
    })
    this.worker.on('exit', () => this.end(new AppError('cancelled')))
  }

  open(): ReturnType<ImportReader['open']> {
    return this.ask('open')
  }

  next(): ReturnType<ImportReader['next']> {
    return this.ask('next')
  }

  loadAsset(key: string): ReturnType<ImportReader['loadAsset']> {
    return this.ask('loadAsset', key)
  }

  leftOut(): ReturnType<ImportReader['leftOut']> {
    return this.ask('leftOut')
  }

  async close(): Promise<void> {
    // What it put aside on disk goes with it, unless it is busy with a file that never ends.
    const leaving = this.failure ? Promise.resolve() : this.ask('close').catch(() => {})
    let timer: NodeJS.Timeout | null = null
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, closeWithinMs)
    })
    await Promise.race([leaving, patience])
    if (timer) clearTimeout(timer)
    this.end(new AppError('cancelled'))
    // Not waited for: nothing depends on it, and a thread that will not end must not hold up what comes next.
    void this.worker.terminate()
  }

  private ask<T>(method: Method, ...input: readonly unknown[]): Promise<T> {
    if (this.failure) return Promise.reject(this.failure)
    return new Promise((resolve, reject) => {
      this.lastId += 1
      this.waiting.set(this.lastId, { resolve: resolve as (value: unknown) => void, reject })
      this.worker.postMessage({ id: this.lastId, method, input } satisfies Request)
    })
  }

  private end(failure: AppError): void {
    this.failure ??= failure
    for (const { reject } of this.waiting.values()) reject(this.failure)
    this.waiting.clear()
  }
}
