import type { Database } from '../../Database'
import { readNumber } from '../../values'

/** The first key of what is written here (migration 1): imported history goes below. */
const firstKey = 2 ** 30

/**
 * Row numbers for imported rows, below all others: the search answers newest first by row number, and
 * imported history is older than what is said here. Each block lies below the one before, since exports are
 * sorted newest first. None is used twice, even if its row was deleted: a late entry of the search index must
 * not point at another's text.
 */
export const takeKeys = (
  database: Database,
  table: 'messages' | 'conversations',
  count: number,
): number | null => {
  const name = `lowest key in ${table}`
  const noted = database.get('SELECT value FROM facts WHERE name = ?', [name])
  const used = database.get(`SELECT min(pk) AS pk FROM ${table}`)?.pk
  const lowest = Math.min(readNumber(noted?.value ?? firstKey), readNumber(used ?? firstKey))
  const start = lowest - count
  // A billion imported messages: from here on they are as new as any.
  if (start < 1) return null
  database.run('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)', [name, start])
  return start
}

/** The first of the row numbers above all that were ever given. */
export const nextKeys = (database: Database, table: 'messages' | 'conversations'): number =>
  readNumber(database.get('SELECT seq FROM sqlite_sequence WHERE name = ?', [table])?.seq ?? firstKey - 1) + 1
