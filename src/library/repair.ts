import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorCode } from '@shared/ipc/errors'
import { BackupFolder } from './backups/BackupFolder'
import { backupsOfThisLine } from './backups/backupsOfThisLine'
import { requireRoom } from './backups/hashedCopy'
import { Database } from './Database'
import { toLibraryError } from './failures'
import { damagedName, databaseFileName, fileSize } from './files'
import { migrate } from './migrate'
import type { Migration } from './migrations/migration'
import { isReplacing, removeStaged, replaceDatabase, stagedNames } from './replacement'
import { countMessages, fillFrom, finishSalvage, salvage, salvageDamaged } from './salvage'

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
    // Rows come in before those that they belong to; what belongs to nothing is taken out at the end.
    database.execute('PRAGMA foreign_keys = OFF')
    const isReadable = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
    if (isReadable) quietly(folder, 'Salvage', () => salvage(path, database))
    // The list of tables is lost, and with it the way to all of them: a backup has the same.
    if (isReadable && countMessages(database) === 0)
      for (const { path: backup } of backupsOfThisLine(new BackupFolder(folder)))
        quietly(folder, 'Salvage by the tables of a backup', () => salvage(path, database, backup))
    const saved = countMessages(database)
    const source = fill(database, folder)
    if (isReadable) quietly(folder, 'Salvage of damaged values', () => salvageDamaged(path, database))
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

/** Fills from the newest backup that can be read; gives that one. */
const fill = (database: Database, folder: string): ReturnType<typeof backupsOfThisLine>[number] | null => {
  for (const each of backupsOfThisLine(new BackupFolder(folder))) {
    const isDone = quietly(folder, 'Filling from a backup', () => fillFrom(each.path, database))
    if (isDone) return each
  }
  return null
}

const refusals: readonly ErrorCode[] = ['library/disk-full', 'library/read-only', 'library/no-room']

/** What could be read until then counts; that the disk is full does not pass for that. */
const quietly = (folder: string, what: string, work: () => void): boolean => {
  try {
    work()
    return true
  } catch (error) {
    if (refusals.includes(toLibraryError(error, folder).code)) throw error
    console.error(`${what} ended early: ${error instanceof Error ? error.message : ''}`)
    return false
  }
}
