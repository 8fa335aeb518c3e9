import { AppError } from '@shared/ipc/errors'
import type { ExportOutcome, ExportStep, LibraryExport } from '@shared/ipc/library/exports'
import type { TransferProgress } from '@shared/model/transfer'
import type { ArchiveReads } from '../archive/writeArchive'
import { toTransferError } from '../transferErrors'
import type { ExportSurroundings } from './exportConversations'

/**
 * The part of the library that exports read, each call one short read. A thread asks, so every answer is
 * awaited.
 */
export type ExportReads = ExportSurroundings['source'] & ArchiveReads

/** The same as the library itself has it. What it has anyway is not named again. */
export type ExportStore = {
  readonly [Name in 'getPlacement' | 'readRows' | 'countArchived']: (
    ...input: Parameters<ExportReads[Name]>
  ) => Awaited<ReturnType<ExportReads[Name]>>
}

type Local = ExportStore & {
  readonly [Name in Exclude<keyof ExportReads, keyof ExportStore>]: (
    ...input: Parameters<ExportReads[Name]>
  ) => Awaited<ReturnType<ExportReads[Name]>>
}

/** What exports may read of a library in this process, and nothing else of it. */
export const readsOf = (library: Local): ExportReads => ({
  openConversation: async (input) => library.openConversation(input),
  loadMessages: async (input) => library.loadMessages(input),
  getPicture: async (input) => library.getPicture(input),
  getPlacement: async (input) => library.getPlacement(input),
  readRows: async (input) => library.readRows(input),
  countArchived: async () => library.countArchived(),
})

/** One export in progress. */
export interface RunningExport {
  readonly outcome: Promise<ExportOutcome>
  cancel(): void
}

export type StartExport = (
  task: LibraryExport,
  onProgress: (progress: TransferProgress) => void,
) => RunningExport

/** Progress is reported at most this often. */
const tellEveryMs = 100

interface WatchedExport {
  readonly running: RunningExport
  /** What to answer next: news, or the end. */
  wait(): Promise<ExportStep>
}

/** The exports that run. Main asks for each step, so that no progress is sent that no caller waits for. */
export class ExportJobs {
  private readonly jobs = new Map<string, WatchedExport>()

  constructor(
    private readonly start: StartExport,
    private readonly libraryFolder: string,
  ) {}

  begin({ exportId, task }: { exportId: string; task: LibraryExport }): void {
    // An export that is asked for once more (after a restart of the process) begins anew, over the partial
    // file.
    this.jobs.get(exportId)?.running.cancel()
    this.jobs.set(
      exportId,
      jobOf((onProgress) => this.start(task, onProgress)),
    )
  }

  async step({ exportId }: { exportId: string }): Promise<ExportStep> {
    const job = this.jobs.get(exportId)
    // It was begun by a process that ended since.
    if (!job) throw new AppError('library/unavailable', 'No such export')
    try {
      const step = await job.wait()
      if (step.outcome) this.jobs.delete(exportId)
      return step
    } catch (error) {
      this.jobs.delete(exportId)
      throw toTransferError(error, this.libraryFolder)
    }
  }

  cancel({ exportId }: { exportId: string }): void {
    this.jobs.get(exportId)?.running.cancel()
  }
}

const jobOf = (start: (onProgress: (progress: TransferProgress) => void) => RunningExport): WatchedExport => {
  let news: TransferProgress | null = null
  let toldAt = 0
  let wake: (() => void) | null = null
  const running = start((progress) => {
    news = progress
    wake?.()
  })
  const ended = running.outcome.then((outcome): ExportStep => ({ progress: news, outcome }))
  // A waiting caller is told of it; between two steps none waits, which is no fault.
  ended.catch(() => {})
  return {
    running,
    wait: () => {
      const told = new Promise<ExportStep>((resolve) => {
        const tell = () => {
          if (news === null || Date.now() - toldAt < tellEveryMs) return
          toldAt = Date.now()
          wake = null
          resolve({ progress: news, outcome: null })
          news = null
        }
        wake = tell
        tell()
      })
      // News first: even the quickest export is seen on its way once.
      return Promise.race([told, ended])
    },
  }
}
