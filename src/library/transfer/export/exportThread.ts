import { parentPort, Worker, workerData } from 'node:worker_threads'
import { AppError, type Failure } from '@shared/ipc/errors'
import type { ExportOutcome, LibraryExport } from '@shared/ipc/library/exports'
import type { TransferProgress } from '@shared/model/transfer'
import { ThreadRpc, toRpcError } from '../ThreadRpc'
import type { ExportReads, RunningExport, StartExport } from './ExportJobs'

interface ExportThreadTask {
  readonly work: 'export'
  readonly libraryFolder: string
  readonly task: LibraryExport
}

/** A conversation that needs more takes down its own thread only. */
const mostMegabytes = 1_024

/** The task of this thread, if it is one that exports. */
export const exportTask = (): ExportThreadTask | null => {
  const task = workerData as ExportThreadTask | null
  return task?.work === 'export' ? task : null
}

type Ending =
  | { readonly ok: true; readonly outcome: ExportOutcome }
  | { readonly ok: false; readonly failure: Failure }

/** What a thread asks of the library. Names only: the type keeps them complete. */
const readNames: Readonly<Record<keyof ExportReads, true>> = {
  openConversation: true,
  loadMessages: true,
  getPicture: true,
  getPlacement: true,
  readRows: true,
  countArchived: true,
}

/** Draws pages, compresses and hashes on this thread; every read is asked of the library. */
export const serveExport = async ({ libraryFolder, task }: ExportThreadTask): Promise<void> => {
  const port = parentPort
  if (!port) return
  const cancelled = new AbortController()
  const rpc = new ThreadRpc(port, { cancel: () => cancelled.abort() }, libraryFolder)
  const reads = Object.fromEntries(
    Object.keys(readNames).map((name) => [name, (input: unknown) => rpc.ask(name, input)]),
  ) as unknown as ExportReads
  let ending: Ending
  try {
    // Marked, highlight.js and KaTeX are nobody else's business in this process.
    const { runExport } = await import('./runExport')
    const outcome = await runExport(task, {
      libraryFolder,
      reads,
      signal: cancelled.signal,
      onProgress: throttled((progress) => void rpc.ask('progress', progress).catch(() => {})),
    })
    ending = { ok: true, outcome }
  } catch (error) {
    ending = { ok: false, failure: toRpcError(error, libraryFolder).toFailure() }
  }
  await rpc.ask('end', ending)
}

/** Every message is one too many to tell of. */
const throttled = (tell: (progress: TransferProgress) => void): ((progress: TransferProgress) => void) => {
  let toldAt = 0
  return (progress) => {
    if (Date.now() - toldAt < 50) return
    toldAt = Date.now()
    tell(progress)
  }
}

/** Exports on threads of their own, started from `script` again. */
export const startExportThread =
  (script: string, libraryFolder: string, reads: ExportReads): StartExport =>
  (task, onProgress): RunningExport => {
    const workerData: ExportThreadTask = { work: 'export', libraryFolder, task }
    const worker = new Worker(script, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
    })
    let rpc: ThreadRpc | null = null
    const outcome = new Promise<ExportOutcome>((resolve, reject) => {
      rpc = new ThreadRpc(
        worker,
        {
          ...(reads as unknown as Record<string, (input: never) => unknown>),
          progress: (progress: TransferProgress) => onProgress(progress),
          end: (ending: Ending) => {
            if (ending.ok) resolve(ending.outcome)
            else reject(AppError.from(ending.failure))
            void worker.terminate()
          },
        },
        libraryFolder,
      )
      worker.on('error', (error) => {
        console.error(`Exporting failed: ${error.message}`)
        reject(new AppError('library/unavailable', 'The exporting thread ended', undefined, { cause: error }))
      })
      worker.on('exit', () => {
        const gone = new AppError('library/unavailable', 'The exporting thread ended')
        rpc?.end(gone)
        reject(gone)
      })
    })
    return { outcome, cancel: () => void rpc?.ask('cancel', null).catch(() => {}) }
  }
