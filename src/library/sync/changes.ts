import { type Clock, HybridClock } from '@shared/sync/clock'
import { mergeVectors } from '@shared/sync/merge'
import type { SyncRecord } from '@shared/sync/record'
import type { ConfirmedChanges, GivenChanges } from '@shared/sync/syncedLibrary'
import type { Database } from '../Database'
import { readNumber, readText } from '../values'
import { confirmBacklog, givingBacklog } from './backlog'
import { noClocks, readClocks, writeClocks } from './Clocks'
import { keepSealed } from './identity'
import { kinds, loadRecord, writtenHere } from './records'
import { getState, setState } from './schema'
import { Batch, finish, type Steps } from './steps'

export const openClock = (database: Database, now: () => number): HybridClock =>
  new HybridClock(getState(database, 'device'), now, getState(database, 'latest') || null)

export const keepClock = (database: Database, clock: HybridClock): void => {
  if (clock.last !== null) setState(database, 'latest', clock.last)
}

/** Of what was noted, so many things are stamped in one transaction. */
const stampedAtOnce = 50

/**
 * Gives every noted change its moment. Has to come before anything of others is applied, so that what the
 * user did here is not taken for older than it is. What is still being written is left for later.
 */
export const stampChanges = (database: Database, now: () => number): void => finish(stamping(database, now))

/** The same in steps: an import may have left a million changes. */
export function* stamping(database: Database, now: () => number): Steps<void> {
  for (const kind of unstampedKinds(database)) {
    for (let behind: string | null = ''; behind !== null; ) {
      behind = database.transaction(() => stampSome(database, { kind, behind: behind ?? '', now }))
      yield
    }
  }
}

/** What belongs into others comes after them. */
const unstampedKinds = (database: Database): readonly string[] => {
  const rank = (kind: string) => ['folder', 'conversation'].indexOf(kind) + 1 || (kind === 'message' ? 4 : 3)
  return database
    .all('SELECT DISTINCT kind FROM sync_unsent WHERE clock IS NULL')
    .map(({ kind }) => readText(kind))
    .sort((one, other) => rank(one) - rank(other))
}

/** Returns the last that was looked at; null when there are no more. */
const stampSome = (
  database: Database,
  { kind, behind, now }: { readonly kind: string; readonly behind: string; readonly now: () => number },
): string | null => {
  const rows = database.all(
    `SELECT id, group_concat(field) AS fields FROM sync_unsent
     WHERE clock IS NULL AND kind = ? AND id > ? GROUP BY id ORDER BY id LIMIT ${stampedAtOnce}`,
    [kind, behind],
  )
  if (rows.length === 0) return null
  const clock = openClock(database, now)
  const device = getState(database, 'device')
  for (const row of rows)
    stamp(database, {
      kind,
      id: readText(row.id),
      device,
      fields: readText(row.fields).split(','),
      tick: () => clock.tick(),
    })
  keepClock(database, clock)
  return rows.length < stampedAtOnce ? null : readText(rows.at(-1)?.id)
}

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
  // One of before sync stays known as that: it may hold messages of before.
  const isOld =
    kind === 'conversation' && !fields.includes('whole') && Object.keys(known.written).length === 0
  writeClocks(database, kind, id, {
    set: { ...known.set, ...Object.fromEntries(changed.map((field) => [field, moment])) },
    written: { ...(isOld ? writtenHere(database) : known.written), [device]: moment },
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

/**
 * The deletion reaches what this device had seen of all others and what it knew of the thing itself, and all
 * that is its own.
 */
const stampDeletion = (database: Database, kind: string, id: string, tick: () => Clock): void => {
  const known = readClocks(database, kind, id) ?? noClocks
  const moment = tick()
  const own = { ...writtenHere(database), [getState(database, 'device')]: moment }
  const met = mergeVectors(known.written, seenVector(database))
  const deleted = mergeVectors(known.deleted, mergeVectors(met, own))
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

/** What makes a pack of a size that any place takes: about a megabyte, once it is packed. */
const charactersAtOnce = 3_500_000

export const giveChanges = (database: Database, most: number, now: () => number): GivenChanges =>
  finish(givingChanges(database, most, now))

/**
 * Gives up to about `most` things that changed, with all fields that did. Given again as long as they are not
 * confirmed: what a process lost on its way is not lost.
 */
export function* givingChanges(database: Database, most: number, now: () => number): Steps<GivenChanges> {
  yield* stamping(database, now)
  const batch = new Batch({ records: most, characters: charactersAtOnce })
  const isChanged = database.get('SELECT 1 AS found FROM sync_unsent WHERE clock IS NOT NULL LIMIT 1')
  // What the user does now is not held up by what was there before.
  if (isChanged) return yield* givingNoted(database, batch)
  const upTo = getState(database, 'latest')
  const backlog = yield* givingBacklog(database, batch)
  return { batch: 0, backlog, records: batch.records, upTo }
}

function* givingNoted(database: Database, batch: Batch): Steps<GivenChanges> {
  const number = readNumber(database.get('SELECT max(batch) AS batch FROM sync_unsent')?.batch) + 1
  const latest = getState(database, 'latest')
  let last = ''
  while (!batch.isFull) {
    const next = database.transaction(() =>
      giveSome(database, { number, behind: last, until: latest }, batch),
    )
    if (next === null) return { batch: number, backlog: null, records: batch.records, upTo: latest }
    last = next
    yield
  }
  return { batch: number, backlog: null, records: batch.records, upTo: last }
}

const givenAtOnce = 40

/** Returns the last moment that was given; null when there are no more. */
const giveSome = (
  database: Database,
  { number, behind, until }: { readonly number: number; readonly behind: string; readonly until: string },
  batch: Batch,
): string | null => {
  // Fields that changed at one moment are one thing's.
  const rows = database.all(
    `SELECT clock, kind, id, group_concat(field) AS fields FROM sync_unsent
     WHERE clock > ? AND clock <= ? GROUP BY clock, kind, id ORDER BY clock LIMIT ${givenAtOnce}`,
    [behind, until],
  )
  for (const row of rows) {
    const [kind, id] = [readText(row.kind), readText(row.id)]
    database.run('UPDATE sync_unsent SET batch = ? WHERE kind = ? AND id = ? AND clock = ?', [
      number,
      kind,
      id,
      readText(row.clock),
    ])
    const record = changedPart(database, kind, id, readText(row.fields).split(','))
    if (record) batch.add(record)
    if (batch.isFull) return readText(row.clock)
  }
  return rows.length < givenAtOnce ? null : readText(rows.at(-1)?.clock)
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
export const confirmChanges = (database: Database, { batch, backlog, sealed }: ConfirmedChanges): void =>
  database.transaction(() => {
    database.run('DELETE FROM sync_unsent WHERE batch = ?', [batch])
    if (backlog !== null) confirmBacklog(database, backlog)
    if (sealed) keepSealed(database, sealed)
  })
