import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { Database } from './Database'
import { isLogDamaged, keepDamagedLog } from './damage/logDamage'
import { assertShape, findSchema, type SchemaFound } from './damage/schemaShape'
import { clearSurroundings, removeLock, setAside } from './damage/surroundings'
import type { Suspicion } from './damage/suspicion'
import { isDamage, probeFolder } from './failures'
import {
  comparedSize,
  databaseFileName,
  fileSize,
  giveUp,
  isOwner,
  makeView,
  pageBytes,
  readHeader,
  takeOver,
  wasAbandoned,
} from './files'
import { migrate, newestSchemaOf, updateLibrary } from './migrate'
import type { Migration } from './migrations/migration'
import { repairLibrary } from './repair'
import {
  dropBadJournal,
  finishReplacement,
  isReplacing,
  type Replacement,
  removeStaged,
  stagedNames,
} from './replacement'
import { readNumber, readText } from './values'

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
  /** That log had lost something of what was committed: the path of the copy of it that was kept. */
  readonly damagedLog: string | null
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

export interface OpenOptions {
  readonly folder: string
  readonly migrations: readonly Migration[]
  readonly now: number
  /** `met`: the whole file is checked first; `again`: it is repaired whatever a check would say. */
  readonly suspicion: Suspicion
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
    clearSurroundings(folder)
    const wasAbandonedHere = wasAbandoned(folder)
    takeOver(folder)
    dropBadJournal(folder)
    const earlier = finishReplacement(folder)
    for (const reason of Object.keys(stagedNames) as Replacement['reason'][]) removeStaged(folder, reason)
    refuseNewer(path, migrations)
    return openOrRepair(path, options, earlier, wasAbandonedHere)
  } catch (error) {
    if (error instanceof AppError && error.code === 'library/newer') {
      giveUp(folder)
      throw error
    }
    const obstacle = probeFolder(folder) ?? lackOfRoom(error)
    if (obstacle === null || readHeader(path).type !== 'database') {
      // Nothing is open: the next start must not take this one's end for a kill.
      if (isOwner(folder)) giveUp(folder)
      throw error
    }
    return openView(path, obstacle, migrations, error)
  }
}

const lackOfRoom = (error: unknown): Obstacle | null =>
  error instanceof AppError && error.code === 'library/no-room' ? 'disk-full' : null

const refuseNewer = (path: string, migrations: readonly Migration[]): void => {
  const header = readHeader(path)
  const newest = newestSchemaOf(migrations)
  if (header.type !== 'database' || header.version <= newest) return
  if (findSchema(path, migrations) === 'newer')
    throw new AppError('library/newer', 'The library was written by a newer version of Parley', {
      found: header.version,
      newest,
    })
}

const openOrRepair = (
  path: string,
  { folder, migrations, now, suspicion, ...limits }: OpenOptions,
  earlier: Replacement | null,
  wasAbandonedHere: boolean,
): OpenedDatabase => {
  const hadLock = removeLock(folder)
  const wasUnclean = hadLock || wasAbandonedHere
  const isLarge = fileSize(path) > (limits.largestCheckedBytes ?? largestCheckedBytes)
  const log = `${path}-wal`
  const isLogMissing = wasUnclean && fileSize(path) > 0 && fileSize(log) === 0
  // Before anything opens the file: opening writes over what it cannot read of the log.
  const damagedLog = isLogDamaged(log, pageBytes) ? keepDamagedLog(folder, log, now) : null
  // A log without its file would be taken for that of the new one.
  if (readHeader(path).type === 'none') setAside(folder, basename(log))
  const open = (replaced: Replacement | null): OpenedDatabase => ({
    ...openSound(path, migrations),
    replaced,
    isUnchecked: wasUnclean && isLarge && replaced === null,
    isLogMissing,
    damagedLog,
    isDamaged: false,
    obstacle: null,
    dispose: () => {},
  })
  try {
    if (suspicion === 'again') throw new AppError('library/damaged', 'Damage was met again')
    const schema = schemaToOpen(path, migrations)
    if (suspicion === 'met') assertSound(path, migrations, 'integrity_check')
    else if ((wasUnclean || comparedSize(path) === 'long') && !isLarge)
      assertSound(path, migrations, 'quick_check')
    if (schema !== 'older') return open(earlier)
    updateLibrary(folder, migrations, now)
    return open(finishReplacement(folder))
  } catch (error) {
    if (!isDamage(error)) throw error
    removeLock(folder)
    repairLibrary(folder, migrations, now)
    return open(finishReplacement(folder))
  }
}

/** What there is to open; throws where that is damaged beyond opening. */
const schemaToOpen = (path: string, migrations: readonly Migration[]): SchemaFound => {
  const header = readHeader(path)
  if (header.type === 'none') return 'empty'
  if (header.type === 'rubbish' || !header.isSound || comparedSize(path) === 'short')
    throw new AppError('library/damaged', 'The file is no whole database')
  if (header.version === newestSchemaOf(migrations)) return 'ours'
  const found = findSchema(path, migrations)
  if (found === 'damaged')
    throw new AppError('library/damaged', 'The version and the tables do not go together')
  return found
}

const openSound = (
  path: string,
  migrations: readonly Migration[],
): Pick<OpenedDatabase, 'database' | 'schemaVersion'> => {
  const database = Database.open(path)
  try {
    migrate(database, migrations)
    database.beginLog()
    return { database, schemaVersion: newestSchemaOf(migrations) }
  } catch (error) {
    database.close()
    throw error
  }
}

const versionOf = (database: Database): number =>
  readNumber(database.get('PRAGMA user_version')?.user_version)

/** `quick_check` reads all pages; `integrity_check` compares every index with its table as well. */
const assertSound = (
  path: string,
  migrations: readonly Migration[],
  check: 'quick_check' | 'integrity_check',
): void => {
  const database = Database.open(path)
  try {
    const verdict = readText(database.get(`PRAGMA ${check}(1)`)?.[check])
    if (verdict !== 'ok') throw new AppError('library/damaged', 'The database did not pass its check')
    if (check === 'integrity_check' && versionOf(database) === newestSchemaOf(migrations))
      assertShape(database, migrations)
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
    if (versionOf(database) !== schemaVersion) {
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
      damagedLog: null,
      isDamaged: isDamage(because) || lackOfRoom(because) !== null,
      obstacle,
      dispose: () => view.remove(),
    }
  } catch (error) {
    view.remove()
    throw error
  }
}
