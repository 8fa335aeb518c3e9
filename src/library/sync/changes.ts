import { type Clock, HybridClock } from '@shared/sync/clock'
import { mergeVectors } from '@shared/sync/merge'
import type { SyncRecord } from '@shared/sync/record'
import type { GivenChanges } from '@shared/sync/syncedLibrary'
import type { Database } from '../Database'
import { readNumber, readText } from '../values'
import { confirmBacklog, giveBacklog } from './backlog'
import { noClocks, readClocks, writeClocks } from './Clocks'
import { kinds, loadRecord } from './records'
import { getState, setState } from './schema'

/** What belongs into others comes after them. */
const order = "CASE kind WHEN 'folder' THEN 0 WHEN 'conversation' THEN 1 ELSE 2 END"

export const openClock = (database: Database, now: () => number): HybridClock =>
  new HybridClock(getState(database, 'device'), now, getState(database, 'latest') || null)

export const keepClock = (database: Database, clock: HybridClock): void => {
  if (clock.last !== null) setState(database, 'latest', clock.last)
}

/**
 * Gives every noted change its moment. Has to come before anything of others is applied, so that what the
 * user did here is not taken for older than it is. What is still being written is left for later.
 */
export const stampChanges = (database: Database, now: () => number): void =>
  database.transaction(() => {
    const rows = database.all(
      `SELECT kind, id, group_concat(field) AS fields FROM sync_unsent WHERE clock IS NULL
       GROUP BY kind, id ORDER BY ${order}`,
    )
    if (rows.length === 0) return
    const clock = openClock(database, now)
    const device = getState(database, 'device')
    for (const row of rows) {
      const [kind, id] = [readText(row.kind), readText(row.id)]
      stamp(database, { kind, id, device, fields: readText(row.fields).split(','), tick: () => clock.tick() })
    }
    keepClock(database, clock)
  })

interface Stamped {
  readonly kind: string
  readonly id: string
  readonly device: string
  readonly fields: readonly string[]
  tick(): Clock
}

const stamp = (database: Database, { kind, id, device, fields, tick }: Stamped): void => {
  const thing = kinds[kind]?.load(database, id) ?? null
  if (!thing) {
    if (fields.includes('deleted')) stampDeletion(database, kind, id, tick)
    return
  }
  const known = readClocks(database, kind, id) ?? noClocks
  const moment = tick()
  const changed = fields.includes('whole')
    ? Object.keys(thing.values)
    : fields.filter((field) => !isMark(field))
  writeClocks(database, kind, id, {
    set: { ...known.set, ...Object.fromEntries(changed.map((field) => [field, moment])) },
    written: { ...known.written, [device]: moment },
    deleted: known.deleted,
  })
  database.run('UPDATE sync_unsent SET clock = ? WHERE kind = ? AND id = ? AND clock IS NULL', [
    moment,
    kind,
    id,
  ])
}

/** What is noted without being a field: all of them are new, all are to be told again, or it was deleted. */
const isMark = (noted: string): boolean => ['whole', 'again', 'deleted'].includes(noted)

/** The deletion reaches what this device had seen of all others, and all that is its own. */
const stampDeletion = (database: Database, kind: string, id: string, tick: () => Clock): void => {
  const known = readClocks(database, kind, id) ?? noClocks
  const moment = tick()
  const deleted = mergeVectors(known.deleted, {
    ...seenVector(database),
    [getState(database, 'device')]: moment,
  })
  writeClocks(database, kind, id, { set: {}, written: known.written, deleted })
  database.run("DELETE FROM sync_unsent WHERE kind = ? AND id = ? AND field <> 'deleted'", [kind, id])
  database.run('UPDATE sync_unsent SET clock = ? WHERE kind = ? AND id = ?', [moment, kind, id])
}

export const seenVector = (database: Database): Readonly<Record<string, Clock>> =>
  Object.fromEntries(
    database
      .all('SELECT device, clock FROM sync_seen')
      .map((row): [string, Clock] => [readText(row.device), readText(row.clock)]),
  )

/**
 * Gives up to `most` things that changed, with all fields that did. Given again as long as they are not
 * confirmed: what a process lost on its way is not lost.
 */
export const giveChanges = (database: Database, most: number, now: () => number): GivenChanges =>
  database.transaction(() => {
    stampChanges(database, now)
    const isChanged = database.get('SELECT 1 AS found FROM sync_unsent WHERE clock IS NOT NULL LIMIT 1')
    // What the user does now is not held up by what was there before.
    return isChanged ? giveNoted(database, most) : giveOlder(database, most)
  })

const giveOlder = (database: Database, most: number): GivenChanges => {
  const older = giveBacklog(database, most)
  const upTo = getState(database, 'latest')
  return { batch: 0, backlog: older?.next ?? null, records: older?.records ?? [], upTo }
}

const giveNoted = (database: Database, most: number): GivenChanges => {
  const rows = database.all(
    `SELECT kind, id, group_concat(field) AS fields, max(clock) AS clock FROM sync_unsent
       WHERE clock IS NOT NULL GROUP BY kind, id ORDER BY max(clock) LIMIT ?`,
    [most],
  )
  const batch = readNumber(database.get('SELECT max(batch) AS batch FROM sync_unsent')?.batch) + 1
  const records = rows.flatMap((row): SyncRecord[] => {
    const [kind, id] = [readText(row.kind), readText(row.id)]
    database.run('UPDATE sync_unsent SET batch = ? WHERE kind = ? AND id = ? AND clock IS NOT NULL', [
      batch,
      kind,
      id,
    ])
    const record = changedPart(database, kind, id, readText(row.fields).split(','))
    return record ? [record] : []
  })
  const last = rows.at(-1)
  const isAll = rows.length < most
  const upTo = isAll || !last ? getState(database, 'latest') : readText(last.clock)
  return { batch, backlog: null, records, upTo }
}

const changedPart = (
  database: Database,
  kind: string,
  id: string,
  fields: readonly string[],
): SyncRecord | null => {
  const record = loadRecord(database, kind, id)
  if (!record || fields.includes('whole') || fields.includes('again')) return record
  const set = fields.flatMap((field) => {
    const register = record.set[field]
    return register ? [[field, register] as const] : []
  })
  return { ...record, set: Object.fromEntries(set) }
}

/** The batch is kept elsewhere: what did not change since is told. */
export const confirmChanges = (
  database: Database,
  { batch, backlog }: Pick<GivenChanges, 'batch' | 'backlog'>,
): void =>
  database.transaction(() => {
    database.run('DELETE FROM sync_unsent WHERE batch = ?', [batch])
    if (backlog !== null) confirmBacklog(database, backlog)
  })
