import type { SyncRecord } from '@shared/sync/record'
import type { Database } from '../Database'
import { readNumber, readText } from '../values'
import { loadRecord } from './records'
import { getState, setState } from './schema'

/**
 * What was here before sync began goes out once, conversation by conversation, the newest first: a deletion
 * elsewhere never meets half of one. The next slice, from where the last confirmed one ended; null once all
 * is told.
 */
export const giveBacklog = (
  database: Database,
  most: number,
): { readonly records: readonly SyncRecord[]; readonly next: string } | null => {
  const from = getState(database, 'backlog')
  if (from === 'over') return null
  if (from === '') return { records: folders(database), next: getState(database, 'newestBefore') }
  const records: SyncRecord[] = []
  let next = 'over'
  const rows = database.all(
    'SELECT pk, id FROM conversations WHERE pk BETWEEN ? AND ? ORDER BY pk DESC LIMIT ?',
    [Number(getState(database, 'oldestBefore')), Number(from), most],
  )
  for (const row of rows) {
    records.push(...conversationWhole(database, readText(row.id)))
    next = String(readNumber(row.pk) - 1)
    if (records.length >= most) return { records, next }
  }
  return { records, next: rows.length < most ? 'over' : next }
}

export const confirmBacklog = (database: Database, next: string): void => setState(database, 'backlog', next)

const folders = (database: Database): readonly SyncRecord[] =>
  database
    .all('SELECT id FROM folders')
    .flatMap(({ id }) => loadRecord(database, 'folder', readText(id)) ?? [])

const conversationWhole = (database: Database, id: string): readonly SyncRecord[] => {
  const conversation = loadRecord(database, 'conversation', id)
  if (!conversation) return []
  const messages = database.all(
    `SELECT m.id FROM messages m JOIN conversations c ON c.pk = m.conversation WHERE c.id = ? ORDER BY m.pk`,
    [id],
  )
  return [conversation, ...messages.flatMap((row) => loadRecord(database, 'message', readText(row.id)) ?? [])]
}
