import {
  closeSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

export const databaseFileName = 'library.db'

/** What the first bytes of the file say, read without SQLite so that nothing is touched. */
export type Header =
  | { readonly type: 'none' }
  | { readonly type: 'rubbish' }
  | { readonly type: 'database'; readonly version: number }

const headerLength = 100
const magic = 'SQLite format 3\0'

export const readHeader = (path: string): Header => {
  // An empty file is what is left when the app was killed while making its first page.
  if (fileSize(path) === 0) return { type: 'none' }
  const bytes = readStart(path)
  if (bytes.length < headerLength || bytes.toString('latin1', 0, 16) !== magic) return { type: 'rubbish' }
  // Offset 60: user_version, big-endian.
  return { type: 'database', version: bytes.readInt32BE(60) }
}

const readStart = (path: string): Buffer => {
  const bytes = Buffer.alloc(headerLength)
  const file = openSync(path, 'r')
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, headerLength, 0))
  } finally {
    closeSync(file)
  }
}

export const fileSize = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/**
 * The lock of a process that was killed. Ours is the only one that may hold it (main holds the
 * single-instance lock), so one that is there before we open is stale; it also says that the last end was not
 * a clean one.
 */
export const removeStaleLock = (path: string): boolean => {
  const lock = `${path}.lock`
  if (!existsSync(lock)) return false
  rmdirSync(lock)
  return true
}

/** Whether a library that is not in use lies beside ours: set aside, or kept from before a migration. */
export const hasOtherLibrary = (folder: string): boolean =>
  readdirSync(folder).some((name) => /^library\..+\.db$/.test(name))

const ownerFileName = 'library.pid'
const longestWaitMs = 5_000
const pollMs = 20

/**
 * Waits for a library process that outlived its killed main by a moment: both writing would damage the file.
 * Should the process number belong to another process by now, the wait is all that it costs.
 */
export const takeOver = (folder: string): void => {
  const path = join(folder, ownerFileName)
  const owner = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
  const clock = new Int32Array(new SharedArrayBuffer(4))
  for (let waited = 0; isAlive(owner) && waited < longestWaitMs; waited += pollMs)
    Atomics.wait(clock, 0, 0, pollMs)
  writeFileSync(path, String(process.pid))
}

/** Whether this process is still the one that may write here. */
export const isOwner = (folder: string): boolean => {
  const path = join(folder, ownerFileName)
  return existsSync(path) && Number(readFileSync(path, 'utf8')) === process.pid
}

export const giveUp = (folder: string): void => rmSync(join(folder, ownerFileName), { force: true })

const isAlive = (owner: number): boolean => {
  if (!Number.isInteger(owner) || owner <= 0 || owner === process.pid) return false
  try {
    process.kill(owner, 0)
    return !isZombie(owner)
  } catch {
    return false
  }
}

/**
 * Tells whether the process was killed but not yet collected by its parent (never, in containers without an
 * init). It writes no more.
 */
const isZombie = (owner: number): boolean => {
  if (process.platform !== 'linux') return false
  try {
    const stat = readFileSync(`/proc/${owner}/stat`, 'utf8')
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}

/** The name under which a damaged database is set aside; its log goes along. */
export const damagedName = (folder: string, now: number): string => {
  const day = new Date(now).toISOString().replace(/[:.]/g, '-')
  const name = (suffix: string) => databaseFileName.replace(/\.db$/, `.damaged-${day}${suffix}.db`)
  let found = name('')
  for (let count = 2; existsSync(join(folder, found)); count += 1) found = name(`-${count}`)
  return found
}

/**
 * Whether the file ends before its own header says, as after a copy that was cut off. Only where there is no
 * log, which may have what the file lacks.
 */
export const isTruncated = (path: string): boolean => {
  const size = fileSize(path)
  if (size < headerLength || fileSize(`${path}-wal`) > 0) return false
  const bytes = readStart(path)
  const pageSize = bytes.readUInt16BE(16) === 1 ? 65_536 : bytes.readUInt16BE(16)
  // The count is only good where it was written by the same change as the rest (offsets 24 and 92).
  const isCountValid = bytes.readUInt32BE(24) === bytes.readUInt32BE(92)
  return isCountValid && size < bytes.readUInt32BE(28) * pageSize
}

const share = (path: string, view: string): void => {
  // Windows lets few users make symbolic links, and hard links only on the same disk.
  for (const make of [symlinkSync, linkSync]) {
    try {
      make(path, view)
      return
    } catch {
      // The next way.
    }
  }
  copyFileSync(path, view)
}

/**
 * A database seen from a folder of its own, for where nothing can be written beside it (not even the lock).
 */
export interface View {
  readonly path: string
  remove(): void
}

export const makeView = (path: string): View => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-view-'))
  const view = join(folder, basename(path))
  try {
    share(path, view)
    // Opening reads the log into memory but may also shorten it: the view has its own.
    if (fileSize(`${path}-wal`) > 0) copyFileSync(`${path}-wal`, `${view}-wal`)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return { path: view, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
