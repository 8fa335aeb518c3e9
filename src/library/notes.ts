import type { Database } from './Database'
import { markNoted } from './retention/needs'
import { readText, storeText } from './values'

/** Keeps a small thing by its name; null forgets it. */
export const setNote = (
  database: Database,
  { name, value }: { readonly name: string; readonly value: string | null },
): void => {
  if (value === null) {
    database.run('DELETE FROM notes WHERE name = ?', [name])
    return
  }
  database.run('INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)', [name, storeText(value)])
  markNoted(database, value)
}

export const getNote = (database: Database, name: string): string | null => {
  const row = database.get('SELECT value FROM notes WHERE name = ?', [name])
  return row ? readText(row.value) : null
}
