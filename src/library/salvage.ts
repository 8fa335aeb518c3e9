import { Database, type Row, type SqlValue } from './database'
import { makeView } from './files'
import { indexMessage, indexPrompt, indexTitle } from './search/searchIndex'
import { readNumber, readText } from './values'

/** In the order in which rows depend on each other. */
const tables = ['conversations', 'messages', 'bodies', 'grown_parts', 'chunks', 'pictures', 'picture_uses']
const rowsPerRead = 200

/**
 * Copies what can still be read of a damaged database into a new one. Best effort by intent: a row that cannot be read
 * or does not fit is left out, and the damaged file stays where it was set aside. Returns how many messages came over.
 */
export const salvage = (damagedPath: string, into: Database): number => {
  const view = makeView(damagedPath)
  try {
    const damaged = Database.openReadOnly(view.path)
    try {
      for (const table of tables) copyTable(damaged, into, table)
    } finally {
      damaged.close()
    }
  } finally {
    view.remove()
  }
  return into.transaction(() => {
    // A message whose content is lost says so by being empty; one whose conversation is lost has no place.
    into.run("INSERT OR IGNORE INTO bodies (message, parts) SELECT pk, '[]' FROM messages")
    for (const { pk, title } of into.all('SELECT pk, title FROM conversations'))
      indexTitle(into, readNumber(pk), null, readText(title))
    for (const { pk, parts } of into.all(
      "SELECT m.pk, b.parts FROM messages m JOIN bodies b ON b.message = m.pk WHERE m.state <> 'streaming'",
    ))
      indexMessage(into, readNumber(pk), JSON.parse(readText(parts)))
    for (const { pk, prompt } of into.all('SELECT pk, prompt FROM pictures'))
      indexPrompt(into, readNumber(pk), readText(prompt))
    return readNumber(into.get('SELECT count(*) AS n FROM messages')?.n)
  })
}

const copyTable = (from: Database, into: Database, table: string): void =>
  into.transaction(() => {
    for (const row of readableRows(from, table)) {
      const columns = Object.keys(row)
      const values = columns.map(
        (column): SqlValue => (column === 'indexed_as' ? null : (row[column] ?? null)),
      )
      try {
        into.run(
          `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
          values,
        )
      } catch {
        // Damaged beyond its own constraints, or its conversation could not be read.
      }
    }
  })

/** Row by row from the front, and where that meets damage, from the back. */
function* readableRows(from: Database, table: string): Generator<Row> {
  const key = ['grown_parts', 'chunks', 'picture_uses'].includes(table) ? null : 'rowid'
  if (key === null) {
    // Small tables without row numbers: all or nothing.
    try {
      yield* from.all(`SELECT * FROM ${table}`)
    } catch {
      // Nothing of it can be read.
    }
    return
  }
  for (const direction of ['ASC', 'DESC'] as const) {
    let last: number | null = null
    try {
      for (;;) {
        const rows: Row[] = from.all(
          `SELECT rowid AS row_number, * FROM ${table}
           ${last === null ? '' : `WHERE rowid ${direction === 'ASC' ? '>' : '<'} ${last}`}
           ORDER BY rowid ${direction} LIMIT ${rowsPerRead}`,
        )
        for (const { row_number, ...row } of rows) {
          last = readNumber(row_number)
          yield row
        }
        if (rows.length < rowsPerRead) return
      }
    } catch {
      // Damage: what lies behind it is tried from the other end.
    }
  }
}
