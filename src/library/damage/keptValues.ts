import type { Database } from '../Database'
import type { DamagedRow, DamagedValue } from './DamagedRows'

/** Where each value lies, and how its raw bytes are read. */
export const places: Readonly<Record<DamagedValue, { readonly raw: string; readonly from: string }>> = {
  parts: { raw: 'b.parts', from: 'messages m JOIN bodies b ON b.message = m.pk WHERE m.id = ?' },
  usage: { raw: 'm.usage', from: 'messages m WHERE m.id = ?' },
  choices: { raw: 'c.choices', from: 'conversations c WHERE c.id = ?' },
  time: { raw: 'c.updated_at', from: 'conversations c WHERE c.id = ?' },
  'picture-time': { raw: 'p.created_at', from: 'pictures p WHERE p.id = ?' },
}

// The notes under these names are what a value held, byte for byte: nothing that was damaged is ever thrown
// away. `damaged`: it lies in its row as well, and has been told; the others say what took its place.
export const noteOf = (state: 'damaged' | 'mended' | 'overwritten', { value, id }: DamagedRow): string =>
  `${state}:${value}:${id}`

export const hasNote = (database: Database, name: string): boolean =>
  database.get('SELECT 1 AS found FROM notes WHERE name = ?', [name]) !== null

export const keepRaw = (database: Database, name: string, { value, id }: DamagedRow): void => {
  const { raw, from } = places[value]
  // A value that is gone altogether is noted all the same: it is told once.
  database.run(
    `INSERT OR REPLACE INTO notes (name, value) VALUES (?, coalesce((SELECT CAST(${raw} AS BLOB) FROM ${from}), x''))`,
    [name, id],
  )
}

/** Keeps what a damaged value held before another takes its place. */
export const keepOverwritten = (database: Database, row: DamagedRow): void =>
  keepRaw(database, noteOf('overwritten', row), row)

/** Puts a message's damaged parts back as they were: they were taken out with it, and it comes back. */
export const putBackOverwritten = (database: Database, id: string): void => {
  const name = noteOf('overwritten', { value: 'parts', id })
  if (!hasNote(database, name)) return
  database.run(
    `UPDATE bodies SET parts = (SELECT CAST(value AS TEXT) FROM notes WHERE name = ?)
     WHERE message = (SELECT pk FROM messages WHERE id = ?)`,
    [name, id],
  )
  database.run('DELETE FROM notes WHERE name = ?', [name])
}
