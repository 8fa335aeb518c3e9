import { AppError } from '@shared/ipc/errors'
import type { BackupContents } from '@shared/model/backup'
import type { PictureFormat } from '@shared/model/picture'
import { keptFileName } from '@shared/model/picture'
import { Database } from '../Database'
import { makeView } from '../files'
import { readNumber, readText } from '../values'

/** A picture or another file that the history needs; its name begins with the hash of its content. */
export interface KeptFile {
  readonly folder: 'pictures' | 'files'
  readonly name: string
  readonly bytes: number
  /** It came from another device, and its bytes were still to come: nothing is lost where it is not here. */
  readonly isAwaited?: true
}

const counted = ['conversations', 'messages', 'pictures', 'files'] as const

/** How much there is. An older schema had fewer tables. */
export const countContents = (database: Database): BackupContents => {
  const counts = counted.map((table) => [
    table,
    hasTable(database, table) ? readNumber(database.get(`SELECT count(*) AS n FROM ${table}`)?.n) : 0,
  ])
  return Object.fromEntries(counts) as Record<(typeof counted)[number], number>
}

export const sameContents = (a: BackupContents, b: BackupContents): boolean =>
  counted.every((table) => a[table] === b[table])

export const keptFilesOf = (database: Database): KeptFile[] => {
  const awaited = awaitedIds(database)
  return allKeptFiles(database).map((file) => {
    const [id = ''] = file.name.split('.')
    return awaited.has(id) ? { ...file, isAwaited: true } : file
  })
}

const awaitedIds = (database: Database): ReadonlySet<string> =>
  new Set(
    hasTable(database, 'sync_missing_blobs')
      ? database.all('SELECT id FROM sync_missing_blobs').map(({ id }) => readText(id))
      : [],
  )

const allKeptFiles = (database: Database): KeptFile[] => [
  ...database.all('SELECT id, format, byte_length FROM pictures').map(
    ({ id, format, byte_length }): KeptFile => ({
      folder: 'pictures',
      name: keptFileName({ id: readText(id), format: readText(format) as PictureFormat }),
      bytes: readNumber(byte_length),
    }),
  ),
  ...(hasTable(database, 'files') ? database.all('SELECT id, byte_length FROM files') : []).map(
    ({ id, byte_length }): KeptFile => ({
      folder: 'files',
      name: readText(id),
      bytes: readNumber(byte_length),
    }),
  ),
]

const hasTable = (database: Database, name: string): boolean =>
  database.get("SELECT 1 AS found FROM sqlite_schema WHERE type = 'table' AND name = ?", [name]) !== null

/**
 * `quick_check` reads every page; `integrity_check` also compares every index with its table, which takes
 * longer and sees pages that changed places.
 */
export type Check = 'quick_check' | 'integrity_check'

export const passesCheck = (database: Database, check: Check = 'quick_check'): boolean =>
  readText(database.get(`PRAGMA ${check}(1)`)?.[check]) === 'ok'

export interface Inspection {
  readonly contents: BackupContents
  readonly kept: readonly KeptFile[]
  readonly schemaVersion: number
}

/**
 * Opens a database that no process writes to, reads all of it, and counts. `backup/damaged` when it is not
 * whole.
 */
export const inspectDatabase = (path: string, check: Check = 'quick_check'): Inspection => {
  const view = makeView(path)
  try {
    const database = Database.openReadOnly(view.path)
    try {
      if (!passesCheck(database, check)) throw new AppError('backup/damaged', 'It did not pass its check')
      return {
        contents: countContents(database),
        kept: keptFilesOf(database),
        schemaVersion: readNumber(database.get('PRAGMA user_version')?.user_version),
      }
    } finally {
      database.close()
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('backup/damaged', 'It cannot be read', undefined, { cause: error })
  } finally {
    view.remove()
  }
}
