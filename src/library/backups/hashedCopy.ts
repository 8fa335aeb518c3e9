import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  openSync,
  readSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs'
import { AppError } from '@shared/ipc/errors'

const chunkBytes = 1 << 20

/** A function that is called with the bytes that were worked on since the last time. */
export type OnBytes = (bytes: number) => void

/** Calls `use` with each piece of a file, in order. */
const readThrough = (path: string, use: (piece: Uint8Array) => void): void => {
  const buffer = new Uint8Array(chunkBytes)
  const file = openSync(path, 'r')
  try {
    for (;;) {
      const length = readSync(file, buffer, 0, chunkBytes, null)
      if (length === 0) return
      use(buffer.subarray(0, length))
    }
  } finally {
    closeSync(file)
  }
}

export const hashFile = (path: string, onBytes: OnBytes = () => {}): string => {
  const hash = createHash('sha256')
  readThrough(path, (piece) => {
    hash.update(piece)
    onBytes(piece.byteLength)
  })
  return hash.digest('hex')
}

/**
 * Copies a file, reads the copy back and compares: returns the hash of both. Where the file system can share
 * blocks between copies (APFS, Btrfs, XFS), the copy takes no room. `onBytes` hears of every byte twice.
 */
export const copyHashed = (from: string, to: string, onBytes: OnBytes = () => {}): string => {
  try {
    const source = copyAndHash(from, to, onBytes)
    const copy = hashFile(to, onBytes)
    if (source !== copy) throw new AppError('backup/damaged', 'The copy is not equal to the original')
    return copy
  } catch (error) {
    rmSync(to, { force: true })
    throw error
  }
}

const copyAndHash = (from: string, to: string, onBytes: OnBytes): string => {
  if (clone(from, to)) {
    const hash = hashFile(from, onBytes)
    syncFile(to)
    return hash
  }
  const hash = createHash('sha256')
  const file = openSync(to, 'w')
  try {
    readThrough(from, (piece) => {
      hash.update(piece)
      for (let at = 0; at < piece.byteLength; ) at += writeSync(file, piece, at)
      onBytes(piece.byteLength)
    })
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}

const clone = (from: string, to: string): boolean => {
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE_FORCE)
    return true
  } catch {
    // Few file systems can.
    return false
  }
}

export const syncFile = (path: string): void => {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Makes renames and new names in a folder last. Windows has no such thing and needs none. */
export const syncFolder = (folder: string): void => {
  if (process.platform === 'win32') return
  const file = openSync(folder, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Room that stays free for rows that are written meanwhile, and for the file system's own needs. */
const spareBytes = 8 << 20

/**
 * Refuses a large write that would not fit: half a copy on a full disk is of no use, and what is written
 * meanwhile needs room, too.
 */
export const requireRoom = (folder: string, bytes: number): void => {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const needed = bytes + spareBytes
  if (free < needed)
    throw new AppError('library/no-room', 'Not enough room on the disk', {
      neededBytes: needed,
      freeBytes: free,
    })
}
