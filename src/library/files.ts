import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
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
  if (!existsSync(path)) return { type: 'none' }
  const bytes = Buffer.alloc(headerLength)
  const file = openSync(path, 'r')
  try {
    const length = readSync(file, bytes, 0, headerLength, 0)
    // An empty file is what is left when the app was killed while making its first page.
    if (length === 0) return { type: 'none' }
    if (length < headerLength || bytes.toString('latin1', 0, 16) !== magic) return { type: 'rubbish' }
    // Offset 60: user_version, big-endian.
    return { type: 'database', version: bytes.readInt32BE(60) }
  } finally {
    closeSync(file)
  }
}

export const fileSize = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/**
 * The lock of a process that was killed. Ours is the only one that may hold it (main holds the single-instance lock),
 * so one that is there before we open is stale; it also says that the last end was not a clean one.
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
 * Waits for a library process that outlived its killed main by a moment: both writing would damage the file. Should the
 * process number be somebody else's by now, the wait is all that it costs.
 */
export const takeOver = (folder: string): void => {
  const path = join(folder, ownerFileName)
  const owner = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
  const clock = new Int32Array(new SharedArrayBuffer(4))
  for (let waited = 0; isAlive(owner) && waited < longestWaitMs; waited += pollMs)
    Atomics.wait(clock, 0, 0, pollMs)
  writeFileSync(path, String(process.pid))
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

/** Killed, but not yet collected by its parent: for ever, where nobody collects (containers). It writes no more. */
const isZombie = (owner: number): boolean => {
  if (process.platform !== 'linux') return false
  try {
    const stat = readFileSync(`/proc/${owner}/stat`, 'utf8')
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}

/** Puts a database that cannot be used out of the way, with its log. Returns where it is now. */
export const setAside = (path: string, now: number): string => {
  const day = new Date(now).toISOString().replace(/[:.]/g, '-')
  let target = path.replace(/\.db$/, `.damaged-${day}.db`)
  for (let count = 2; existsSync(target); count += 1)
    target = path.replace(/\.db$/, `.damaged-${day}-${count}.db`)
  // The log first: left alone beside a new database it would be taken for that one's.
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${target}-wal`)
  if (existsSync(path)) renameSync(path, target)
  return target
}

/** A database seen from a folder of its own, for where nothing can be written beside it (not even the lock). */
export interface View {
  readonly path: string
  remove(): void
}

export const makeView = (path: string): View => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-view-'))
  const view = join(folder, basename(path))
  try {
    try {
      symlinkSync(path, view)
    } catch {
      // Windows lets few people make links.
      copyFileSync(path, view)
    }
    // Opening reads the log into memory but may also shorten it: the view has its own.
    if (fileSize(`${path}-wal`) > 0) copyFileSync(`${path}-wal`, `${view}-wal`)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return { path: view, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
