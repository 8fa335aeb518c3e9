import { closeSync, copyFileSync, existsSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { fileSize } from '../files'

const headerBytes = 32
const frameHeaderBytes = 24
const magicNumbers = [0x377f0682, 0x377f0683]
/** What SQLite takes for the part of a disk that is written in one. */
const sectorBytes = 512
/** In such parts a system takes what is written to a file: a kill comes between two of them. */
const systemPageBytes = 4_096

/**
 * Whether the log that an unclean end left has lost something that was committed. SQLite reads a log up to
 * its first bad frame and says nothing of what is behind it; so the frames are looked at here, before it
 * opens the file and writes over them. A frame of this log's own salt at or behind the first bad one was
 * written by the same process: what it belongs to is lost. A tail that no kill leaves was cut off.
 */
export const isLogDamaged = (path: string, pageBytes: number): boolean => {
  const size = fileSize(path)
  if (size === 0) return false
  const log = new LogReader(path, size)
  try {
    return log.hasLostFrames(pageBytes)
  } finally {
    log.close()
  }
}

/** Sets a copy of the damaged log aside; gives its path. */
export const keepDamagedLog = (folder: string, path: string, now: number): string => {
  const day = new Date(now).toISOString().replace(/[:.]/g, '-')
  let aside = join(folder, `library.damaged-${day}.db-wal`)
  for (let count = 2; existsSync(aside); count += 1)
    aside = join(folder, `library.damaged-${day}-${count}.db-wal`)
  copyFileSync(path, aside)
  return aside
}

class LogReader {
  private readonly file: number

  constructor(
    path: string,
    private readonly size: number,
  ) {
    this.file = openSync(path, 'r')
  }

  close(): void {
    closeSync(this.file)
  }

  hasLostFrames(expectedPageBytes: number): boolean {
    const header = this.read(0, headerBytes)
    if (header.byteLength < headerBytes) return true
    const magic = header.readUInt32BE(0)
    const isBigEndian = magic === 0x377f0683
    const sums = sum(header, 0, 24, isBigEndian, [0, 0])
    const isSound =
      magicNumbers.includes(magic) &&
      header.readUInt32BE(8) === expectedPageBytes &&
      sums[0] === header.readUInt32BE(24) &&
      sums[1] === header.readUInt32BE(28)
    const frameBytes = frameHeaderBytes + expectedPageBytes
    // Without its header nothing of it is read: whatever was in it is lost.
    if (!isSound) return this.size >= headerBytes + frameBytes
    const salts = [header.readUInt32BE(16), header.readUInt32BE(20)] as const
    return this.framesAreLost(frameBytes, salts, isBigEndian, sums)
  }

  private framesAreLost(
    frameBytes: number,
    salts: readonly [number, number],
    isBigEndian: boolean,
    begin: readonly [number, number],
  ): boolean {
    let sums = begin
    let at = headerBytes
    let isWhole = true
    let isTorn = false
    let isReused = false
    let last: Buffer | null = null
    for (; at + frameBytes <= this.size; at += frameBytes) {
      const frame = this.read(at, frameBytes)
      // One salt is enough: it is a frame of ours with a damaged header.
      const isOurs = frame.readUInt32BE(8) === salts[0] || frame.readUInt32BE(12) === salts[1]
      if (!isWhole) {
        if (isOurs) return true
        isReused ||= isEarlier(frame, salts)
        continue
      }
      sums = sum(frame, frameHeaderBytes, frameBytes, isBigEndian, sum(frame, 0, 8, isBigEndian, sums))
      const hasBothSalts = frame.readUInt32BE(8) === salts[0] && frame.readUInt32BE(12) === salts[1]
      isWhole =
        hasBothSalts &&
        frame.readUInt32BE(0) !== 0 &&
        frame.readUInt32BE(16) === sums[0] &&
        frame.readUInt32BE(20) === sums[1]
      if (isWhole) {
        last = frame
        continue
      }
      isTorn = hasBothSalts
      // A damaged header, or nothing behind it that would tell of the time before.
      if (isOurs && (!isTorn || this.size - at < 2 * frameBytes)) return true
    }
    // A log is written over from its beginning. Killed between the header and the page of a frame, SQLite
    // leaves a new header over an old page, and frames of the time before behind it: nothing was committed.
    if (isTorn) return !isReused
    return isWhole && this.isCutOff(at, last)
  }

  /** A frame is written in two pieces, its header first: a kill comes between them, or within the second. */
  private isCutOff(at: number, last: Buffer | null): boolean {
    const tail = this.size - at
    if (tail === 0 || tail === frameHeaderBytes || this.size % systemPageBytes === 0) return false
    return this.size % sectorBytes !== 0 || !repeats(last, this.read(at, frameHeaderBytes))
  }

  private read(at: number, length: number): Buffer {
    const bytes = Buffer.alloc(length)
    return bytes.subarray(0, readSync(this.file, bytes, 0, length, at))
  }
}

/**
 * The last frame of a commit is repeated up to the end of a sector, in two pieces with a wait for the disk
 * between them. A copy that is cut takes nothing with it.
 */
const repeats = (last: Buffer | null, frame: Buffer): boolean =>
  last !== null &&
  frame.byteLength >= frameHeaderBytes &&
  last.readUInt32BE(4) !== 0 &&
  last.subarray(0, 16).equals(frame.subarray(0, 16))

/** What was there before the log was begun anew: the first salt is one more each time. */
const isEarlier = (frame: Buffer, [salt]: readonly [number, number]): boolean => {
  const begunSince = (salt - frame.readUInt32BE(8)) >>> 0
  return begunSince > 0 && begunSince < 10_000
}

/** SQLite's checksum of a log, continued over these bytes. */
const sum = (
  bytes: Buffer,
  from: number,
  to: number,
  isBigEndian: boolean,
  [begin0, begin1]: readonly [number, number],
): [number, number] => {
  let [sum0, sum1] = [begin0, begin1]
  for (let at = from; at < to; at += 8) {
    const first = isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)
    const second = isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)
    sum0 = (sum0 + first + sum1) >>> 0
    sum1 = (sum1 + second + sum0) >>> 0
  }
  return [sum0, sum1]
}
