import { constants, setPriority } from 'node:os'
import { AppError } from '@shared/ipc/errors'
import type { JobProgress } from '@shared/model/backup'
import { toLibraryError } from '../failures'
import { answerOwner } from '../threads/answerOwner'
import { askOnce, LibraryThread } from '../threads/LibraryThread'
import type { RpcCall } from '../threads/ThreadRpc'
import { type BackupJob, type JobResults, type OnProgress, runBackupJob } from './jobs'

/** A function that does a job, on whatever thread it chooses. */
export type BackupWork = <J extends BackupJob>(
  job: J,
  onProgress: OnProgress,
) => Promise<JobResults[J['type']]>

export interface BackupThreadOptions {
  readonly libraryFolder: string
}

/** Each job in a thread of its own, which ends with it. */
export class BackupThread {
  private thread: LibraryThread | null = null

  constructor(private readonly script: string) {}

  readonly run: BackupWork = (job, onProgress) => {
    const { libraryFolder } = job
    this.thread = new LibraryThread({
      script: this.script,
      task: { work: 'backup', options: { libraryFolder } satisfies BackupThreadOptions },
      whenGone: ({ cause }) =>
        cause
          ? new AppError('internal', cause.message, undefined, { cause })
          : new AppError('cancelled', 'The thread ended without an answer'),
    })
    return askOnce<JobResults[(typeof job)['type']], JobProgress>(this.thread, 'run', job, { onProgress })
  }

  /** Ends the thread before the library closes: closing writes the file that is being copied. */
  async stop(): Promise<void> {
    await this.thread?.end()
  }
}

export const serveBackup = ({ libraryFolder }: BackupThreadOptions): void => {
  // No caller waits for it, and other threads want the processor. Only on Linux a thread has a priority of
  // its own.
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
  const run = (job: BackupJob, { tell }: RpcCall) => runBackupJob(job, tell)
  answerOwner({ run }, (error) => {
    console.error(`A backup job failed: ${error instanceof Error ? error.message : String(error)}`)
    return toLibraryError(error, libraryFolder)
  })
}
