import { AppError } from '@shared/ipc/errors'
import type { LibraryExport } from '@shared/ipc/library/exports'
import type { TransferProgress } from '@shared/model/transfer'
import { answerOwner } from '../../threads/answerOwner'
import { askOnce, LibraryThread } from '../../threads/LibraryThread'
import type { Methods, RpcCall } from '../../threads/ThreadRpc'
import { toTransferError } from '../transferErrors'
import type { ExportReads, RunningExport, StartExport } from './ExportJobs'

export interface ExportThreadOptions {
  readonly libraryFolder: string
}

/** A conversation that needs more takes down its own thread only. */
const mostMegabytes = 1_024

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
export const serveExport = ({ libraryFolder }: ExportThreadOptions): void => {
  const run = async (task: LibraryExport, { signal, tell }: RpcCall) => {
    // Nothing else in this process needs marked, highlight.js and KaTeX.
    const { runExport } = await import('./runExport')
    return runExport(task, { libraryFolder, reads, signal, onProgress: throttled(tell) })
  }
  const owner = answerOwner({ run }, (error) => toTransferError(error, libraryFolder))
  const reads = Object.fromEntries(
    Object.keys(readNames).map((name) => [name, (input: unknown) => owner.ask(name, input)]),
  ) as unknown as ExportReads
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
    const cancelled = new AbortController()
    const thread = new LibraryThread({
      script,
      task: { work: 'export', options: { libraryFolder } satisfies ExportThreadOptions },
      whenGone: ({ cause }) =>
        new AppError('library/unavailable', 'The exporting thread ended', undefined, cause ? { cause } : {}),
      mostMegabytes,
      methods: reads as unknown as Methods,
      toError: (error) => toTransferError(error, libraryFolder),
    })
    const outcome = askOnce<Awaited<RunningExport['outcome']>, TransferProgress>(thread, 'run', task, {
      onProgress,
      signal: cancelled.signal,
    })
    return { outcome, cancel: () => cancelled.abort() }
  }
