import { letterOfState } from '@shared/model/outline'
import { Database, type Row, type SqlValue } from './Database'
import { damagedPart, readChoices, readPart, readParts, readUsage } from './damage/storedValues'
import { comparedSize, makeMendedView, makeView, readHeader } from './files'
import { recordUses } from './messages'
import { costsFromMessages } from './migrations/0002-attachments-and-costs'
import { indexMessage, indexPrompt, indexTitle } from './search/searchIndex'
import { readNumber, readNumberOrNull, readText, readTime } from './values'

/** The tables in the order in which their rows depend on each other. */
const tables = [
  'folders',
  'conversations',
  'messages',
  'bodies',
  'grown_parts',
  'chunks',
  'pictures',
  'picture_uses',
  'files',
  'file_uses',
  'removed_messages',
  'removed_uses',
  'displaced_messages',
  'displaced_leaves',
  'notes',
  'costs',
  'speech_clips',
  'speech_uses',
]
/**
 * Their keys are used again after a deletion, so that the same key may be another thing: they go by their id.
 */
const withPassingKeys = new Set(['folders', 'files', 'costs', 'speech_clips'])
/**
 * These tables are taken as they are now or not at all: what was written or undone since a backup must not
 * come back from it.
 */
const onlyFromTheLibrary = new Set([
  'grown_parts',
  'chunks',
  'removed_messages',
  'removed_uses',
  'displaced_messages',
  'displaced_leaves',
])
/** Keys in these are never used twice: the same key is the same row in every copy of a library. */
const withLastingKeys = new Set(['conversations', 'messages', 'pictures'])
const rowsPerRead = 200
/** Keys begin at 2^30; no library has so many messages. */
const largestKey = 2 ** 40

/**
 * Copies what can still be read of a damaged database into a new one. Best effort by intent: a row that
 * cannot be read or does not fit is left out, and the damaged file stays where it was set aside. The first
 * page may be a backup's, where its own is lost.
 */
export const salvage = (damagedPath: string, into: Database, firstPageOf: string | null = null): void =>
  reading(
    damagedPath,
    (damaged) => {
      for (const table of tables) copyTable(damaged, into, table)
    },
    firstPageOf,
  )

/**
 * Adds from a backup what the damaged library had lost. What the user deleted since may come back with it.
 */
export const fillFrom = (backupPath: string, into: Database): void =>
  reading(backupPath, (backup) => {
    for (const table of tables.filter((name) => !onlyFromTheLibrary.has(name))) {
      if (withLastingKeys.has(table)) putUnderTheirKeys(backup, into, table)
      copyTable(backup, into, table, withPassingKeys.has(table))
    }
    // These were deleted by the user since the backup.
    into.run('DELETE FROM messages WHERE id IN (SELECT id FROM removed_messages)')
  })

/**
 * Messages that no backup had sound: they say that they are damaged, and what they held is not thrown away.
 */
export const salvageDamaged = (damagedPath: string, into: Database): void =>
  reading(damagedPath, (damaged) =>
    into.transaction(() => {
      for (const { message, parts } of readableRows(damaged, 'bodies'))
        if (parts !== null && readParts(parts).isDamaged)
          into.run('INSERT OR IGNORE INTO bodies (message, parts) VALUES (?, ?)', [
            message ?? null,
            parts ?? null,
          ])
    }),
  )

/** A damaged header keeps nothing from being read: what it should be is known. */
const reading = (
  path: string,
  use: (database: Database) => void,
  firstPageOf: string | null = null,
): void => {
  const header = readHeader(path)
  const isSound = header.type === 'database' && header.isSound
  const hasSize = !['short', 'long'].includes(comparedSize(path))
  const isWhole = isSound && hasSize && firstPageOf === null
  const view = isWhole ? makeView(path) : makeMendedView(path, firstPageOf)
  try {
    const database = Database.openReadOnly(view.path)
    try {
      use(database)
    } finally {
      database.close()
    }
  } finally {
    view.remove()
  }
}

/** A row that stands under another key than in the backup was salvaged under a damaged one. */
const putUnderTheirKeys = (backup: Database, into: Database, table: string): void =>
  into.transaction(() => {
    for (const { pk, id } of readableRows(backup, table)) {
      const here = into.get(`SELECT pk FROM ${table} WHERE id = ?`, [id ?? null])
      if (here && here.pk !== pk) into.run(`DELETE FROM ${table} WHERE id = ?`, [id ?? null])
      into.run(`DELETE FROM ${table} WHERE pk = ? AND id <> ?`, [pk ?? null, id ?? null])
    }
  })

export const countMessages = (database: Database): number =>
  readNumber(database.get('SELECT count(*) AS n FROM messages m JOIN bodies b ON b.message = m.pk')?.n)

/** What follows from the rows: the search index, and an account where there is none. */
export const finishSalvage = (into: Database): void => {
  into.transaction(() => {
    takeOutOrphans(into)
    // A message whose content is lost says so.
    into.run('INSERT OR IGNORE INTO bodies (message, parts) SELECT pk, ? FROM messages', [
      JSON.stringify([damagedPart]),
    ])
    for (const { pk, title } of into.all('SELECT pk, title FROM conversations'))
      indexTitle(into, readNumber(pk), null, readText(title))
    for (const { pk, state, parts: stored } of into.all(
      'SELECT m.pk, m.state, b.parts FROM messages m JOIN bodies b ON b.message = m.pk',
    )) {
      const { parts } = readParts(stored)
      if (parts.some(({ type }) => type === 'picture' || type === 'file'))
        recordUses(into, readNumber(pk), parts)
      if (state !== 'streaming') indexMessage(into, readNumber(pk), parts)
    }
    for (const { pk, prompt } of into.all('SELECT pk, prompt FROM pictures'))
      indexPrompt(into, readNumber(pk), readText(prompt))
    if (into.get('SELECT 1 AS found FROM costs LIMIT 1') === null) into.execute(costsFromMessages)
  })
  into.execute('PRAGMA foreign_keys = ON')
}

/** Rows whose owner could not be read have no place. */
const takeOutOrphans = (into: Database): void => {
  into.run('UPDATE conversations SET folder_id = NULL WHERE folder_id NOT IN (SELECT id FROM folders)')
  for (const table of ['messages', 'removed_messages', 'displaced_messages', 'displaced_leaves'])
    into.run(`DELETE FROM ${table} WHERE conversation NOT IN (SELECT pk FROM conversations)`)
  for (const table of ['bodies', 'grown_parts', 'chunks', 'picture_uses', 'file_uses', 'speech_uses'])
    into.run(`DELETE FROM ${table} WHERE message NOT IN (SELECT pk FROM messages)`)
  into.run('DELETE FROM removed_uses WHERE message NOT IN (SELECT pk FROM removed_messages)')
}

const copyTable = (from: Database, into: Database, table: string, isWithoutKey = false): void =>
  into.transaction(() => {
    for (const found of readableRows(from, table)) {
      const row = soundRow(table, found)
      if (row === null) continue
      const columns = Object.keys(row).filter((column) => !(isWithoutKey && column === 'pk'))
      const values = columns.map(
        (column): SqlValue => (column === 'indexed_as' ? null : (row[column] ?? null)),
      )
      try {
        into.run(
          `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
          values,
        )
      } catch (error) {
        // Damaged beyond its own constraints. A full disk is not that.
        if (!isConstraint(error)) throw error
      }
    }
  })

const isConstraint = (error: unknown): boolean =>
  error instanceof Error && /constraint|mismatch|no column|no such/i.test(error.message)

/**
 * A row may be read and still hold rubbish. What identifies it must be sound, or it is another row's key;
 * other values that are not are as if they had not been stored. Null: nothing of it is of use.
 */
const soundRow = (table: string, row: Row): Row | null => {
  if (typeof row.id !== 'undefined' && !isId(row.id)) return null
  switch (table) {
    case 'conversations': {
      const { choices, isDamaged } = readChoices(row.choices)
      return {
        ...row,
        title: row.title ?? '',
        created_at: readTime(row.created_at),
        updated_at: readTime(row.updated_at),
        choices: isDamaged ? JSON.stringify(choices) : (row.choices ?? '{}'),
      }
    }
    case 'messages':
      return {
        ...row,
        role: row.role === 'user' ? 'user' : 'assistant',
        state: states.has(row.state ?? null) ? (row.state ?? null) : 'interrupted',
        created_at: readTime(row.created_at),
        usage: readUsage(row.usage).isDamaged ? null : (row.usage ?? null),
      }
    case 'bodies':
      return readParts(row.parts).isDamaged ? null : row
    case 'grown_parts':
      return readPart(row.part) === null ? null : row
    default:
      return row
  }
}

const states = new Set<SqlValue>(Object.keys(letterOfState))

/** Ids are short, and what is typed or made by a program: nothing that is drawn as nothing. */
const isId = (id: SqlValue): boolean =>
  typeof id === 'string' && id !== '' && id.length <= 1_000 && id.isWellFormed() && !/\p{Cc}|\ufffd/u.test(id)

/** An older version had fewer tables. Where even that cannot be read, it is worth a try. */
const isMissing = (from: Database, table: string): boolean => {
  try {
    return (
      from.get("SELECT 1 AS found FROM sqlite_schema WHERE type = 'table' AND name = ?", [table]) === null
    )
  } catch {
    return false
  }
}

/** How many keys in a row are tried one by one behind damage, before the steps grow. */
const smallSteps = 2_000

/** All rows that can be read, in the order of their keys; around damage row by row, and behind it onwards. */
function* readableRows(from: Database, table: string): Generator<Row> {
  if (isMissing(from, table)) return
  if (!hasRowNumbers(table)) {
    // Small tables: all or nothing.
    try {
      yield* from.all(`SELECT * FROM ${table}`)
    } catch {
      // Nothing of it can be read.
    }
    return
  }
  const last = lastKeyOf(from, table)
  let beyond: Row | null = null
  let isLastKnown = true
  for (const { key, row } of rowsInOrder(from, table)) {
    if (isLastKnown && key > last) {
      if (beyond === null) {
        beyond = row
        continue
      }
      // Two of them: it is the number of the last key that is damaged.
      isLastKnown = false
      yield beyond
    }
    yield row
  }
}

/** The last key that was ever given out, where it can be read: a single row beyond it has a damaged key. */
const lastKeyOf = (from: Database, table: string): number => {
  const counted = {
    conversations: 'conversations',
    messages: 'messages',
    bodies: 'messages',
    pictures: 'pictures',
  }[table]
  if (counted === undefined) return largestKey
  try {
    const row = from.get('SELECT seq FROM sqlite_sequence WHERE name = ?', [counted])
    return readNumberOrNull(row?.seq) ?? largestKey
  } catch {
    return largestKey
  }
}

/** A row whose key does not stand in the order of the keys around it has a damaged one, and is left out. */
function* rowsInOrder(from: Database, table: string): Generator<{ readonly key: number; readonly row: Row }> {
  const sql = `SELECT rowid AS row_number, * FROM ${table} WHERE rowid >= ? ORDER BY rowid LIMIT ?`
  let next = 0
  let limit = rowsPerRead
  let failures = 0
  while (next <= largestKey) {
    let rows: readonly Row[]
    try {
      rows = from.all(sql, [next, limit])
    } catch {
      if (limit === 1) {
        failures += 1
        next += failures <= smallSteps ? 1 : 2 ** Math.min(failures - smallSteps, 40)
      }
      limit = 1
      continue
    }
    const isEnd = rows.length < limit
    // The last one is read once more, to be compared with the one behind it.
    const count = isEnd || limit === 1 ? rows.length : rows.length - 1
    let good = next - 1
    for (const [index, { row_number, ...row }] of rows.slice(0, count).entries()) {
      const key = readNumber(row_number)
      const behind = rows[index + 1]
      const keyBehind = behind === undefined ? largestKey + 1 : readNumber(behind.row_number)
      const isInOrder = key > good && key <= largestKey && (key < keyBehind || keyBehind <= good)
      if (!isInOrder) continue
      good = key
      yield { key, row }
    }
    if (isEnd) return
    next = Math.max(good, next) + 1
    if (failures > 0) limit = rowsPerRead
    failures = 0
  }
}

const hasRowNumbers = (table: string): boolean =>
  ![
    'grown_parts',
    'chunks',
    'picture_uses',
    'file_uses',
    'speech_uses',
    'removed_uses',
    'displaced_messages',
  ].includes(table)
