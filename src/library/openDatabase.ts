import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { Database } from './Database'
import { isDamage, probeFolder } from './failures'
import {
  databaseFileName,
  fileSize,
  isTruncated,
  makeView,
  readHeader,
  removeStaleLock,
  takeOver,
} from './files'
import { migrate, newestSchemaOf, updateLibrary } from './migrate'
import type { Migration } from './migrations/migration'
import { repairLibrary } from './repair'
import { finishReplacement, isReplacing, type Replacement, removeStaged, stagedNames } from './replacement'
import { readText } from './values'

export type Obstacle = 'disk-full' | 'not-writable'

/** A database that is ready, and what had to be done to get there. */
export interface OpenedDatabase {
  readonly database: Database
  readonly schemaVersion: number
  /**
   * Another database took the library's place, now or before the app last ended, when no window had heard of
   * it yet.
   */
  readonly replaced: Replacement | null
  /** True after an unclean end of a file that is too large to be checked while callers wait for it. */
  readonly isUnchecked: boolean
  /** The end was unclean, and the log that was written until then is gone. */
  readonly isLogMissing: boolean
  /** The reason why only reading works, from outside of the folder; null when the file itself is open. */
  readonly obstacle: Obstacle | null
  /** Damage that cannot be repaired yet, for lack of room. */
  readonly isDamaged: boolean
  /** Ends what opening had to set up beside the connection. */
  dispose(): void
}

/**
 * A full check reads the whole file, so before the first request it is only made when there is a reason (an
 * unclean end) and the file is small enough for it to be over in about a second. Larger ones are checked
 * beside their requests.
 */
const largestCheckedBytes = 128 * 1024 * 1024

/**
 * A file of this name lies beside the database when damage was met while running: the next start checks,
 * whatever the size.
 */
export const suspicionFileName = 'library.suspect'

export interface OpenOptions {
  readonly folder: string
  readonly migrations: readonly Migration[]
  readonly now: number
  readonly isSuspect: boolean
  /** Tests set a smaller limit: they have no time for files as large as that. */
  readonly largestCheckedBytes?: number
}

export const openDatabase = (options: OpenOptions): OpenedDatabase => {
  const { folder, migrations } = options
  const path = join(folder, databaseFileName)
  // The version is checked before anything is touched; what is about to be replaced may be of any version.
  if (!isReplacing(folder)) refuseNewer(path, migrations)
  try {
    mkdirSync(folder, { recursive: true })
    takeOver(folder)
    const earlier = finishReplacement(folder)
    for (const reason of Object.keys(stagedNames) as Replacement['reason'][]) removeStaged(folder, reason)
    refuseNewer(path, migrations)
    return openOrRepair(path, options, earlier)
  } catch (error) {
    if (error instanceof AppError && error.code === 'library/newer') throw error
    const obstacle = probeFolder(folder) ?? lackOfRoom(error)
    if (obstacle === null || readHeader(path).type !== 'database') throw error
    return openView(path, obstacle, migrations, error)
  }
}

const lackOfRoom = (error: unknown): Obstacle | null =>
  error instanceof AppError && error.code === 'library/no-room' ? 'disk-full' : null

const refuseNewer = (path: string, migrations: readonly Migration[]): void => {
  const header = readHeader(path)
  const newest = newestSchemaOf(migrations)
  if (header.type === 'database' && header.version > newest)
    throw new AppError('library/newer', 'The library was written by a newer version of Parley', {
      found: header.version,
      newest,
    })
}

const openOrRepair = (
  path: string,
  { folder, migrations, now, isSuspect, ...limits }: OpenOptions,
  earlier: Replacement | null,
): OpenedDatabase => {
  const wasUnclean = removeStaleLock(path)
  const isLarge = fileSize(path) > (limits.largestCheckedBytes ?? largestCheckedBytes)
  const isLogMissing = wasUnclean && fileSize(path) > 0 && !existsSync(`${path}-wal`)
  const header = readHeader(path)
  let replaced = earlier
  try {
    if (header.type === 'rubbish' || isTruncated(path))
      throw new AppError('library/damaged', 'The file is no whole database')
    if (isSuspect || (wasUnclean && !isLarge)) assertSound(path)
    if (header.type === 'database' && header.version > 0 && header.version < newestSchemaOf(migrations)) {
      updateLibrary(folder, migrations, now)
      replaced = finishReplacement(folder)
    }
  } catch (error) {
    if (!isDamage(error)) throw error
    removeStaleLock(path)
    repairLibrary(folder, migrations, now)
    replaced = finishReplacement(folder)
  }
  return {
    ...openSound(path, migrations),
    replaced,
    isUnchecked: wasUnclean && isLarge && replaced === null,
    isLogMissing,
    isDamaged: false,
    obstacle: null,
    dispose: () => {},
  }
}

const openSound = (
  path: string,
  migrations: readonly Migration[],
): Pick<OpenedDatabase, 'database' | 'schemaVersion'> => {
  const database = Database.open(path)
  try {
    migrate(database, migrations)
    ensureLog(database)
    return { database, schemaVersion: newestSchemaOf(migrations) }
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * From the first moment on there is a log beside the open file, so that one that is missing after an unclean
 * end was taken away. Writes one page; fails where nothing can be written, as it should.
 */
const ensureLog = (database: Database): void =>
  database.transaction(() => {
    const version = Number(database.get('PRAGMA user_version')?.user_version ?? 0)
    database.execute(`PRAGMA user_version = ${version}`)
  })

const assertSound = (path: string): void => {
  const database = Database.open(path)
  try {
    const verdict = readText(database.get('PRAGMA quick_check(1)')?.quick_check)
    if (verdict !== 'ok') throw new AppError('library/damaged', 'The database did not pass its check')
  } finally {
    database.close()
  }
}

const openView = (
  path: string,
  obstacle: Obstacle,
  migrations: readonly Migration[],
  because: unknown,
): OpenedDatabase => {
  const view = makeView(path)
  try {
    const database = Database.openReadOnly(view.path)
    const schemaVersion = newestSchemaOf(migrations)
    const found = Number(database.get('PRAGMA user_version')?.user_version ?? 0)
    if (found !== schemaVersion) {
      database.close()
      // An older schema cannot be brought up to date here, and this code cannot read it as it is.
      throw because
    }
    return {
      database,
      schemaVersion,
      replaced: null,
      isUnchecked: false,
      isLogMissing: false,
      isDamaged: isDamage(because) || lackOfRoom(because) !== null,
      obstacle,
      dispose: () => view.remove(),
    }
  } catch (error) {
    view.remove()
    throw error
  }
}
