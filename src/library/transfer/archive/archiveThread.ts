import { parentPort, Worker, workerData } from 'node:worker_threads'
import { AppError } from '@shared/ipc/errors'
import { ThreadRpc } from '../ThreadRpc'
import type { ArchiveReading } from './ArchiveJob'
import type { ArchiveBatch, ArchiveReaderOptions, OpenedArchive } from './ArchiveReader'

interface ArchiveThreadTask extends ArchiveReaderOptions {
  readonly work: 'archive'
}

/** A file that needs more takes down its own thread only. */
const mostMegabytes = 1_024

/** The task of this thread, if it is one that reads an archive. */
export const archiveTask = (): ArchiveThreadTask | null => {
  const task = workerData as ArchiveThreadTask | null
  return task?.work === 'archive' ? task : null
}

/** Reads, proves and unpacks on this thread, as it is asked for. */
export const serveArchive = (task: ArchiveThreadTask): void => {
  const port = parentPort
  if (!port) return
  const reading = import('./ArchiveReader').then(({ ArchiveReader }) => new ArchiveReader(task))
  new ThreadRpc(
    port,
    {
      open: async () => (await reading).open(),
      next: async () => (await reading).next(),
      leftOut: async () => (await reading).leftOut(),
    },
    task.libraryFolder,
  )
}

/** The reader on a thread of its own. */
export const readArchiveInThread = (script: string, options: ArchiveReaderOptions): ArchiveReading => {
  const task: ArchiveThreadTask = { work: 'archive', ...options }
  const worker = new Worker(script, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  })
  const rpc = new ThreadRpc(worker, {}, options.libraryFolder)
  worker.on('error', (error) => {
    console.error(`Reading an archive failed: ${error.message}`)
    rpc.end(new AppError('file/unreadable', 'The reading thread ended'))
  })
  worker.on('exit', () => rpc.end(new AppError('cancelled')))
  return {
    open: () => rpc.ask<OpenedArchive>('open', null),
    next: () => rpc.ask<ArchiveBatch | null>('next', null),
    leftOut: () => rpc.ask('leftOut', null),
    close: async () => {
      await worker.terminate()
    },
  }
}
