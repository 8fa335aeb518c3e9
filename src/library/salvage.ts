import { Database, type Row, type SqlValue } from './Database'
import { makeView } from './files'
import { costsFromMessages } from './migrations/0002-attachments-and-costs'
import { indexMessage, indexPrompt, indexTitle } from './search/searchIndex'
import { readParts } from './storedJson'
import { readNumber, readText } from './values'

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
const rowsPerRead = 200
/** Keys begin at 2^30; no library has so many messages. */
const largestKey = 2 ** 40

/**
 * Copies what can still be read of a damaged database into a new one. Best effort by intent: a row that
 * cannot be read or does not fit is left out, and the damaged file stays where it was set aside.
 */
export const salvage = (damagedPath: string, into: Database): void =>
  reading(damagedPath, (damaged) => {
    for (const table of tables) copyTable(damaged, into, table)
  })

/**
 * Adds from a backup what the damaged library had lost. What the user deleted since may come back with it.
 */
export const fillFrom = (backupPath: string, into: Database): void =>
  reading(backupPath, (backup) => {
    for (const table of tables.filter((name) => !onlyFromTheLibrary.has(name)))
      copyTable(backup, into, table, withPassingKeys.has(table))
    // These were deleted by the user since the backup.
    into.run('DELETE FROM messages WHERE id IN (SELECT id FROM removed_messages)')
  })

const reading = (path: string, use: (database: Database) => void): void => {
  const view = makeView(path)
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

export const countMessages = (database: Database): number =>
  readNumber(database.get('SELECT count(*) AS n FROM messages m JOIN bodies b ON b.message = m.pk')?.n)

/** What follows from the rows: the search index, and an account where there is none. */
export const finishSalvage = (into: Database): void =>
  into.transaction(() => {
    // A message whose content is lost says so by being empty; one whose conversation is lost has no place.
    into.run("INSERT OR IGNORE INTO bodies (message, parts) SELECT pk, '[]' FROM messages")
    for (const { pk, title } of into.all('SELECT pk, title FROM conversations'))
      indexTitle(into, readNumber(pk), null, readText(title))
    for (const { pk, parts } of into.all(
      "SELECT m.pk, b.parts FROM messages m JOIN bodies b ON b.message = m.pk WHERE m.state <> 'streaming'",
    ))
      indexMessage(into, readNumber(pk), readParts(parts))
    for (const { pk, prompt } of into.all('SELECT pk, prompt FROM pictures'))
      indexPrompt(into, readNumber(pk), readText(prompt))
    if (into.get('SELECT 1 AS found FROM costs LIMIT 1') === null) into.execute(costsFromMessages)
  })

const copyTable = (from: Database, into: Database, table: string, isWithoutKey = false): void =>
  into.transaction(() => {
    for (const row of readableRows(from, table)) {
      if (!makesSense(table, row)) continue
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
        // Damaged beyond its own constraints, or its conversation could not be read. A full disk is neither.
        if (!isConstraint(error)) throw error
      }
    }
  })

const isConstraint = (error: unknown): boolean =>
  error instanceof Error && /constraint|mismatch|no column|no such/i.test(error.message)

/** A row may be read and still hold rubbish; what is JSON must be JSON, or its reader would fail for ever. */
const makesSense = (table: string, row: Row): boolean => {
  const column = { conversations: 'choices', bodies: 'parts', grown_parts: 'part' }[table]
  if (column === undefined) return true
  try {
    const value: unknown = JSON.parse(readText(row[column]))
    return typeof value === 'object' && value !== null && Array.isArray(value) === (table === 'bodies')
  } catch {
    return false
  }
}

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
  const sql = `SELECT rowid AS row_number, * FROM ${table} WHERE rowid >= ? ORDER BY rowid LIMIT ?`
  let next = 0
  let limit = rowsPerRead
  let failures = 0
  while (next <= largestKey) {
    try {
      const rows = from.all(sql, [next, limit])
      for (const { row_number, ...row } of rows) {
        next = readNumber(row_number) + 1
        yield row
      }
      if (rows.length < limit) return
      if (failures > 0) limit = rowsPerRead
      failures = 0
    } catch {
      if (limit === 1) {
        failures += 1
        next += failures <= smallSteps ? 1 : 2 ** Math.min(failures - smallSteps, 40)
      }
      limit = 1
    }
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
