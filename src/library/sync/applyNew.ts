import type { Conversation } from '@shared/model/conversation'
import type { Message } from '@shared/model/message'
import type { ClockVector, SyncRecord } from '@shared/sync/record'
import { insertConversation } from '../conversations'
import type { Database } from '../Database'
import { insertMessage } from '../messages'
import { indexMessage } from '../search/searchIndex'
import { noteUnindexed } from '../search/unindexed'
import { nextKeys, takeKeys } from '../transfer/import/takeKeys'
import { readNumber, readText } from '../values'
import { noteBornElsewhere } from './bornElsewhere'
import { type Clocks, writeClocks } from './Clocks'
import { clocksOf, valuesOf } from './records'
import { bornAt, conversationFrom, messageFrom, placeInFolder } from './things'
import { isAllUnderstood } from './unknown'

/** Up to this many messages are indexed at once: what was just said elsewhere is found by the next search. */
const mostIndexedAtOnce = 20
/** Ids as the app makes them; what else comes is looked at by itself. */
const plainId = /^[\w.:-]{1,100}$/
const fieldsOf: Readonly<Record<string, RegExp>> = {
  message: /^(?:row|removed)$/,
  conversation:
    /^(?:title|createdAt|updatedAt|leafId|pinnedAt|archivedAt|trashedAt|folderId|choices\.[\w.-]+)$/,
}

/** What is written without a look at it alone. */
interface New<T> {
  readonly record: SyncRecord
  readonly thing: T
  /** All of it is as it was before sync: it needs no clocks of its own. */
  readonly isBorn: boolean
}

/**
 * Writes what is not known here in any way, waits for nothing and can be held back by nothing: a history that
 * comes to a device that joins is nothing else. One look at all of it together takes the place of a dozen
 * for each. Returns the records that have to be merged, in their order.
 */
export const applyNew = (database: Database, records: readonly SyncRecord[]): readonly SyncRecord[] => {
  const known = new Known(database, records)
  const conversations: New<Conversation>[] = []
  const messages: New<Message>[] = []
  const rest = new Set<SyncRecord>()
  for (const record of records) {
    const conversation = known.hasNew(record) ? newConversation(record) : null
    const message = !conversation && known.hasNew(record) ? newMessage(record) : null
    if (conversation && !known.isRemoved(conversation.thing.leafId)) {
      known.add(record)
      conversations.push(conversation)
    } else if (message && known.takes(message.thing)) {
      known.add(record)
      messages.push(message)
    } else rest.add(record)
  }
  const keys = writeConversations(database, conversations)
  for (const each of writeMessages(database, messages, (id) => keys.get(id) ?? known.keyOf(id)))
    rest.add(each)
  return records.filter((record) => rest.has(record))
}

/** What of the records, and of what they name, is here, was here, or is expected. */
class Known {
  private readonly known: Set<string>
  private readonly removed: Set<string>
  /** Conversations that are here, with their keys; those that were deleted somewhere are not among them. */
  private readonly conversations: Map<string, number>

  constructor(database: Database, records: readonly SyncRecord[]) {
    const ids = JSON.stringify(records.map(({ id }) => id))
    const owners = JSON.stringify([...new Set(records.map(ownerOf))])
    this.known = new Set(
      database
        .all(
          `SELECT kind || ' ' || id AS found FROM sync_clocks
             WHERE kind IN ('conversation', 'message') AND id IN (SELECT value FROM json_each(?1))
           UNION ALL SELECT 'conversation ' || id FROM conversations WHERE id IN (SELECT value FROM json_each(?2))
           UNION ALL SELECT kind || ' ' || id FROM sync_waiting WHERE id IN (SELECT value FROM json_each(?1))
           UNION ALL SELECT 'conversation ' || substr(waits_for, 14) FROM sync_waiting
             WHERE waits_for IN (SELECT 'conversation:' || value FROM json_each(?1))`,
          [ids, owners],
        )
        .map(({ found }) => readText(found)),
    )
    this.removed = new Set(
      database.get('SELECT 1 AS found FROM removed_messages LIMIT 1')
        ? database
            .all('SELECT id FROM removed_messages WHERE id IN (SELECT value FROM json_each(?))', [
              JSON.stringify(records.flatMap(idsIn)),
            ])
            .map(({ id }) => readText(id))
        : [],
    )
    this.conversations = new Map(
      database
        .all(
          `SELECT c.id, c.pk, k.clocks FROM conversations c
             LEFT JOIN sync_clocks k ON k.kind = 'conversation' AND k.id = c.id
           WHERE c.id IN (SELECT value FROM json_each(?))`,
          [owners],
        )
        .filter(({ clocks }) => isNeverDeleted(clocks))
        .map(({ id, pk }): [string, number] => [readText(id), readNumber(pk)]),
    )
  }

  /** Not here, and never was. (Whether a message is here shows as it is written.) */
  hasNew({ kind, id }: SyncRecord): boolean {
    return !this.known.has(`${kind} ${id}`) && !this.known.has(`place ${id}`) && !this.removed.has(id)
  }

  isRemoved(id: string | null): boolean {
    return id !== null && this.removed.has(id)
  }

  takes({ conversationId, parentId }: Message): boolean {
    return this.conversations.has(conversationId) && !this.isRemoved(parentId)
  }

  keyOf(conversationId: string): number {
    return this.conversations.get(conversationId) ?? 0
  }

  /** It is about to be written: what belongs to it may follow, and another record of it is to be merged. */
  add({ kind, id }: SyncRecord): void {
    this.known.add(`${kind} ${id}`)
    if (kind === 'conversation') this.conversations.set(id, 0)
  }
}

const isNeverDeleted = (clocks: unknown): boolean =>
  typeof clocks !== 'string' || Object.keys((JSON.parse(clocks) as Clocks).deleted).length === 0

const rowOf = (record: SyncRecord): Readonly<Record<string, unknown>> => {
  const [row] = record.set.row ?? []
  return row !== null && typeof row === 'object' ? (row as Readonly<Record<string, unknown>>) : {}
}

/** The conversation that a record is of. */
const ownerOf = (record: SyncRecord): string =>
  record.kind === 'message' ? String(rowOf(record).conversationId) : record.id

const idsIn = (record: SyncRecord): readonly unknown[] =>
  record.kind === 'message' ? [record.id, rowOf(record).parentId] : [record.set.leafId?.[0]]

const isOrdinary = ({ kind, id, set, written, deleted }: SyncRecord): boolean => {
  const fields = fieldsOf[kind]
  return (
    fields !== undefined &&
    plainId.test(id) &&
    Object.keys(set).every((field) => fields.test(field)) &&
    Object.keys(written).length > 0 &&
    Object.keys(deleted).length === 0
  )
}

const isBorn = ({ set }: SyncRecord, createdAt: number): boolean => {
  const born = bornAt(createdAt)
  return Object.values(set).every(([, clock]) => clock === born)
}

const newConversation = (record: SyncRecord): New<Conversation> | null => {
  if (record.kind !== 'conversation' || !isOrdinary(record)) return null
  const thing = conversationFrom(record.id, valuesOf(record))
  return thing && { record, thing, isBorn: isBorn(record, thing.createdAt) }
}

const newMessage = (record: SyncRecord): New<Message> | null => {
  if (record.kind !== 'message' || !isOrdinary(record)) return null
  const [isToBeRemoved] = record.set.removed ?? []
  const thing = isToBeRemoved === true ? null : messageFrom(record.id, valuesOf(record))
  if (!thing || !plainId.test(thing.conversationId) || !plainId.test(thing.parentId ?? '-')) return null
  const { id: _, ...row } = thing
  if (!isAllUnderstood(record.set.row?.[0], row)) return null
  return { record, thing, isBorn: isBorn(record, thing.createdAt) }
}

/** In the order in which they are written, with their keys: upwards, which all indexes take fastest. */
const withKeys = <T>(
  database: Database,
  table: 'conversations' | 'messages',
  things: readonly New<T>[],
  groupOf: (thing: T) => string,
): readonly Placed<T>[] => {
  // The newest conversation comes first: those behind it are older, and lie below it.
  const groups = new Map<string, New<T>[]>()
  for (const each of things) {
    if (!each.isBorn) continue
    const group = groups.get(groupOf(each.thing))
    if (group) group.push(each)
    else groups.set(groupOf(each.thing), [each])
  }
  const old = [...groups.values()].reverse().flat()
  const lowest = old.length === 0 ? null : takeKeys(database, table, old.length)
  const others = lowest === null ? things : things.filter(({ isBorn: isOld }) => !isOld)
  const next = others.length === 0 ? 0 : nextKeys(database, table)
  return [
    ...(lowest === null ? [] : old.map((each, index) => ({ ...each, key: lowest + index }))),
    ...others.map((each, index) => ({ ...each, key: next + index })),
  ]
}

type Placed<T> = New<T> & { readonly key: number }

/** Returns their keys. */
const writeConversations = (
  database: Database,
  conversations: readonly New<Conversation>[],
): ReadonlyMap<string, number> => {
  const placed = withKeys(database, 'conversations', conversations, ({ id }) => id)
  for (const { thing, key } of placed) {
    insertConversation(database, key, thing)
    if (thing.folderId) placeInFolder(database, thing.id, thing.folderId)
  }
  keepClocks(database, placed)
  return new Map(placed.map(({ thing, key }) => [thing.id, key]))
}

/** Returns the records of those that were here. */
const writeMessages = (
  database: Database,
  messages: readonly New<Message>[],
  keyOf: (conversationId: string) => number,
): readonly SyncRecord[] => {
  const placed = withKeys(database, 'messages', messages, ({ conversationId }) => conversationId)
  const written = placed.filter(({ thing, key }) =>
    insertMessage(database, { key, conversation: keyOf(thing.conversationId) }, thing),
  )
  keepClocks(database, written)
  if (written.length <= mostIndexedAtOnce)
    for (const { thing, key } of written) indexMessage(database, key, thing.parts)
  else for (const { first, last } of runsOf(written)) noteUnindexed(database, first, last)
  if (written.length === placed.length) return []
  const isWritten = new Set(written.map(({ record }) => record))
  return messages.flatMap(({ record }) => (isWritten.has(record) ? [] : [record]))
}

/** Of what is as it was born, only by whom it was written, once for all that lie together. */
const keepClocks = <T>(database: Database, placed: readonly Placed<T>[]): void => {
  for (const { record, isBorn: isOld } of placed)
    if (!isOld) writeClocks(database, record.kind, record.id, clocksOf(record))
  const born = placed.filter(({ isBorn: isOld }) => isOld)
  // Downwards, as they are joined.
  for (const { first, last, of } of [...runsOf(born)].reverse())
    noteBornElsewhere(database, of.kind, { first, last, written: of.written })
}

/** Keys without a gap, written by the same. */
function* runsOf<T>(
  placed: readonly Placed<T>[],
): Generator<{ readonly first: number; readonly last: number; readonly of: SyncRecord }> {
  let run: { first: number; last: number; of: SyncRecord } | null = null
  for (const { key, record } of placed) {
    if (run && key === run.last + 1 && isSameVector(record.written, run.of.written)) {
      run.last = key
      continue
    }
    if (run) yield run
    run = { first: key, last: key, of: record }
  }
  if (run) yield run
}

const isSameVector = (one: ClockVector, other: ClockVector): boolean => {
  const devices = Object.keys(one)
  return (
    devices.length === Object.keys(other).length && devices.every((device) => one[device] === other[device])
  )
}
