import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { Database } from '../../src/library/Database'

const pageBytes = 4096
const frameBytes = pageBytes + 24

/** A place is a share of the file, so that it means the same in a file that grew or shrank. */
const sharesOf = fc.noBias(fc.nat(99_999)).map((part) => part / 100_000)
const databases = fc.constantFrom('library.db', 'library.db', 'library.db-wal')
const sidecars = [
  'library.db.lock',
  'library.pid',
  'library.suspect',
  'library.replacing.json',
  'library.replacing.json.part',
  'library.probe',
  'library.db-journal',
  'library.db-shm',
  'library.repairing.db',
  'library.restoring.db',
  'library.updating.db',
]
const folders = ['pictures', 'files', 'speech', 'thumbnails']
const jsonColumns = [
  ['bodies', 'parts'],
  ['conversations', 'choices'],
  ['messages', 'usage'],
  ['grown_parts', 'part'],
  ['pictures', 'details'],
  ['notes', 'value'],
] as const
const otherColumns = [
  ['conversations', 'title'],
  ['conversations', 'updated_at'],
  ['conversations', 'leaf_id'],
  ['messages', 'role'],
  ['messages', 'state'],
  ['messages', 'created_at'],
  ['messages', 'parent_id'],
  ['messages', 'cost_usd'],
  ['pictures', 'created_at'],
  ['pictures', 'prompt'],
  ['pictures', 'width'],
  ['folders', 'name'],
  ['costs', 'cost_usd'],
] as const
const badValues = [
  `''`,
  `'[null]'`,
  `'{}'`,
  `'[{"type":"te'`,
  `'[{"type":"text","text":{}}]'`,
  `'{"a'`,
  `'{"model":[]}'`,
  `'null'`,
  '7',
  '-1e300',
  '9e18',
  `x'00ff'`,
  `CAST(x'5bff' AS TEXT)`,
  `CAST(x'00' AS TEXT)`,
]
/** Takes an index out of the list of tables, and leaves the tables that it stands on. */
export const forgetIndex = "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = '@'"
const versions = [0, 1, 2, 4, 19, 67, 131, -5, 0x7fffffff, -0x80000000]

/** One thing that happens to the files of a library. */
export const damage = fc.oneof(
  fc.record({
    type: fc.constant('bytes' as const),
    file: databases,
    at: sharesOf,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
  }),
  fc.record({ type: fc.constant('bit' as const), file: databases, at: sharesOf, bit: fc.nat(7) }),
  fc.record({
    type: fc.constant('fill' as const),
    at: sharesOf,
    pages: fc.integer({ min: 1, max: 4 }),
    byte: fc.constantFrom(0, 0xff, 0xaa),
  }),
  fc.record({ type: fc.constant('swap' as const), a: sharesOf, b: sharesOf }),
  fc.record({ type: fc.constant('cut' as const), file: databases, at: sharesOf }),
  fc.record({ type: fc.constant('header' as const), at: fc.nat(99), byte: fc.nat(255) }),
  fc.record({ type: fc.constant('version' as const), version: fc.constantFrom(...versions) }),
  fc.record({
    type: fc.constant('value' as const),
    column: fc.constantFrom(...jsonColumns, ...jsonColumns, ...otherColumns),
    value: fc.constantFrom(...badValues),
    every: fc.constantFrom(1, 3, 50),
  }),
  fc.record({
    type: fc.constant('index' as const),
    index: fc.constantFrom('title_index', 'prompt_index', 'message_index_16384'),
    how: fc.constantFrom(
      'DROP TABLE @',
      'DROP TABLE @_data',
      'DROP TABLE @_idx',
      'DROP TABLE @_config',
      `UPDATE @_data SET block = x'0102'`,
      'DELETE FROM @_data',
      'DELETE FROM @_idx',
      'UPDATE @_config SET v = 77',
      forgetIndex,
    ),
  }),
  fc.record({
    type: fc.constant('schema' as const),
    how: fc.constantFrom(
      'DROP TABLE costs',
      'DROP TABLE bodies',
      'DROP INDEX conversations_listed',
      'ALTER TABLE messages RENAME COLUMN usage TO usaga',
      'DROP TABLE unmerged_indexes',
      'DROP TABLE facts',
      'DROP TABLE notes',
    ),
  }),
  fc.record({
    type: fc.constant('gone' as const),
    file: fc.constantFrom('library.db', 'library.db-wal', 'library.db.lock', 'library.pid', 'pictures'),
  }),
  fc.record({
    type: fc.constant('instead' as const),
    name: fc.constantFrom(...sidecars, ...folders, 'library.db-wal', 'library.db'),
    as: fc.constantFrom('folder' as const, 'full folder' as const, 'empty file' as const, 'rubbish' as const),
  }),
  fc.record({
    type: fc.constant('manifest' as const),
    text: fc.constantFrom('', '{', 'null', '{"format":1}'),
  }),
)
export type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never

/** A byte of a file is written over; where there is no such file, nothing is. */
const patch = (path: string, at: number, change: (old: Uint8Array) => Uint8Array, length: number): void => {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return
  const file = openSync(path, 'r+')
  try {
    const old = new Uint8Array(length)
    const count = readSync(file, old, 0, length, at)
    writeSync(file, change(old.subarray(0, count)), 0, count, at)
  } finally {
    closeSync(file)
  }
}
const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0
const pageAt = (path: string, share: number): number =>
  Math.floor((sizeOf(path) / pageBytes) * share) * pageBytes

/**
 * Through SQLite, before any other damage. It writes the log of a kill into the file: what is left is as
 * after a kill just behind a checkpoint, with the begin of the next log.
 */
const execute = (folder: string, statement: string): void => {
  const lock = join(folder, 'library.db.lock')
  const wasKilled = existsSync(lock)
  const log = join(folder, 'library.db-wal')
  const begun = `${folder}-begun-wal`
  rmSync(lock, { recursive: true, force: true })
  try {
    const database = Database.open(join(folder, 'library.db'))
    try {
      database.execute('PRAGMA foreign_keys = OFF')
      database.execute(statement)
      database.checkpoint()
      cpSync(log, begun)
    } finally {
      database.close()
    }
  } catch {
    // The one before was enough: a table is gone that this one is about.
    rmSync(lock, { recursive: true, force: true })
  }
  if (!wasKilled) return
  mkdirSync(lock, { recursive: true })
  if (existsSync(begun)) renameSync(begun, log)
}

const isSql = ({ type }: Damage): boolean => ['value', 'index', 'schema'].includes(type)

const harm = (folder: string, each: Damage) => {
  const library = join(folder, 'library.db')
  switch (each.type) {
    case 'bytes': {
      const path = join(folder, each.file)
      return patch(path, Math.floor(sizeOf(path) * each.at), () => each.bytes, each.bytes.length)
    }
    case 'bit': {
      const path = join(folder, each.file)
      return patch(
        path,
        Math.floor(sizeOf(path) * each.at),
        ([old = 0]) => new Uint8Array([old ^ (1 << each.bit)]),
        1,
      )
    }
    case 'fill': {
      const length = each.pages * pageBytes
      return patch(library, pageAt(library, each.at), (old) => old.fill(each.byte), length)
    }
    case 'swap': {
      const [a, b] = [pageAt(library, each.a), pageAt(library, each.b)]
      let first = new Uint8Array()
      patch(library, a, (old) => (first = new Uint8Array(old)), pageBytes)
      let second = new Uint8Array()
      patch(
        library,
        b,
        (old) => {
          second = new Uint8Array(old)
          return first
        },
        pageBytes,
      )
      return patch(library, a, () => second, pageBytes)
    }
    case 'cut': {
      const path = join(folder, each.file)
      const length = Math.floor(sizeOf(path) * each.at)
      // A log that ends where a kill may have ended it tells nothing.
      const isLikeKill =
        each.file === 'library.db-wal' && [0, 24].includes(Math.max(0, length - 32) % frameBytes)
      if (sizeOf(path) > 0 && !isLikeKill) truncateSync(path, length)
      return
    }
    case 'header':
      return patch(library, each.at, () => new Uint8Array([each.byte]), 1)
    case 'version': {
      const bytes = Buffer.alloc(4)
      bytes.writeInt32BE(each.version)
      return patch(library, 60, () => bytes, 4)
    }
    case 'value': {
      const [table, column] = each.column
      return execute(
        folder,
        `UPDATE ${table} SET ${column} = ${each.value} WHERE abs(random()) % ${each.every} = 0`,
      )
    }
    case 'index':
      return execute(folder, each.how.replaceAll('@', each.index))
    case 'schema':
      return execute(folder, each.how)
    case 'gone':
      return rmSync(join(folder, each.file), { recursive: true, force: true })
    case 'instead': {
      const path = join(folder, each.name)
      rmSync(path, { recursive: true, force: true })
      if (each.as === 'folder' || each.as === 'full folder') mkdirSync(path)
      if (each.as === 'full folder') writeFileSync(join(path, 'inside'), 'x')
      if (each.as === 'empty file') writeFileSync(path, '')
      if (each.as === 'rubbish') writeFileSync(path, 'rubbish '.repeat(100))
      return
    }
    case 'manifest': {
      const backups = join(folder, 'backups')
      for (const name of existsSync(backups) ? readdirSync(backups) : [])
        if (existsSync(join(backups, name, 'backup.json')))
          writeFileSync(join(backups, name, 'backup.json'), each.text)
    }
  }
}

/** What goes through SQLite comes first: nothing of the rest would be left for it. */
export const harmAll = (folder: string, damages: readonly Damage[]): void => {
  for (const each of damages.toSorted((a, b) => Number(isSql(b)) - Number(isSql(a)))) harm(folder, each)
}

/** What holds no words of the user: all of them are there afterwards, as they were. */
export const isHarmless = (each: Damage): boolean => {
  switch (each.type) {
    case 'index':
    case 'version':
    case 'manifest':
      return true
    case 'instead':
      return !['library.db', 'library.db-wal'].includes(each.name)
    case 'gone':
      return !['library.db', 'library.db-wal'].includes(each.file)
    default:
      return false
  }
}
