import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { Database } from './database'
import { isDamage, probeFolder } from './failures'
import {
  databaseFileName,
  fileSize,
  makeView,
  readHeader,
  removeStaleLock,
  setAside,
  takeOver,
} from './files'
import { migrate } from './migrate'
import type { Migration } from './migrations/migration'
import { salvage } from './salvage'
import { readText } from './values'

/** A database that is ready, and what had to be done to get there. */
export interface OpenedDatabase {
  readonly database: Database
  readonly schemaVersion: number
  readonly setAside: string | null
  /** Only reading works, from outside of the folder; null when the file itself is open. */
  readonly obstacle: 'disk-full' | 'not-writable' | null
  /** Ends what opening had to set up beside the connection. */
  dispose(): void
}

/**
 * A full check reads the whole file, so it is only made when there is a reason (an unclean end, or damage seen while
 * running) and the file is small enough for it to be over in about a second.
 */
const largestCheckedBytes = 128 * 1024 * 1024

/** Beside the database when damage was met while running: the next start checks, whatever the size. */
export const suspicionFileName = 'library.suspect'

export const openDatabase = (
  folder: string,
  migrations: readonly Migration[],
  now: number,
  isSuspect: boolean,
): OpenedDatabase => {
  const path = join(folder, databaseFileName)
  refuseNewer(path, migrations)
  try {
    mkdirSync(folder, { recursive: true })
    takeOver(folder)
    const wasUnclean = removeStaleLock(path)
    return openOrReplace(path, folder, migrations, now, {
      check: isSuspect || (wasUnclean && fileSize(path) <= largestCheckedBytes),
    })
  } catch (error) {
    if (error instanceof AppError && error.code === 'library/newer') throw error
    const obstacle = probeFolder(folder)
    if (obstacle === null || readHeader(path).type !== 'database') throw error
    return openView(path, obstacle, migrations, error)
  }
}

const refuseNewer = (path: string, migrations: readonly Migration[]): void => {
  const header = readHeader(path)
  const newest = migrations.at(-1)?.version ?? 0
  if (header.type === 'database' && header.version > newest)
    throw new AppError('library/newer', 'The library was written by a newer version of Parley', {
      found: header.version,
      newest,
    })
}

const openOrReplace = (
  path: string,
  folder: string,
  migrations: readonly Migration[],
  now: number,
  { check }: { check: boolean },
): OpenedDatabase => {
  if (readHeader(path).type === 'rubbish') return beginAgain(path, folder, migrations, now)
  try {
    return { ...openSound(path, folder, migrations, check), setAside: null }
  } catch (error) {
    if (!isDamage(error)) throw error
    return beginAgain(path, folder, migrations, now)
  }
}

const openSound = (
  path: string,
  folder: string,
  migrations: readonly Migration[],
  check: boolean,
): Omit<OpenedDatabase, 'setAside'> => {
  const database = Database.open(path)
  try {
    if (check) assertSound(database)
    const schemaVersion = migrate(database, folder, migrations)
    return { database, schemaVersion, obstacle: null, dispose: () => {} }
  } catch (error) {
    database.close()
    throw error
  }
}

const assertSound = (database: Database): void => {
  const verdict = readText(database.get('PRAGMA quick_check(1)')?.quick_check)
  if (verdict !== 'ok') throw new AppError('library/damaged', 'The database did not pass its check')
}

/** The damaged file is set aside, never deleted; what can be read of it goes into a new one. */
const beginAgain = (
  path: string,
  folder: string,
  migrations: readonly Migration[],
  now: number,
): OpenedDatabase => {
  removeStaleLock(path)
  const aside = setAside(path, now)
  const opened = openSound(path, folder, migrations, false)
  try {
    if (readHeader(aside).type === 'database') salvage(aside, opened.database)
  } catch (error) {
    // Nothing could be read; the person is told where the file is.
    if (!isDamage(error)) console.error(`Salvage ended early: ${error instanceof Error ? error.message : ''}`)
  }
  return { ...opened, setAside: aside }
}

const openView = (
  path: string,
  obstacle: 'disk-full' | 'not-writable',
  migrations: readonly Migration[],
  because: unknown,
): OpenedDatabase => {
  const view = makeView(path)
  try {
    const database = Database.openReadOnly(view.path)
    const schemaVersion = migrations.at(-1)?.version ?? 0
    const found = Number(database.get('PRAGMA user_version')?.user_version ?? 0)
    if (found !== schemaVersion) {
      database.close()
      // An older schema cannot be brought up to date here, and this code cannot read it as it is.
      throw because
    }
    return { database, schemaVersion, setAside: null, obstacle, dispose: () => view.remove() }
  } catch (error) {
    view.remove()
    throw error
  }
}
