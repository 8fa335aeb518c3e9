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
): { readonly told: MendedRows; readonly hasChanged: boolean } | null =>
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
    const mended = found.length - left.length
    const guessed = left.filter((row) => guess(database, row)).length
    const messages = new Set(found.filter(isOfMessage).map(({ id }) => id)).size
    const others = found.filter((row) => !isOfMessage(row)).length
    return {
      told: { messages, conversations: others, mended, mendedFrom },
      hasChanged: mended + guessed > 0,
    }
  })

const isOfMessage = ({ value }: DamagedRow): boolean => value === 'parts' || value === 'usage'

/**
 * A row without a time has no place in any list, and what stands behind it is not reached: it is given one,
 * by what belongs to it.
 */
const guess = (database: Database, row: DamagedRow): boolean => {
  if (row.value !== 'time' && row.value !== 'picture-time') return false
  if (row.value === 'picture-time')
    database.run(
      `UPDATE pictures SET created_at =
         coalesce((SELECT CAST(m.created_at AS INTEGER) FROM messages m WHERE m.id = pictures.message_id), 0)
       WHERE id = ?`,
      [row.id],
    )
  else {
    database.run(
      `UPDATE conversations SET updated_at =
         coalesce((SELECT CAST(max(m.created_at) AS INTEGER) FROM messages m WHERE m.conversation = conversations.pk), 0)
       WHERE id = ?`,
      [row.id],
    )
    giveTimes(database, row.id)
  }
  replacedBy(database, row, 'overwritten')
  return true
}

/** When it was put where it is matters less than that it is there. */
const giveTimes = (database: Database, id: string): void => {
  for (const column of ['pinned_at', 'archived_at', 'trashed_at'])
    database.run(
      `UPDATE conversations SET ${column} = updated_at
       WHERE id = ? AND ${column} IS NOT NULL AND typeof(${column}) NOT IN ('integer', 'real')`,
      [id],
    )
}

const replacedBy = (database: Database, row: DamagedRow, state: 'mended' | 'overwritten'): void => {
  database.run('UPDATE OR REPLACE notes SET name = ? WHERE name = ?', [
    noteOf(state, row),
    noteOf('damaged', row),
  ])
}

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
  const isWritten = isOfMessage(row) ? " AND m.state <> 'streaming'" : ''
  let sound: string | number | null = null
  try {
    const found = backup.get(`SELECT ${raw} AS value FROM ${from}${isWritten}`, [row.id])?.value
    const isOfKind = typeof found === 'string' || typeof found === 'number'
    if (isOfKind && isSound[row.value](found)) sound = found
  } catch (error) {
    if (!isDamage(error)) throw error
  }
  if (sound === null) return false
  write[row.value](database, row.id, sound)
  replacedBy(database, row, 'mended')
  return true
}

const isSound: Readonly<Record<DamagedValue, (stored: string | number) => boolean>> = {
  parts: (stored) => !readParts(stored).isDamaged,
  usage: (stored) => !readUsage(stored).isDamaged,
  choices: (stored) => !readChoices(stored).isDamaged,
  time: (stored) => typeof stored === 'number',
  'picture-time': (stored) => typeof stored === 'number',
}

const write: Readonly<
  Record<DamagedValue, (database: Database, id: string, stored: string | number) => void>
> = {
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
  time: (database, id, stored) => {
    database.run('UPDATE conversations SET updated_at = ? WHERE id = ?', [stored, id])
    giveTimes(database, id)
  },
  'picture-time': (database, id, stored) => {
    database.run('UPDATE pictures SET created_at = ? WHERE id = ?', [stored, id])
  },
}
