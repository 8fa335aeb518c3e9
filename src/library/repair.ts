import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { Backup } from '@shared/model/backup'
import { BackupFolder } from './backups/BackupFolder'
import { requireRoom } from './backups/hashedCopy'
import { Database } from './Database'
import { isDamage } from './failures'
import { damagedName, databaseFileName, fileSize, readHeader } from './files'
import { migrate } from './migrate'
import type { Migration } from './migrations/migration'
import { isReplacing, removeStaged, replaceDatabase, stagedNames } from './replacement'
import { countMessages, fillFrom, finishSalvage, salvage } from './salvage'

/**
 * Makes a new library of what can still be read of the damaged one, fills what is missing from the newest
 * backup, and only then puts it in place: a kill before that leaves the damaged file where it was, to be
 * tried again.
 */
export const repairLibrary = (folder: string, migrations: readonly Migration[], now: number): void => {
  const path = join(folder, databaseFileName)
  requireRoom(folder, fileSize(path))
  const staged = removeStaged(folder, 'damaged')
  try {
    const facts = build(staged, { folder, path, migrations })
    replaceDatabase(folder, {
      reason: 'damaged',
      staged: stagedNames.damaged,
      aside: damagedName(folder, now),
      facts,
    })
  } catch (error) {
    if (!isReplacing(folder)) removeStaged(folder, 'damaged')
    throw error
  }
}

const build = (
  staged: string,
  { folder, path, migrations }: { folder: string; path: string; migrations: readonly Migration[] },
): Record<string, number> => {
  const database = Database.open(staged)
  try {
    migrate(database, migrations)
    if (readHeader(path).type === 'database') quietly('Salvage', () => salvage(path, database))
    const saved = countMessages(database)
    const source = newestOfThisLine(new BackupFolder(folder))
    if (source !== null) quietly('Filling from a backup', () => fillFrom(source.path, database))
    finishSalvage(database)
    database.checkpoint()
    const messages = countMessages(database)
    return messages > saved && source !== null
      ? { messages, filledMessages: messages - saved, filledFrom: source.backup.takenAt }
      : { messages }
  } finally {
    database.close()
  }
}

/** What could be read until then counts; that the disk is full does not pass for that. */
const quietly = (what: string, work: () => void): void => {
  try {
    work()
  } catch (error) {
    if (!isDamage(error) && !(error instanceof AppError && error.code === 'backup/damaged')) throw error
    console.error(`${what} ended early: ${error instanceof Error ? error.message : ''}`)
  }
}

/**
 * Keys are compared when rows are filled in, and they are only the same within one line of history: what was
 * made before another backup was restored belongs to another line, but for that backup itself.
 */
const newestOfThisLine = (backups: BackupFolder): { backup: Backup; path: string } | null => {
  for (const backup of backups.list()) {
    if (backup.reason !== 'before-restore') return { backup, path: backups.databasePath(backup.id) }
    const { restoredId } = backups.manifest(backup.id)
    const restored = backups.list().find(({ id }) => id === restoredId)
    return restored ? { backup: restored, path: backups.databasePath(restored.id) } : null
  }
  return null
}
