import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Database } from '../../../../src/library/Database'
import { isLogDamaged } from '../../../../src/library/damage/logDamage'

const pageBytes = 4_096
const frameBytes = 24 + pageBytes
const at = (frame: number) => 32 + frame * frameBytes

let folder = ''
/** A log that was begun anew over an earlier one, as it lies on disk. */
let reused: Buffer
/** The first frame that is of the time before. */
let earlier = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-log-'))
  const path = join(folder, 'library.db')
  const database = Database.open(path)
  database.execute('CREATE TABLE pages (bytes BLOB)')
  const isReused = () => {
    reused = readFileSync(`${path}-wal`)
    const salt = reused.readUInt32BE(16)
    const frames = Math.floor((reused.byteLength - 32) / frameBytes)
    earlier = Array.from({ length: frames }, (_, frame) => frame).findIndex(
      (frame) => reused.readUInt32BE(at(frame) + 8) !== salt,
    )
    return earlier >= 4
  }
  for (let count = 0; !isReused(); count += 1) {
    if (count > 400) throw new Error('The log is begun anew after a thousand pages')
    database.run('INSERT INTO pages (bytes) VALUES (zeroblob(20000))')
  }
  database.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isDamaged = (change: (log: Buffer) => Buffer): boolean => {
  const path = join(folder, 'changed-wal')
  writeFileSync(path, change(Buffer.from(reused)))
  return isLogDamaged(path, pageBytes)
}
/** The header of the next frame is written, and its page is still that of the time before. */
const torn = (log: Buffer): Buffer => {
  log.copy(log, at(earlier), at(earlier - 1), at(earlier - 1) + 24)
  return log
}

test('a log over an earlier one is whole, also where a kill came between the header and the page of a frame', () => {
  expect(isDamaged((log) => log)).toBe(false)
  expect(isDamaged(torn)).toBe(false)
})

/** The file ends within this frame, after that many of its bytes at least, at a multiple of so many. */
const cut = (log: Buffer, frame: number, most: number, multiple: number): Buffer =>
  log.subarray(0, Math.floor((at(frame) + most) / multiple) * multiple)
/** The frame after a commit says what the last one of it says: SQLite fills the sector so. */
const commit = (log: Buffer): number => {
  for (let frame = 0; frame < earlier - 1; frame += 1)
    if (log.readUInt32BE(at(frame) + 4) !== 0) {
      log.copy(log, at(frame + 1), at(frame), at(frame) + 16)
      return frame
    }
  throw new Error('Nothing was committed')
}
const uncommitted = (log: Buffer): number => {
  const frame = Array.from({ length: earlier - 1 }, (_, index) => index).find(
    (index) => log.readUInt32BE(at(index) + 4) === 0,
  )
  if (frame === undefined) throw new Error('Everything was committed')
  return frame
}

test('a kill while the last frame of a commit is repeated up to the end of a sector takes nothing', () => {
  expect(isDamaged((log) => cut(log, commit(log) + 1, 1_600, 512))).toBe(false)
})

test('a kill within the writing of a page leaves the pages of the system that were taken', () => {
  expect(isDamaged((log) => cut(log, uncommitted(log) + 1, 4_096, 4_096))).toBe(false)
})

test.each([
  ['it is cut off in a frame that repeats none', (log: Buffer) => cut(log, uncommitted(log) + 1, 1_600, 512)],
  [
    'it is cut off where no write ends',
    (log: Buffer) => cut(log, commit(log) + 1, 1_600, 512).subarray(0, -1),
  ],
  [
    'a page that was committed is another',
    (log: Buffer) => {
      log.writeUInt8(log.readUInt8(at(1) + 100) ^ 1, at(1) + 100)
      return log
    },
  ],
  [
    'the header of a frame is another',
    (log: Buffer) => {
      log.writeUInt32BE(7, at(earlier - 1) + 12)
      return log
    },
  ],
  [
    'nothing of the time before is behind the bad frame',
    (log: Buffer) => torn(log).subarray(0, at(earlier + 1)),
  ],
  ['what is behind the bad frame is empty', (log: Buffer) => torn(log).fill(0, at(earlier + 1))],
])('it has lost something where %s', (_, change) => {
  expect(isDamaged(change)).toBe(true)
})
