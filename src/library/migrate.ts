import { dirname, join, relative } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { BackupFolder } from './backups/BackupFolder'
import { countContents, inspectDatabase, passesCheck, sameContents } from './backups/contents'
import { copyHashed, requireRoom } from './backups/hashedCopy'
import { Database } from './Database'
import { toLibraryError } from './failures'
import { databaseFileName, fileSize } from './files'
import type { Migration } from './migrations/migration'
import { removeStaged, replaceDatabase } from './replacement'
import { readNumber } from './values'

/** Written into the file's header, so that the file can be told from other SQLite files: "Prly". */
const applicationId = 0x50726c79

const schemaVersionOf = (database: Database): number =>
  readNumber(database.get('PRAGMA user_version')?.user_version)

export const newestSchemaOf = (migrations: readonly Migration[]): number => migrations.at(-1)?.version ?? 0

/** All steps that are missing, or none. */
export const migrate = (database: Database, migrations: readonly Migration[]): void => {
  const found = schemaVersionOf(database)
  if (found === newestSchemaOf(migrations)) return
  database.transaction(() => {
    for (const migration of migrations) {
      if (migration.version <= found) continue
      migration.up(database)
      // Part of the transaction: PRAGMAs that write the header are.
      database.execute(`PRAGMA user_version = ${migration.version}; PRAGMA application_id = ${applicationId}`)
    }
  })
  // The version is read from the file's header before anything is opened, so it must not stay in the WAL
  // alone.
  database.checkpoint()
}

/**
 * Brings an existing library up to date: a copy of it is made, compared, brought through all steps and
 * checked, and only then takes its place. The file as it was becomes a backup. Until then nothing of it is
 * touched, whatever fails.
 */
export const updateLibrary = (folder: string, migrations: readonly Migration[], now: number): void => {
  const path = join(folder, databaseFileName)
  const before = inspect(path)
  // The copy, and as much again for the log of one large transaction.
  requireRoom(folder, fileSize(path) * 2)
  const staged = removeStaged(folder, 'updated')
  try {
    copyHashed(path, staged)
    updateCopy(staged, migrations, before.contents)
  } catch (error) {
    removeStaged(folder, 'updated')
    throw error
  }
  const backups = new BackupFolder(folder)
  const { id, part } = backups.begin(now)
  const missing = backups.store.keep(before.kept, undefined, true)
  backups.writeManifest(part, {
    format: 1,
    number: backups.nextNumber(),
    takenAt: now,
    reason: 'before-update',
    schemaVersion: before.schemaVersion,
    ...before.contents,
    sha256: null,
    kept: before.kept,
    missing: missing.map(({ name }) => name),
    requestId: null,
  })
  backups.finish(id, part)
  replaceDatabase(folder, {
    reason: 'updated',
    staged: relative(folder, staged),
    aside: relative(folder, backups.databasePath(id)),
    facts: { from: before.schemaVersion, messages: before.contents.messages },
  })
}

/**
 * The whole file is read first: a damaged one must not be carried on. It is not written, unless a log waits
 * beside it.
 */
const inspect = (path: string) => {
  if (fileSize(`${path}-wal`) > 0) Database.open(path).close()
  try {
    return inspectDatabase(path)
  } catch (cause) {
    throw new AppError('library/damaged', 'The library did not pass its check', undefined, { cause })
  }
}

/**
 * A disk that refuses is not the steps' fault; anything else is, damage of the copy included: it was whole.
 */
const runSteps = (database: Database, migrations: readonly Migration[], path: string): void => {
  try {
    migrate(database, migrations)
  } catch (cause) {
    const failure = toLibraryError(cause, dirname(path))
    if (failure.code === 'library/disk-full' || failure.code === 'library/read-only') throw failure
    throw new AppError('library/update-failed', 'A step failed', undefined, { cause })
  }
}

const updateCopy = (
  path: string,
  migrations: readonly Migration[],
  contents: ReturnType<typeof countContents>,
): void => {
  const database = Database.open(path)
  try {
    runSteps(database, migrations, path)
    if (!passesCheck(database) || !sameContents(countContents(database), contents))
      throw new AppError('library/update-failed', 'The updated copy does not hold what the library holds')
  } finally {
    database.close()
  }
}
