import type { Backup } from '@shared/model/backup'
import type { BackupFolder } from './BackupFolder'

/**
 * Backups of the history as it is now, newest first: keys and ids are only the same within one line of it.
 * What was made before another backup was restored belongs to another line, but for that backup itself.
 */
export const backupsOfThisLine = (
  backups: BackupFolder,
): readonly { readonly backup: Backup; readonly path: string }[] => {
  const listed = backups.list()
  const at = (backup: Backup) => ({ backup, path: backups.databasePath(backup.id) })
  const restore = listed.findIndex(({ reason }) => reason === 'before-restore')
  if (restore < 0) return listed.map(at)
  const before = listed[restore]
  const { restoredId } = before ? backups.manifest(before.id) : {}
  const restored = listed.find(({ id }) => id === restoredId)
  return [...listed.slice(0, restore).map(at), ...(restored ? [at(restored)] : [])]
}
