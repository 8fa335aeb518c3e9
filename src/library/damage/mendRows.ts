import type { DamageFound } from '@shared/ipc/library/opening'
import type { BackupFolder } from '../backups/BackupFolder'
import { backupsOfThisLine } from '../backups/backupsOfThisLine'
import { Database } from '../Database'
import { isDamage } from '../failures'
import { makeView } from '../files'
import { recordUses } from '../messages'
import { indexMessage } from '../search/searchIndex'
import { readNumber, readText } from '../values'
import type { DamagedRow, DamagedValue } from './DamagedRows'
import { hasNote, keepRaw, noteOf, places } from './keptValues'
import { readChoices, readParts, readUsage } from './storedValues'

type MendedRows = NonNullable<DamageFound['rows']>

/**
 * Deals with damaged rows that were met: what a backup holds sound comes back from it, the newest first, and
 * everything else stays as it lies. Null where all of them were known already.
 */
export const mendRows = (
  database: Database,
  backups: BackupFolder,
  met: readonly DamagedRow[],
): MendedRows | null =>
  database.transaction(() => {
    const found = met.filter((row) => !hasNote(database, noteOf('damaged', row)))
    if (found.length === 0) return null
    for (const row of found) keepRaw(database, noteOf('damaged', row), row)
    let left: readonly DamagedRow[] = found
    let mendedFrom = 0
    for (const { backup, path } of backupsOfThisLine(backups)) {
      if (left.length === 0) break
      const still = mendFrom(database, path, left)
      if (still.length < left.length) mendedFrom = Math.max(mendedFrom, backup.takenAt)
      left = still
    }
    const conversations = found.filter(({ value }) => value === 'choices').length
    return {
      messages: new Set(found.filter(({ value }) => value !== 'choices').map(({ id }) => id)).size,
      conversations,
      mended: found.length - left.length,
      mendedFrom,
    }
  })

/** Gives those that this backup does not have either. */
const mendFrom = (database: Database, path: string, rows: readonly DamagedRow[]): readonly DamagedRow[] => {
  try {
    const view = makeView(path)
    try {
      const backup = Database.openReadOnly(view.path)
      try {
        return rows.filter((row) => !mend(database, backup, row))
      } finally {
        backup.close()
      }
    } finally {
      view.remove()
    }
  } catch (error) {
    // The backup cannot be opened at all: an older one may be better.
    console.error(`A backup was of no help: ${error instanceof Error ? error.message : ''}`)
    return rows
  }
}

const mend = (database: Database, backup: Database, row: DamagedRow): boolean => {
  const { raw, from } = places[row.value]
  const isWritten = row.value === 'choices' ? '' : " AND m.state <> 'streaming'"
  let sound: string | null = null
  try {
    const found = backup.get(`SELECT ${raw} AS value FROM ${from}${isWritten}`, [row.id])?.value
    if (typeof found === 'string' && isSound[row.value](found)) sound = found
  } catch (error) {
    if (!isDamage(error)) throw error
  }
  if (sound === null) return false
  write[row.value](database, row.id, sound)
  database.run('UPDATE OR REPLACE notes SET name = ? WHERE name = ?', [
    noteOf('mended', row),
    noteOf('damaged', row),
  ])
  return true
}

const isSound: Readonly<Record<DamagedValue, (stored: string) => boolean>> = {
  parts: (stored) => !readParts(stored).isDamaged,
  usage: (stored) => !readUsage(stored).isDamaged,
  choices: (stored) => !readChoices(stored).isDamaged,
}

const write: Readonly<Record<DamagedValue, (database: Database, id: string, stored: string) => void>> = {
  parts: (database, id, stored) => {
    const row = database.get('SELECT pk, state, indexed_as FROM messages WHERE id = ?', [id])
    if (!row) return
    const key = readNumber(row.pk)
    const { parts } = readParts(stored)
    database.run('INSERT OR REPLACE INTO bodies (message, parts) VALUES (?, ?)', [key, stored])
    recordUses(database, key, parts)
    // Its words are still in the index where they were before.
    if (row.indexed_as === null && readText(row.state) !== 'streaming') indexMessage(database, key, parts)
  },
  usage: (database, id, stored) => {
    database.run('UPDATE messages SET usage = ? WHERE id = ?', [stored, id])
  },
  choices: (database, id, stored) => {
    database.run('UPDATE conversations SET choices = ? WHERE id = ?', [stored, id])
  },
}
