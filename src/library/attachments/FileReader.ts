import { Worker } from 'node:worker_threads'
import { AppError } from '@shared/ipc/errors'
import type { KeptContents, ReaderReply, ReaderTask } from './readerWorker'

export interface FileReaderOptions {
  /** A file that calls `serveReader` when it is loaded in a thread. */
  readonly script: string
  readonly libraryFolder: string
  readonly timeLimitMs?: number
}

const defaultTimeLimitMs = 30_000
/** A file that needs more takes down its own thread only. */
const mostMegabytes = 1_024

/** Reads files one after the other, each in a thread of its own: a hostile one can be ended and leaves nothing behind. */
export class FileReader {
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly options: FileReaderOptions) {}

  read(bytes: Uint8Array): Promise<KeptContents> {
    const reading = this.last.then(() => this.readInThread(bytes))
    this.last = reading.catch(() => {})
    return reading
  }

  private readInThread(bytes: Uint8Array): Promise<KeptContents> {
    const { script, libraryFolder, timeLimitMs = defaultTimeLimitMs } = this.options
    return new Promise((resolve, reject) => {
      const workerData: ReaderTask = { work: 'read-file', libraryFolder, bytes }
      const worker = new Worker(script, {
        workerData,
        resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
      })
      const fail = (reason: string) =>
        reject(new AppError('file/unreadable', `Reading the file ended: ${reason}`, { reason }))
      const timer = setTimeout(() => {
        fail('too-slow')
        void worker.terminate()
      }, timeLimitMs)
      worker.on('message', (reply: ReaderReply) => {
        if (reply.ok) resolve(reply.value)
        else reject(AppError.from(reply.failure))
        void worker.terminate()
      })
      worker.on('error', (error) => {
        console.error(`Reading a file failed: ${error.message}`)
        fail('damaged')
      })
      worker.on('exit', () => {
        clearTimeout(timer)
        fail('damaged')
      })
    })
  }
}
