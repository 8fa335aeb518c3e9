import { constants, setPriority } from 'node:os'
import { parentPort, Worker } from 'node:worker_threads'
import { AppError, type Failure } from '@shared/ipc/errors'
import type { JobProgress } from '@shared/model/backup'
import { toLibraryError } from '../failures'
import { type BackupJob, type JobResults, type OnProgress, runBackupJob } from './jobs'

/** Does a job somewhere. */
export type BackupWork = <J extends BackupJob>(
  job: J,
  onProgress: OnProgress,
) => Promise<JobResults[J['type']]>

interface BackupTask {
  readonly work: 'back-up'
  readonly job: BackupJob
}

type ThreadReply =
  | { readonly type: 'progress'; readonly progress: JobProgress }
  | { readonly type: 'done'; readonly value: unknown }
  | { readonly type: 'failed'; readonly failure: Failure; readonly because: string }

/** The job of this thread, if it is one of these. */
export const backupJob = (task: unknown): BackupJob | null =>
  (task as BackupTask | null)?.work === 'back-up' ? (task as BackupTask).job : null

/** Each job in a thread of its own, which ends with it. `script` is a file that calls `serveBackup` when it is loaded in one. */
export class BackupThread {
  private worker: Worker | null = null

  constructor(private readonly script: string) {}

  readonly run: BackupWork = (job, onProgress) =>
    new Promise((resolve, reject) => {
      const workerData: BackupTask = { work: 'back-up', job }
      const worker = new Worker(this.script, { workerData })
      this.worker = worker
      worker.on('message', (reply: ThreadReply) => {
        switch (reply.type) {
          case 'progress':
            return onProgress(reply.progress)
          case 'done':
            return resolve(reply.value as JobResults[(typeof job)['type']])
          case 'failed':
            console.error(`Backup job ${job.type}: ${reply.because}`)
            return reject(AppError.from(reply.failure))
        }
      })
      worker.on('error', (cause) => reject(new AppError('internal', cause.message, undefined, { cause })))
      worker.on('exit', () => {
        if (this.worker === worker) this.worker = null
        reject(new AppError('cancelled', 'The thread ended without an answer'))
      })
    })

  /** Before the library closes: closing writes the file that is being copied. */
  async stop(): Promise<void> {
    await this.worker?.terminate()
  }
}

export const serveBackup = (job: BackupJob): void => {
  const post = (reply: ThreadReply) => parentPort?.postMessage(reply)
  // Nobody waits for it, and others want the processor. Only on Linux a thread has a priority of its own.
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
  try {
    post({ type: 'done', value: runBackupJob(job, (progress) => post({ type: 'progress', progress })) })
  } catch (error) {
    const failure = toLibraryError(error, job.libraryFolder).toFailure()
    post({ type: 'failed', failure, because: error instanceof Error ? error.message : String(error) })
  }
}
