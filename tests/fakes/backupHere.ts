import type { BackupWork } from '../../src/library/backups/BackupThread'
import { runBackupJob } from '../../src/library/backups/jobs'
import { toLibraryError } from '../../src/library/failures'

/** The work of the backup thread, without a thread. */
export const here: BackupWork = async (job, onProgress) => {
  try {
    return runBackupJob(job, onProgress)
  } catch (error) {
    throw toLibraryError(error, job.libraryFolder)
  }
}
