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

test.each([
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
