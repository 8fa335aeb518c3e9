import type { ExportOutcome, LibraryExport } from '@shared/ipc/library/exports'
import type { TransferProgress } from '@shared/model/transfer'
import { writeArchive } from '../archive/writeArchive'
import type { ExportReads } from './ExportJobs'
import { exportConversations } from './exportConversations'

export interface ExportEnvironment {
  readonly libraryFolder: string
  readonly reads: ExportReads
  readonly signal: AbortSignal
  readonly onProgress: (progress: TransferProgress) => void
}

/** Runs an export on the thread that calls it. */
export const runExport = (
  task: LibraryExport,
  { libraryFolder, reads, signal, onProgress }: ExportEnvironment,
): Promise<ExportOutcome> => {
  const surroundings = { libraryFolder, source: reads, signal, onProgress }
  return task.kind === 'archive'
    ? writeArchive(task.task, surroundings)
    : exportConversations(task.task, surroundings)
}
