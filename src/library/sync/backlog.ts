import type { SyncRecord } from '@shared/sync/record'
import type { Database, Row } from '../Database'
import { readNumber, readText } from '../values'
import { blobsOf, loadMessageRecords, loadRecord } from './records'
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
    for (const record of few(database)) batch.add(record)
    return getState(database, 'newestBefore')
  }
  if (from.startsWith('kept:')) return givingRest(database, from, batch)
  const oldest = Number(getState(database, 'oldestBefore'))
  for (let next = Number(from); ; ) {
    const row = database.get(
      'SELECT pk, id FROM conversations WHERE pk BETWEEN ? AND ? ORDER BY pk DESC LIMIT 1',
      [oldest, next],
    )
    if (!row) return rest
    yield* givingConversation(database, { key: readNumber(row.pk), id: readText(row.id) }, batch)
    next = readNumber(row.pk) - 1
    if (batch.isFull) return String(next)
  }
}

/** After the conversations: what belongs to none of them. */
const rest = 'kept:picture:'

/** So many rows at once: the text of a file may be long. */
const rowsAtOnce = 100

const givingRest = (database: Database, from: string, batch: Batch): string => {
  const [, kind = '', key] = from.split(':')
  const isPicture = kind === 'picture'
  const until = Number(key || getState(database, isPicture ? 'picturesBefore' : 'costsBefore'))
  const rows = (isPicture ? picturesAlone : costsUntil)(database, until)
  for (const row of rows) {
    const record = loadRecord(database, kind, readText(row.id))
    if (record) batch.add(record)
  }
  if (rows.length === rowsAtOnce) return `kept:${kind}:${readNumber(rows.at(-1)?.pk) - 1}`
  return isPicture ? 'kept:cost:' : 'over'
}

/** Pictures of no conversation, the newest first. */
export const picturesAlone = (database: Database, until: number): readonly Row[] =>
  database.all(
    `SELECT pk, id FROM pictures p
  WHERE pk <= ? AND NOT EXISTS (SELECT 1 FROM picture_uses WHERE picture_id = p.id)
    AND (coalesce(origin, iif(model IS NULL, 'attached', 'made')) = 'made'
      OR EXISTS (SELECT 1 FROM pictures c WHERE c.parent_id = p.id))
  ORDER BY pk DESC LIMIT ${rowsAtOnce}`,
    [until],
  )

/** Of those whose conversation is gone it is not known whether it was a temporary one. */
export const costsUntil = (database: Database, until: number): readonly Row[] =>
  database.all(
    `SELECT pk, source AS id FROM costs
  WHERE pk <= ? AND (conversation_id IS NULL OR EXISTS (SELECT 1 FROM conversations WHERE id = conversation_id))
  ORDER BY pk DESC LIMIT ${rowsAtOnce}`,
    [until],
  )

export const confirmBacklog = (database: Database, next: string): void => setState(database, 'backlog', next)

/** Folders, assistants and facts: there are few. */
export const few = (database: Database): readonly SyncRecord[] =>
  database
    .all(
      `SELECT 'folder' AS kind, id FROM folders
       UNION ALL SELECT kind, id FROM sync_documents WHERE fields IS NOT NULL`,
    )
    .flatMap(({ kind, id }) => loadRecord(database, readText(kind), readText(id)) ?? [])

/** What changes in it meanwhile is noted, and told for itself. */
function* givingConversation(
  database: Database,
  { key, id }: { readonly key: number; readonly id: string },
  batch: Batch,
): Steps<void> {
  const conversation = loadRecord(database, 'conversation', id)
  if (!conversation) return
  batch.add(conversation)
  for (const [kind, blobId] of blobsOf(database, id)) {
    const record = loadRecord(database, kind, blobId)
    if (record) batch.add(record)
  }
  for (let behind: number | null = 0; behind !== null; ) {
    const messages = loadMessageRecords(database, { conversation: key, behind })
    for (const record of messages.records) batch.add(record)
    behind = messages.last
    yield
  }
  // What was taken out before hangs together with what is left: its place in the tree is needed.
  for (const row of database.all('SELECT id FROM removed_messages WHERE conversation = ?', [key])) {
    const record = loadRecord(database, 'message', readText(row.id))
    if (record) batch.add(record)
  }
}
