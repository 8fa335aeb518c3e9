import type { Backup, BackupReason, Restored } from '../../model/backup'
import { method } from './method'

export const backupMethods = {
  /** Newest first. */
  listBackups: method<void, readonly Backup[]>(),
  /**
   * Made beside other requests, which go on. The same `requestId` again is the same backup. `backup/*` says
   * why not.
   */
  backUp: method<{ requestId: string; reason: BackupReason }, Backup>(),
  /** The backup takes the library's place; what was there becomes a backup of its own. */
  restoreBackup: method<{ requestId: string; id: string }, Restored>(),
  /** Reads the whole library beside other requests. False: damaged; the next start saves what can be read. */
  checkLibrary: method<void, boolean>(),
}
