import type { SyncRecord } from '@shared/sync/record'
import type { Database } from '../Database'
import { readNumber, readText } from '../values'
import { loadMessageRecords, loadRecord } from './records'
import { getState, setState } from './schema'
import type { Batch, Steps } from './steps'

/**
 * What was here before sync began goes out once, conversation by conversation, the newest first: a deletion
 * elsewhere never meets half of one. Fills the batch from where the last confirmed one ended, and returns
 * where the next one goes on; null once all is told.
 */
export function* givingBacklog(database: Database, batch: Batch): Steps<string | null> {
  const from = getState(database, 'backlog')
  if (from === 'over') return null
  if (from === '') {
    for (const record of folders(database)) batch.add(record)
    return getState(database, 'newestBefore')
  }
  const oldest = Number(getState(database, 'oldestBefore'))
  for (let next = Number(from); ; ) {
    const row = database.get(
      'SELECT pk, id FROM conversations WHERE pk BETWEEN ? AND ? ORDER BY pk DESC LIMIT 1',
      [oldest, next],
    )
    if (!row) return 'over'
    yield* givingConversation(database, { key: readNumber(row.pk), id: readText(row.id) }, batch)
    next = readNumber(row.pk) - 1
    if (batch.isFull) return String(next)
  }
}

export const confirmBacklog = (database: Database, next: string): void => setState(database, 'backlog', next)

const folders = (database: Database): readonly SyncRecord[] =>
  database
    .all('SELECT id FROM folders')
    .flatMap(({ id }) => loadRecord(database, 'folder', readText(id)) ?? [])

/** What changes in it meanwhile is noted, and told for itself. */
function* givingConversation(
  database: Database,
  { key, id }: { readonly key: number; readonly id: string },
  batch: Batch,
): Steps<void> {
  const conversation = loadRecord(database, 'conversation', id)
  if (!conversation) return
  batch.add(conversation)
  for (let behind: number | null = 0; behind !== null; ) {
    const messages = loadMessageRecords(database, { conversation: key, behind })
    for (const record of messages.records) batch.add(record)
    behind = messages.last
    yield
  }
}
