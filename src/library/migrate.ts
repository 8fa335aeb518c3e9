import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { Database } from './database'
import type { Migration } from './migrations/migration'
import { readNumber, readText } from './values'

/** Written into the file's header, so that the file can be told from other SQLite files: "Prly". */
export const applicationId = 0x50726c79

export const schemaVersionOf = (database: Database): number =>
  readNumber(database.get('PRAGMA user_version')?.user_version)

/**
 * Brings the schema up to date. Before each step an existing database is copied, and the copy is opened and compared;
 * it stays beside the library until the same step is made again.
 */
export const migrate = (database: Database, folder: string, migrations: readonly Migration[]): number => {
  const newest = migrations.at(-1)?.version ?? 0
  const found = schemaVersionOf(database)
  if (found > newest)
    throw new AppError('library/newer', 'The library was written by a newer version', { found, newest })
  for (const migration of migrations) {
    if (migration.version <= found) continue
    if (found > 0) keepCopy(database, join(folder, `library.before-${migration.version}.db`))
    database.transaction(() => {
      migration.up(database)
      // Part of the transaction: PRAGMAs that write the header are.
      database.execute(`PRAGMA user_version = ${migration.version}; PRAGMA application_id = ${applicationId}`)
    })
  }
  // The version is read from the file's header before anything is opened, so it must not stay in the WAL alone.
  if (found < newest) database.all('PRAGMA wal_checkpoint(TRUNCATE)')
  return Math.max(found, newest)
}

const keepCopy = (database: Database, path: string): void => {
  if (existsSync(path)) rmSync(path)
  database.run('VACUUM INTO ?', [path])
  const copy = Database.openReadOnly(path)
  try {
    const check = readText(copy.get('PRAGMA quick_check(1)')?.quick_check)
    const isEqual = JSON.stringify(countRows(copy)) === JSON.stringify(countRows(database))
    if (check !== 'ok' || !isEqual)
      throw new AppError('library/unavailable', 'The copy before a migration is not equal to the library')
  } finally {
    copy.close()
  }
}

const countRows = (database: Database): Record<string, number> => {
  const tables = database.all(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
  )
  return Object.fromEntries(
    tables.map(({ name }) => {
      const table = readText(name)
      return [table, readNumber(database.get(`SELECT count(*) AS n FROM "${table}"`)?.n)]
    }),
  )
}
