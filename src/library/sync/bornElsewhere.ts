import type { ClockVector } from '@shared/sync/record'
import type { Database } from '../Database'
import { readNumber, readText } from '../values'

// Most of what a device that joins gets was there before sync began on the device that wrote it: all its
// fields have the moment of its birth, and one vector of those who wrote it holds for thousands. Of these no
// row of clocks is kept: two million would be as much again as their text, and each in a place of its own.

/** The tables whose keys tell where a thing was born. */
const tables: Readonly<Record<string, readonly string[]>> = {
  conversation: ['conversations'],
  // One that was taken out keeps its key.
  message: ['messages', 'removed_messages'],
}

/** Things with keys from `first` to `last` that have no clocks of their own: written by these. */
export const noteBornElsewhere = (
  database: Database,
  kind: string,
  { first, last, written }: { readonly first: number; readonly last: number; readonly written: ClockVector },
): void => {
  const text = JSON.stringify(written)
  // Keys are taken downwards: what comes next lies right below.
  const taken = database.get('SELECT last FROM sync_born WHERE kind = ? AND first = ? AND written = ?', [
    kind,
    last + 1,
    text,
  ])
  if (taken) database.run('DELETE FROM sync_born WHERE kind = ? AND first = ?', [kind, last + 1])
  database.run('INSERT INTO sync_born (kind, first, last, written) VALUES (?, ?, ?, ?)', [
    kind,
    first,
    taken ? readNumber(taken.last) : last,
    text,
  ])
}

/** Who wrote what came as it was before sync; null for everything else. */
export const writtenElsewhere = (database: Database, kind: string, id: string): ClockVector | null => {
  for (const table of tables[kind] ?? []) {
    const row = database.get(
      `SELECT b.last, b.written, t.pk FROM ${table} t JOIN sync_born b ON b.kind = ? AND b.first <= t.pk
       WHERE t.id = ? ORDER BY b.first DESC LIMIT 1`,
      [kind, id],
    )
    if (row && readNumber(row.pk) <= readNumber(row.last))
      return JSON.parse(readText(row.written)) as ClockVector
  }
  return null
}
