import { type SyncRecord, syncRecordSchema } from '@shared/sync/record'
import type { BaseOutline, BasePage, LogEnd } from '@shared/sync/syncedLibrary'
import { conversationKey } from '../conversations'
import type { Database, Row } from '../Database'
import { readNumber, readText } from '../values'
import { costsUntil, few, picturesAlone } from './backlog'
import { stampChanges, stamping } from './changes'
import { positionOf } from './positions'
import { blobsOf, loadMessageRecords, loadRecord } from './records'
import { getState } from './schema'
import { finish, type Steps } from './steps'

/**
 * What a base is to hold: all conversations, the last used first, and how far each log was read before. What
 * changes while it is read is in the logs that follow.
 */
export const outlineBase = (database: Database, now: () => number): BaseOutline => {
  stampChanges(database, now)
  const conversations = database
    .all('SELECT id, updated_at FROM conversations ORDER BY updated_at DESC, id')
    .map((row) => ({ id: readText(row.id), updatedAt: readNumber(row.updated_at) }))
  const ends = database
    .all('SELECT device, clock, number, hash, generation FROM sync_seen WHERE number > 0')
    .map((row): [string, LogEnd] => [readText(row.device), { ...positionOf(row), upTo: readText(row.clock) }])
  return { conversations, ends: Object.fromEntries(ends), latest: getState(database, 'latest') }
}

export const giveConversations = (
  database: Database,
  ids: readonly string[],
  now: () => number,
): readonly SyncRecord[] => finish(givingConversations(database, ids, now))

/** All that is known of these conversations, also what was taken out of them. */
export function* givingConversations(
  database: Database,
  ids: readonly string[],
  now: () => number,
): Steps<readonly SyncRecord[]> {
  yield* stamping(database, now)
  const records: SyncRecord[] = []
  for (const id of ids) {
    const removed = database.all(
      'SELECT r.id FROM conversations c JOIN removed_messages r ON r.conversation = c.pk WHERE c.id = ?',
      [id],
    )
    records.push(...load(database, 'conversation', id))
    for (const [kind, blobId] of blobsOf(database, id)) records.push(...load(database, kind, blobId))
    const key = conversationKey(database, id)
    for (let behind = key === null ? null : 0; key !== null && behind !== null; ) {
      const some = loadMessageRecords(database, { conversation: key, behind })
      records.push(...some.records)
      behind = some.last
      yield
    }
    records.push(...removed.flatMap((row) => load(database, 'message', readText(row.id))))
  }
  return records
}

const load = (database: Database, kind: string, id: string): readonly SyncRecord[] => {
  const record = loadRecord(database, kind, id)
  return record ? [record] : []
}

/**
 * What belongs to no conversation: folders, assistants, facts, what was deleted, what waits for the rest of
 * it or for a newer Parley, pictures and costs. From where the last page ended, '' at first.
 */
export const giveRest = (database: Database, after: string, most: number): BasePage => {
  const [name = 'few', ...behind] = JSON.parse(after || '[]') as string[]
  const stage = stages.findIndex((each) => each.name === name)
  const found = stages[stage]?.rows(database, behind, most)
  if (!found) return { records: [], next: null }
  const then = stages[stage + 1]?.name
  const next = found.behind ? JSON.stringify([name, ...found.behind]) : then && JSON.stringify([then])
  return { records: found.records, next: next ?? null }
}

interface StagePage {
  readonly records: readonly SyncRecord[]
  /** Null where there is no more of it. */
  readonly behind: readonly string[] | null
}

interface Stage {
  readonly name: string
  rows(database: Database, behind: readonly string[], most: number): StagePage
}

const allFew: Stage['rows'] = (database) => ({ records: few(database), behind: null })

/** Things by kind and id. */
const byName =
  (sql: string): Stage['rows'] =>
  (database, [kind = '', id = ''], most) => {
    const rows = database.all(sql, [kind, id, most])
    const last = rows.at(-1)
    return {
      records: rows.flatMap((row) =>
        row.record === undefined
          ? load(database, readText(row.kind), readText(row.id))
          : [syncRecordSchema.parse(JSON.parse(readText(row.record)))],
      ),
      behind: last ? [readText(last.kind), readText(last.id)] : null,
    }
  }

/** Rows of a table, the newest first. */
const byKey =
  (kind: string, rowsBehind: (database: Database, until: number) => readonly Row[]): Stage['rows'] =>
  (database, [until]) => {
    const rows = rowsBehind(database, until === undefined ? Number.MAX_SAFE_INTEGER : Number(until))
    const last = rows.at(-1)
    return {
      records: rows.flatMap((row) => load(database, kind, readText(row.id))),
      behind: last ? [String(readNumber(last.pk) - 1)] : null,
    }
  }

/** Messages go with their conversations; of a conversation that is gone its deletion says all. */
const known = `SELECT * FROM (
    SELECT kind, id FROM sync_clocks k WHERE kind < 'message' AND (kind, id) > (?1, ?2)
      AND (kind <> 'conversation' OR NOT EXISTS (SELECT 1 FROM conversations WHERE id = k.id))
      AND (kind <> 'folder' OR NOT EXISTS (SELECT 1 FROM folders WHERE id = k.id))
    UNION ALL SELECT kind, id FROM sync_clocks WHERE kind > 'message' AND (kind, id) > (?1, ?2)
  ) ORDER BY kind, id LIMIT ?3`

const waiting = `SELECT kind, id, record FROM sync_waiting WHERE (kind, id) > (?, ?) AND record <> ''
  ORDER BY kind, id LIMIT ?`

/** What waits for the word here was read all the same: a device that joins by this base needs it as well. */
const held = `SELECT 'conversation' AS kind, id, record FROM sync_held WHERE ('conversation', id) > (?, ?)
  ORDER BY id LIMIT ?`

const stages: readonly Stage[] = [
  { name: 'few', rows: allFew },
  { name: 'known', rows: byName(known) },
  { name: 'waiting', rows: byName(waiting) },
  { name: 'held', rows: byName(held) },
  { name: 'picture', rows: byKey('picture', picturesAlone) },
  { name: 'cost', rows: byKey('cost', costsUntil) },
]
