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
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

export const databaseFileName = 'library.db'

/** What the first bytes of the file say, read without SQLite so that nothing is touched. */
export type Header =
  | { readonly type: 'none' }
  /** No database at all; a folder of its name is none either. */
  | { readonly type: 'rubbish' }
  | {
      readonly type: 'database'
      readonly version: number
      /** All that never changes in a header of ours is as it should be. */
      readonly isSound: boolean
    }

const headerLength = 100
const magic = 'SQLite format 3\0'

export const readHeader = (path: string): Header => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found && !found.isFile()) return { type: 'rubbish' }
  // An empty file is what is left when the app was killed while making its first page.
  if (fileSize(path) === 0) return { type: 'none' }
  const bytes = readStart(path)
  if (bytes.length < headerLength || bytes.toString('latin1', 0, 16) !== magic) return { type: 'rubbish' }
  const isSound = constants.every(([offset, values]) => values.includes(bytes[offset] ?? -1))
  // Offset 60: user_version, big-endian.
  return { type: 'database', version: bytes.readInt32BE(60), isSound }
}

/**
 * Bytes of SQLite's header that have these values in every file of ours: pages of 4096 bytes, the journal's
 * mode, no reserved bytes, the fractions of payload, the schema's format (0: no table yet), UTF-8.
 */
const constants: readonly (readonly [number, readonly number[]])[] = [
  [16, [0x10]],
  [17, [0]],
  [18, [1, 2]],
  [19, [1, 2]],
  [20, [0]],
  [21, [64]],
  [22, [32]],
  [23, [32]],
  [44, [0]],
  [45, [0]],
  [46, [0]],
  [47, [0, 4]],
  [56, [0]],
  [57, [0]],
  [58, [0]],
  [59, [0, 1]],
]

/** The size of a page in every file of ours. */
export const pageBytes = 4096

/** A header as ours are, over one that is damaged: what the pages hold can then be read. */
export const mendHeader = (path: string): void => {
  const bytes = readStart(path)
  if (bytes.length < headerLength) return
  bytes.write(magic, 0, 'latin1')
  for (const [offset, values] of constants) bytes[offset] = values.at(-1) ?? 0
  const pages = Math.floor(fileSize(path) / pageBytes)
  bytes.writeUInt32BE(pages, 28)
  // The count of pages is good only where these two agree.
  bytes.copy(bytes, 92, 24, 28)
  // No free pages: only reading is meant.
  bytes.fill(0, 32, 40)
  const file = openSync(path, 'r+')
  try {
    writeSync(file, bytes, 0, headerLength, 0)
  } finally {
    closeSync(file)
  }
}

const readStart = (path: string): Buffer => readBytes(path, headerLength)

const readBytes = (path: string, length: number): Buffer => {
  const bytes = Buffer.alloc(length)
  const file = openSync(path, 'r')
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, length, 0))
  } finally {
    closeSync(file)
  }
}

const writeStart = (path: string, bytes: Uint8Array): void => {
  const file = openSync(path, 'r+')
  try {
    writeSync(file, bytes, 0, bytes.length, 0)
  } finally {
    closeSync(file)
  }
}

export const fileSize = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

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
  const owner = readOwner(path)
  const clock = new Int32Array(new SharedArrayBuffer(4))
  for (let waited = 0; isAlive(owner) && waited < longestWaitMs; waited += pollMs)
    Atomics.wait(clock, 0, 0, pollMs)
  writeFileSync(path, String(process.pid))
}

/** Whether this process is still the one that may write here. */
export const isOwner = (folder: string): boolean => {
  return readOwner(join(folder, ownerFileName)) === process.pid
}

/** Whether a process that had the library did not give it up: it was killed. */
export const wasAbandoned = (folder: string): boolean => existsSync(join(folder, ownerFileName))

export const giveUp = (folder: string): void => rmSync(join(folder, ownerFileName), { force: true })

/** 0 where there is none, or none can be read. */
const readOwner = (path: string): number => {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch {
    return 0
  }
}

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
 * How the file's size compares with what its own header says: it is `short` after a copy that was cut off.
 * Unknown where there is a log, which may have what the file lacks.
 */
export const comparedSize = (path: string): 'unknown' | 'right' | 'short' | 'long' => {
  const size = fileSize(path)
  if (size < headerLength || fileSize(`${path}-wal`) > 0) return 'unknown'
  const bytes = readStart(path)
  // The count is only good where it was written by the same change as the rest (offsets 24 and 92).
  if (bytes.readUInt32BE(24) !== bytes.readUInt32BE(92)) return 'unknown'
  const expected = bytes.readUInt32BE(28) * pageBytes
  return size < expected ? 'short' : size > expected ? 'long' : 'right'
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

export const makeView = (path: string): View => makeViewBy(path, share)

/**
 * A view of a copy whose damaged header is mended, so that the pages behind it can be read. Where the list of
 * tables in the first page is lost as well, another file of the same tables gives its own.
 */
export const makeMendedView = (path: string, firstPageOf: string | null = null): View =>
  makeViewBy(path, (from, to) => {
    copyFileSync(from, to)
    if (firstPageOf !== null) writeStart(to, readBytes(firstPageOf, pageBytes))
    mendHeader(to)
  })

const makeViewBy = (path: string, put: (path: string, view: string) => void): View => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-view-'))
  const view = join(folder, basename(path))
  try {
    put(path, view)
    // Opening reads the log into memory but may also shorten it: the view has its own.
    if (fileSize(`${path}-wal`) > 0) copyFileSync(`${path}-wal`, `${view}-wal`)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return { path: view, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
