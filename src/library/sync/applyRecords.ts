import { id as plainId } from '@shared/ipc/common'
import { lowest } from '@shared/sync/clock'
import { isUnseen, mergeRecords } from '@shared/sync/merge'
import { recordVersion, type SyncRecord, sizeOf, syncRecordSchema } from '@shared/sync/record'
import type { ReadRecords } from '@shared/sync/syncedLibrary'
import { z } from 'zod'
import type { Database } from '../Database'
import { deleteConversation } from '../deletion'
import { readText } from '../values'
import { applyNew } from './applyNew'
import { noClocks, readClocks, writeClocks } from './Clocks'
import { keepClock, openClock, stampChanges, stamping } from './changes'
import { withoutRemoval } from './guard'
import { noteUnsent } from './noting'
import { keepRead } from './positions'
import { blobsOf, clocksOf, kinds, loadRecord, valuesOf } from './records'
import { applying } from './schema'
import { finish, type Steps, stepMs } from './steps'
import { conversationOfMessage, leaveFolder } from './things'
import { keepUnknown, takeRaw, withRaw } from './unknown'

type Apply = typeof applyNew

/**
 * Applies what another device wrote. In any order, twice, or after what it belongs to was deleted: in the
 * end all devices have the same.
 */
export const applyRecords = (
  database: Database,
  read: ReadRecords,
  now: () => number,
  /** Writes what needs no merging, and returns the rest. */
  applyFast: Apply = applyNew,
): void => finish(applyingRecords(database, read, now, applyFast))

/** Records that come together are many: a history, or an import. */
const manyRecords = 200
const charactersAtOnce = 300_000

/**
 * The same in steps. Only the last one waits for the disk, and tells how far the log was read: what the end
 * of the system takes away before it comes once more.
 */
export function* applyingRecords(
  database: Database,
  read: ReadRecords,
  now: () => number,
  applyFast: Apply = applyNew,
): Steps<void> {
  const { records, device } = read
  yield* stamping(database, now)
  if (records.length >= manyRecords) database.growLog(true)
  try {
    for (let at = 0, most = 50; ; ) {
      const begun = process.cpuUsage()
      const some = slice(records, at, most)
      at += some.length
      const isLast = at >= records.length
      applySome(
        database,
        {
          ...read,
          records: some,
          ...(isLast ? {} : { upTo: lowest(device), position: undefined, base: undefined }),
        },
        { now, applyFast, isSynced: isLast && read.hasMore !== true },
      )
      if (isLast) return
      most = nextSize(some.length, process.cpuUsage(begun))
      yield
    }
  } finally {
    database.growLog(false)
  }
}

/**
 * As many as fit into a step, however quick this computer is. Its work counts, and not its waiting: where
 * others keep it busy, smaller steps take longer in all and let no other through sooner.
 */
const nextSize = (done: number, { user, system }: NodeJS.CpuUsage): number => {
  const fitting = Math.round((done * stepMs * 1_000) / Math.max(user + system, 100))
  return Math.max(50, Math.min(400, fitting, 2 * done))
}

/** So many records from one on, or fewer where they are long. */
const slice = (records: readonly SyncRecord[], from: number, most: number): readonly SyncRecord[] => {
  let end = from
  for (let size = 0; end < records.length && end - from < most && size < charactersAtOnce; end += 1)
    size += sizeOf(records[end] as SyncRecord)
  return records.slice(from, end)
}

const applySome = (
  database: Database,
  read: ReadRecords,
  {
    now,
    applyFast,
    isSynced,
  }: { readonly now: () => number; readonly applyFast: Apply; readonly isSynced: boolean },
): void => {
  stampChanges(database, now)
  applying(database, isSynced, () => {
    const clock = openClock(database, now)
    for (const record of read.records) {
      for (const [, moment] of Object.values(record.set)) clock.see(moment)
      for (const moment of Object.values(record.written)) clock.see(moment)
      for (const moment of Object.values(record.deleted)) clock.see(moment)
    }
    for (const record of applyFast(database, read.records)) applyRecord(database, record, read.device)
    clock.see(read.upTo)
    keepClock(database, clock)
    keepRead(database, read)
  })
  finishDeletions(database)
}

/** What a row cannot be called, in an import neither: it would be another's name once it is cut. */
const isId = (kind: string, id: string): boolean => (longIds[kind] ?? plainId).safeParse(id).success
const longId = z.string().regex(/^[^\p{Cc}\p{Cs}]+$/u)
/** Those that name what they were made of. */
const longIds: Readonly<Record<string, typeof longId>> = { cost: longId, fact: longId }

/** Null for the device where the record has been through the guard. */
const applyRecord = (database: Database, given: SyncRecord, device: string | null): void => {
  const { kind, id } = given
  if (!kinds[kind]) {
    hold(database, given, `kind:${kind}`)
    return
  }
  if (!isId(kind, id)) return
  const known = knownOf(database, kind, id)
  const record = device === null || !known ? given : atOnce(database, device, given, known)
  const merged = known ? mergeRecords(known, record) : record
  if (kind === 'message') applyMessage(database, merged)
  else applyOwner(database, merged)
}

/** What of it is not put aside. */
const atOnce = (database: Database, device: string, given: SyncRecord, known: SyncRecord): SyncRecord => {
  const merged = mergeRecords(known, given)
  return withoutRemoval(database, device, given, { merged, isKept: () => isKept(database, merged) })
}

/** What is here, put together with what waits. */
const knownOf = (database: Database, kind: string, id: string): SyncRecord | null => {
  const here = loadRecord(database, kind, id)
  const row = database.get('SELECT record FROM sync_waiting WHERE kind = ? AND id = ?', [kind, id])
  if (!row) return here
  const waiting = syncRecordSchema.parse(JSON.parse(readText(row.record)))
  return here ? mergeRecords(here, waiting) : waiting
}

const hold = (database: Database, record: SyncRecord, waitsFor: string): void => {
  database.run('INSERT OR REPLACE INTO sync_waiting (kind, id, waits_for, record) VALUES (?, ?, ?, ?)', [
    record.kind,
    record.id,
    waitsFor,
    JSON.stringify(record),
  ])
}

const letGo = (database: Database, kind: string, id: string): void => {
  database.run('DELETE FROM sync_waiting WHERE kind = ? AND id = ?', [kind, id])
}

const applyMessage = (database: Database, record: SyncRecord): void => {
  const { id } = record
  const values = valuesOf(record)
  const conversationId = conversationOfMessage(values)
  if (conversationId === null || !kinds.message?.isWhole(values, id)) {
    hold(database, record, `message:${id}`)
    return
  }
  const owner = readClocks(database, 'conversation', conversationId) ?? noClocks
  if (!isUnseen(record.written, owner.deleted)) {
    letGo(database, 'message', id)
    return
  }
  if (!kinds.conversation?.load(database, conversationId)) {
    hold(database, record, `conversation:${conversationId}`)
    return
  }
  letGo(database, 'message', id)
  kinds.message.store(database, id, values)
  keepUnknown(database, record, kinds.message.understoodRow?.(values) ?? null)
  writeClocks(database, 'message', id, clocksOf(record))
}

/** All but messages, which go with their conversation. */
const applyOwner = (database: Database, { deleted, ...said }: SyncRecord): void => {
  const { kind, id } = said
  const of = kinds[kind]
  if (!of) return
  const record: SyncRecord = { ...said, deleted: of.isDeletable ? deleted : {} }
  const isHere = of.load(database, id) !== null
  if (isHere && !isKept(database, record)) {
    writeClocks(database, kind, id, clocksOf(record))
    letGo(database, kind, id)
    if (of.remove) {
      if (kind === 'folder') leaveFolder(database, id)
      of.remove(database, id)
    } else database.run('INSERT OR IGNORE INTO sync_deleting (id) VALUES (?)', [id])
    return
  }
  if (!isHere && !isUnseen(record.written, record.deleted)) {
    writeClocks(database, kind, id, { set: {}, written: record.written, deleted: record.deleted })
    letGo(database, kind, id)
    return
  }
  const values = valuesOf(record)
  if (!of.isWhole(values, id)) {
    writeClocks(database, kind, id, { set: {}, written: {}, deleted: record.deleted })
    hold(database, record, `${kind}:${id}`)
    return
  }
  const before = readClocks(database, kind, id)?.deleted ?? {}
  of.store(database, id, values)
  keepUnknown(database, record, of.understoodRow?.(values) ?? null)
  writeClocks(database, kind, id, clocksOf(record))
  letGo(database, kind, id)
  if (isHere && JSON.stringify(before) !== JSON.stringify(record.deleted)) tellAgain(database, kind, id)
  const waiting = database.all('SELECT record FROM sync_waiting WHERE waits_for = ?', [`${kind}:${id}`])
  for (const row of waiting)
    applyRecord(database, syncRecordSchema.parse(JSON.parse(readText(row.record))), null)
}

/** Something of it was written where its deleter had not looked yet. */
const isKept = (database: Database, { kind, id, written, deleted }: SyncRecord): boolean =>
  isUnseen(written, deleted) ||
  (kind === 'conversation' &&
    messagesOf(database, id).some((messageId) => {
      const record = loadRecord(database, 'message', messageId)
      // One that is being written right now is seen by no other.
      return record === null || isUnseen(record.written, deleted)
    }))

const messagesOf = (database: Database, conversationId: string): readonly string[] =>
  database
    .all(
      `SELECT m.id FROM messages m JOIN conversations c ON c.pk = m.conversation WHERE c.id = ?1
       UNION SELECT r.id FROM removed_messages r JOIN conversations c ON c.pk = r.conversation WHERE c.id = ?1`,
      [conversationId],
    )
    .map(({ id }) => readText(id))

/** After an update: what the version before did not understand. */
export const applyRaw = (database: Database): void => {
  const { waiting, fields } = takeRaw(database)
  for (const text of waiting) applyRecord(database, syncRecordSchema.parse(JSON.parse(text)), null)
  for (const { kind, id, fields: raw } of fields) {
    const record = loadRecord(database, kind, id)
    if (!record) continue
    const set = Object.entries(withRaw(raw, valuesOf(record))).flatMap(([field, value]) => {
      const [, clock] = record.set[field] ?? []
      return clock === undefined ? [] : [[field, [value, clock]] as const]
    })
    const whole: SyncRecord = { ...record, set: { ...record.set, ...Object.fromEntries(set) } }
    if (kind === 'message') applyMessage(database, whole)
    else applyOwner(database, whole)
  }
}

/** What was put aside and happens after all. */
export const applyHeld = (database: Database, record: SyncRecord): void => applyRecord(database, record, null)

/** The devices that have deleted it get it whole, as something new. */
export const tellAgain = (database: Database, kind: string, id: string): void => {
  noteUnsent(database, kind, id, 'again')
  if (kind !== 'conversation') return
  for (const messageId of messagesOf(database, id)) noteUnsent(database, 'message', messageId, 'again')
  // Those devices may have forgotten them by now.
  for (const [owned, ownedId] of blobsOf(database, id)) noteUnsent(database, owned, ownedId, 'again')
}

/** Outside of the transaction: a conversation is deleted in one of its own. */
export const finishDeletions = (database: Database): void => {
  for (const row of database.all('SELECT id FROM sync_deleting')) {
    const id = readText(row.id)
    const { written, deleted } = readClocks(database, 'conversation', id) ?? noClocks
    const record = { v: recordVersion, kind: 'conversation', id, set: {}, written, deleted }
    const isHere = kinds.conversation?.load(database, id) !== null
    // Something may have been said in it since.
    const isBack = isHere && isKept(database, record)
    if (isHere && !isBack) deleteConversation(database, id)
    database.transaction(() => {
      database.run('DELETE FROM sync_deleting WHERE id = ?', [id])
      if (isBack) {
        tellAgain(database, 'conversation', id)
        return
      }
      writeClocks(database, 'conversation', id, { set: {}, written, deleted })
      // Its own note says no more than what came.
      database.run("DELETE FROM sync_unsent WHERE kind = 'conversation' AND id = ? AND field = 'deleted'", [
        id,
      ])
    })
  }
}
