import type { Database } from './database'
import { readText, storeText } from './values'

/** Keeps a small thing by its name; null forgets it. */
export const setNote = (
  database: Database,
  { name, value }: { readonly name: string; readonly value: string | null },
): void => {
  if (value === null) database.run('DELETE FROM notes WHERE name = ?', [name])
  else database.run('INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)', [name, storeText(value)])
}

export const getNote = (database: Database, name: string): string | null => {
  const row = database.get('SELECT value FROM notes WHERE name = ?', [name])
  return row ? readText(row.value) : null
}

/** Whether a draft or a waiting question still speaks of this picture or file. */
export const isNoted = (database: Database, id: string): boolean =>
  database.get('SELECT 1 AS noted FROM notes WHERE instr(value, ?) > 0 LIMIT 1', [id]) !== null
