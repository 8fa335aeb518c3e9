import { statfsSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, type ErrorCode } from '@shared/ipc/errors'

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

const fullCodes = ['ENOSPC', 'EDQUOT']
const readOnlyCodes = ['EROFS', 'EACCES', 'EPERM']

/** Enough for a WAL frame, a lock and a small picture: less than this is full for every purpose. */
const probeBytes = 64 * 1024

/** Why nothing can be written into the folder, by trying; null when it can. */
export const probeFolder = (folder: string): 'disk-full' | 'not-writable' | null => {
  const probe = join(folder, 'library.probe')
  try {
    writeFileSync(probe, new Uint8Array(probeBytes))
    return null
  } catch (error) {
    if (fullCodes.includes(codeOf(error) ?? '')) return 'disk-full'
    if (readOnlyCodes.includes(codeOf(error) ?? '')) return 'not-writable'
    return hasNoSpace(folder) ? 'disk-full' : 'not-writable'
  } finally {
    try {
      unlinkSync(probe)
    } catch {
      // It was never made.
    }
  }
}

const hasNoSpace = (folder: string): boolean => {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize < probeBytes
  } catch {
    return false
  }
}

const isSqliteError = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'SQLite3Error'

/**
 * What SQLite says of a file that is not as it was written: pages, the schema (a table or a column of ours is
 * gone), the search index, or values of a kind that was never stored.
 */
const damageWords =
  /malformed|not a database|corrupt|unsupported file format|vtable constructor failed|invalid fts5 file format|error creating shadow table|no such (?:table|column|index|module)|has no column named|JSON cannot hold BLOB|^constraint failed$/i

/** Damage that SQLite or we saw in the file itself, as opposed to a disk that refuses. */
export const isDamage = (error: unknown): boolean =>
  (error instanceof AppError && error.code === 'library/damaged') ||
  (isSqliteError(error) && damageWords.test(error.message))

/** SQLite met a page that is not what it must be, which no check can take back. */
export const isTornPage = (error: unknown): boolean =>
  isSqliteError(error) && /database disk image is malformed|not a database/i.test(error.message)

/**
 * The failure that main is told. SQLite's errors come without codes here, and a full disk is a "disk I/O
 * error" like any other, so the disk itself is asked.
 */
export const toLibraryError = (error: unknown, folder: string): AppError => {
  if (error instanceof AppError) return error
  const because = (code: ErrorCode, message: string) =>
    new AppError(code, message, undefined, { cause: error })
  if (isDamage(error)) return because('library/damaged', 'The database is damaged')
  const systemCode = codeOf(error) ?? ''
  if (fullCodes.includes(systemCode)) return because('library/disk-full', 'The disk is full')
  if (readOnlyCodes.includes(systemCode)) return because('library/read-only', 'The folder cannot be written')
  if (isSqliteError(error)) {
    if (/disk is full/i.test(error.message)) return because('library/disk-full', 'The disk is full')
    if (/readonly/i.test(error.message)) return because('library/read-only', 'The database cannot be written')
    if (/disk I\/O|unable to open|could not open/i.test(error.message)) {
      const obstacle = probeFolder(folder)
      if (obstacle === 'disk-full') return because('library/disk-full', 'The disk is full')
      if (obstacle === 'not-writable') return because('library/read-only', 'The folder cannot be written')
      return because('library/unavailable', `SQLite: ${error.message}`)
    }
  }
  return because('internal', error instanceof Error ? `${error.name}: ${error.message}` : 'Not an error')
}
