import { mergeRecords } from '@shared/sync/merge'
import { type SyncRecord, syncRecordSchema } from '@shared/sync/record'
import type { HeldDeletions } from '@shared/sync/syncedLibrary'
import type { Database } from '../Database'
import { readNumber, readText } from '../values'

// What others trash or delete is put aside until their logs are read: only then it is known how much it is.
// Much of it waits for the user's word, as a mistake elsewhere would look the same.

/** What makes it much: both of them. */
export interface GuardLimits {
  readonly count: number
  /** Of the conversations that are not in the trash. */
  readonly share: number
}
export const guardLimits: GuardLimits = { count: 20, share: 0.1 }

const isListed = (database: Database, id: string): boolean =>
  database.get('SELECT 1 AS found FROM conversations WHERE id = ? AND trashed_at IS NULL', [id]) !== null

/**
 * What of a record is applied at once: all but what takes a conversation from the user's eyes, which is put
 * aside. One that lies in the trash here already may go: that was the user's word.
 */
export const withoutRemoval = (
  database: Database,
  device: string,
  record: SyncRecord,
  /** The record together with what is known here, and whether the conversation stays by it. */
  { merged, isKept }: { readonly merged: SyncRecord; isKept(): boolean },
): SyncRecord => {
  if (record.kind !== 'conversation') return record
  const { trashedAt, ...rest } = record.set
  const isTrashed = (merged.set.trashedAt?.[0] ?? null) !== null
  const trashes = trashedAt !== undefined && trashedAt[0] !== null && isTrashed
  const mayDelete = Object.keys(record.deleted).length > 0
  if (trashedAt?.[0] === null) giveBack(database, record)
  if (!trashes && !mayDelete) return record
  if (!isListed(database, record.id)) return record
  const deletes = mayDelete && !isKept()
  if (!trashes && !deletes) return record
  putAside(database, device, {
    ...record,
    set: trashes ? { trashedAt } : {},
    deleted: deletes ? record.deleted : {},
  })
  return { ...record, set: trashes ? rest : record.set, deleted: deletes ? {} : record.deleted }
}

/** It was taken out of the trash again, before it lay there on this device. */
const giveBack = (database: Database, record: SyncRecord): void => {
  const row = database.get('SELECT record FROM sync_held WHERE id = ?', [record.id])
  if (!row) return
  const held = readHeld(row.record)
  const merged = mergeRecords(held, record)
  if (merged.set.trashedAt?.[0] === null && Object.keys(held.deleted).length === 0)
    letGoHeld(database, record.id)
}

const putAside = (database: Database, device: string, record: SyncRecord): void => {
  const row = database.get('SELECT record FROM sync_held WHERE id = ?', [record.id])
  const held = row ? mergeRecords(readHeld(row.record), record) : record
  database.run('INSERT OR REPLACE INTO sync_held (id, device, record) VALUES (?, ?, ?)', [
    record.id,
    device,
    JSON.stringify(held),
  ])
}

const readHeld = (value: Parameters<typeof readText>[0]): SyncRecord =>
  syncRecordSchema.parse(JSON.parse(readText(value)))

/** Some of what is put aside. */
export const heldRecords = (database: Database, most: number): readonly SyncRecord[] =>
  database
    .all('SELECT record FROM sync_held ORDER BY id LIMIT ?', [most])
    .map(({ record }) => readHeld(record))

export const letGoHeld = (database: Database, id: string): void => {
  database.run('DELETE FROM sync_held WHERE id = ?', [id])
}

/** Null where it is not so much that the user is asked. */
export const heldDeletions = (database: Database, limits: GuardLimits): HeldDeletions | null => {
  const listed = 'SELECT count(*) AS count FROM conversations WHERE trashed_at IS NULL'
  const held = `${listed} AND id IN (SELECT id FROM sync_held)`
  const count = readNumber(database.get(held)?.count)
  if (count <= limits.count) return null
  const of = readNumber(database.get(listed)?.count)
  if (count <= limits.share * of) return null
  const most = database.get(
    'SELECT device, count(*) AS count FROM sync_held GROUP BY device ORDER BY count DESC, device LIMIT 1',
  )
  return { device: readText(most?.device), count, of }
}
