import { isUtf8 } from 'node:buffer'
import { AppError } from '@shared/ipc/errors'
import type { Message, MessageState, Part } from '@shared/model/message'
import { pathTo } from '@shared/model/message'
import { letterOfRole, letterOfState, type PackedOutline } from '@shared/model/outline'
import { conversationKey } from './conversations'
import { recordAnswer, storeCost, unknownCost } from './costs'
import type { Database, Row, SqlValue } from './Database'
import { damagedPart, readParts, readUsage } from './damage/storedValues'
import { clearGrowth, grownParts } from './growth'
import { markNeeded } from './retention/needs'
import { indexMessage, unindexMessage } from './search/searchIndex'
import { readNumber, readNumberOrNull, readText, readTextOrNull, readTime, readTimeOrNull } from './values'

const columns = `m.pk, m.id, c.id AS conversation_id, m.parent_id, m.role, m.state, m.created_at, m.finished_at,
  m.engine_id, m.model, m.usage, m.cost_usd, b.parts`
// A message whose content is gone is there all the same, and says so.
const tables =
  'messages m JOIN conversations c ON c.pk = m.conversation LEFT JOIN bodies b ON b.message = m.pk'

const readCost = (value: SqlValue | undefined): Pick<Message, 'costUsd'> =>
  value === null || value === undefined
    ? {}
    : { costUsd: value === unknownCost ? null : readNumberOrNull(value) }

const present = <K extends string, V>(key: K, value: V | null): { [P in K]?: V } =>
  (value === null ? {} : { [key]: value }) as { [P in K]?: V }

/** A byte that is no UTF-8 reads as U+FFFD, which a user may also have pasted: then the bytes tell. */
const isBadUtf8 = (database: Database, { pk, parts }: Row): boolean => {
  if (typeof parts !== 'string' || !parts.includes('\ufffd')) return false
  const row = database.get('SELECT CAST(parts AS BLOB) AS bytes FROM bodies WHERE message = ?', [
    readNumber(pk),
  ])
  return row?.bytes instanceof Uint8Array && !isUtf8(row.bytes)
}

/** Builds messages from rows, with the growth of those that are being written merged in. */
const readMessage = (database: Database, row: Row): Message => {
  const id = readText(row.id)
  const state = readState(row.state)
  const { parts: body, isDamaged } = isBadUtf8(database, row)
    ? { parts: [...readParts(row.parts).parts, damagedPart], isDamaged: true }
    : readParts(row.parts)
  const { usage, isDamaged: isUsageDamaged } = readUsage(row.usage)
  if (isDamaged) database.damaged.add('parts', id)
  if (isUsageDamaged) database.damaged.add('usage', id)
  return {
    id,
    conversationId: readText(row.conversation_id),
    parentId: readTextOrNull(row.parent_id),
    // As an outline reads them.
    role: row.role === 'user' ? 'user' : 'assistant',
    state,
    parts: state === 'streaming' ? grownParts(database, readNumber(row.pk), body) : body,
    createdAt: readTime(row.created_at),
    ...present('finishedAt', readTimeOrNull(row.finished_at)),
    ...present('engineId', readTextOrNull(row.engine_id)),
    ...present('model', readTextOrNull(row.model)),
    ...present('usage', usage),
    ...readCost(row.cost_usd),
  }
}

const readState = (value: SqlValue | undefined): MessageState =>
  typeof value === 'string' && Object.hasOwn(letterOfState, value) ? (value as MessageState) : 'interrupted'

/** Loads messages in the order of `ids`; unknown ids are left out. */
export const loadMessages = (database: Database, ids: readonly string[]): Message[] =>
  ids.flatMap((id) => {
    const row = database.get(`SELECT ${columns} FROM ${tables} WHERE m.id = ?`, [id])
    return row ? [readMessage(database, row)] : []
  })

/** Some messages of a conversation in the order of their keys, from behind one on. */
export const loadPlaced = (
  database: Database,
  {
    conversation,
    behind,
    limit,
  }: { readonly conversation: number; readonly behind: number; readonly limit: number },
): { readonly key: number; readonly message: Message }[] =>
  database
    .all(
      `SELECT ${columns} FROM ${tables} WHERE m.conversation = ? AND m.pk > ? ORDER BY m.pk LIMIT ${limit}`,
      [conversation, behind],
    )
    .map((row) => ({ key: readNumber(row.pk), message: readMessage(database, row) }))

const letters = (column: string, table: Readonly<Record<string, string>>): string =>
  `group_concat(CASE ${column} ${Object.entries(table)
    .map(([value, letter]) => `WHEN '${value}' THEN '${letter}'`)
    .join(' ')} ELSE '?' END, '')`

/** The order of messages, and so of siblings, is the same on every machine: keys are not. */
export const oldestFirst = 'created_at, id'

/**
 * Every message of a conversation without content, oldest first. One row, gathered by column: a thousandth of
 * the calls into SQLite, and a fifth of the time that an array for each entry takes there.
 */
const outlineQuery = `SELECT json_group_array(id) AS ids, json_group_array(parent_id) AS parents,
    json_group_array(created_at) AS times, ${letters('role', letterOfRole)} AS roles,
    ${letters('state', letterOfState)} AS states
  FROM (SELECT id, parent_id, created_at, role, state FROM messages WHERE conversation = ? ORDER BY ${oldestFirst})`

export const loadOutline = (database: Database, conversation: number): PackedOutline => {
  try {
    const outline = packedOutline(database, conversation)
    if (isReadable(outline)) return outline
  } catch (error) {
    if (!isBadValue(error)) throw error
  }
  return outlineRowByRow(database, conversation)
}

/** A single damaged value spoils the whole text that it is gathered into. */
const isReadable = ({ ids, parents, times, roles, states }: PackedOutline): boolean =>
  ids.endsWith('"]') &&
  parents.endsWith(']') &&
  ids.isWellFormed() &&
  parents.isWellFormed() &&
  /^[\d,[\]-]*$/.test(times) &&
  !roles.includes('?') &&
  !states.includes('?')

const isBadValue = (error: unknown): boolean => error instanceof Error && /JSON/.test(error.message)

/** Slower, and as good as the rows allow: those without an id that can be read are left out. */
const outlineRowByRow = (database: Database, conversation: number): PackedOutline => {
  const rows = database
    .all(
      `SELECT id, parent_id, created_at, role, state FROM messages WHERE conversation = ? ORDER BY ${oldestFirst}`,
      [conversation],
    )
    .filter(({ id }) => typeof id === 'string' && id.isWellFormed())
  return {
    ids: JSON.stringify(rows.map(({ id }) => readText(id))),
    parents: JSON.stringify(rows.map(({ parent_id }) => readTextOrNull(parent_id))),
    times: JSON.stringify(rows.map(({ created_at }) => readTime(created_at))),
    roles: rows.map(({ role }) => (role === 'user' ? letterOfRole.user : letterOfRole.assistant)).join(''),
    states: rows.map(({ state }) => letterOfState[readState(state)]).join(''),
  }
}

const packedOutline = (database: Database, conversation: number): PackedOutline => {
  const row = database.get(outlineQuery, [conversation])
  return {
    ids: readText(row?.ids),
    parents: readText(row?.parents),
    times: readText(row?.times),
    // These are null where there is no message.
    roles: readTextOrNull(row?.roles) ?? '',
    states: readTextOrNull(row?.states) ?? '',
  }
}

/** The branch that ends in a message, from the first one on. */
export const pathIn = ({ ids, parents }: PackedOutline, leafId: string | null): string[] => {
  const parentIds = JSON.parse(parents) as readonly (string | null)[]
  const entries = (JSON.parse(ids) as readonly string[]).map(
    (id, index) => [id, { id, parentId: parentIds[index] ?? null }] as const,
  )
  return pathTo(new Map(entries), leafId).map(({ id }) => id)
}

/** What is shown as the end: the newest message where a damaged row names none that is there. */
export const leafIn = ({ ids }: PackedOutline, leafId: string | null): string | null => {
  if (leafId === null || ids.lastIndexOf(JSON.stringify(leafId)) >= 0) return leafId
  return (JSON.parse(ids) as readonly string[]).at(-1) ?? null
}

/**
 * The last of that branch. Found from its end: parents mostly stand right before, and thousands need no map
 * for thirty.
 */
export const pathEnd = ({ ids, parents }: PackedOutline, leafId: string | null, most: number): string[] => {
  const all = JSON.parse(ids) as readonly string[]
  const parentIds = JSON.parse(parents) as readonly (string | null)[]
  const path: string[] = []
  let at = leafId === null ? -1 : all.lastIndexOf(leafId)
  while (at >= 0 && path.length < most) {
    const id = all[at] as string
    // A ring of parents ends the walk, as in `pathTo`.
    if (path.includes(id)) break
    path.push(id)
    const parentId = parentIds[at] ?? null
    if (parentId === null) break
    // A clock that was set back makes the parent later than its child.
    at = at > 0 && all[at - 1] === parentId ? at - 1 : all.lastIndexOf(parentId)
  }
  return path.reverse()
}

/**
 * Creates or replaces a message. Growth that an earlier life of the message left (it is being continued, or
 * the request is repeated) is dropped: `parts` is what counts. `place` is the key that a message had before,
 * if any.
 */
export const writeMessage = (
  database: Database,
  conversation: number,
  message: Message,
  place: number | null = null,
): void => {
  const old = database.get('SELECT pk FROM messages WHERE id = ?', [message.id])
  if (old) unindexMessage(database, readNumber(old.pk))
  database.run(
    `INSERT INTO messages
       (pk, id, conversation, parent_id, role, state, created_at, finished_at, engine_id, model, usage, cost_usd)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET conversation = excluded.conversation, parent_id = excluded.parent_id,
       role = excluded.role, state = excluded.state, created_at = excluded.created_at,
       finished_at = excluded.finished_at, engine_id = excluded.engine_id, model = excluded.model,
       usage = excluded.usage, cost_usd = excluded.cost_usd`,
    rowOf(place, conversation, message),
  )
  const key = old ? readNumber(old.pk) : messageKey(database, message.id)
  database.run('INSERT OR REPLACE INTO bodies (message, parts) VALUES (?, ?)', [
    key,
    JSON.stringify(message.parts),
  ])
  clearGrowth(database, key)
  recordUses(database, key, message.parts)
  if (message.state !== 'streaming') indexMessage(database, key, message.parts)
}

const rowOf = (key: number | null, conversation: number, message: Message): SqlValue[] => [
  key,
  message.id,
  conversation,
  message.parentId,
  message.role,
  message.state,
  message.createdAt,
  message.finishedAt ?? null,
  message.engineId ?? null,
  message.model ?? null,
  message.usage ? JSON.stringify(message.usage) : null,
  storeCost(message.costUsd),
]

/**
 * One that is not here, in two statements; its words are left to the caller (`noteUnindexed`). False where
 * there is one of that id: then nothing is changed.
 */
export const insertMessage = (
  database: Database,
  { key, conversation }: { readonly key: number; readonly conversation: number },
  message: Message,
): boolean => {
  const added = database.run(
    `INSERT INTO messages
       (pk, id, conversation, parent_id, role, state, created_at, finished_at, engine_id, model, usage, cost_usd)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    rowOf(key, conversation, message),
  )
  if (added === 0) return false
  database.run('INSERT INTO bodies (message, parts) VALUES (?, ?)', [key, JSON.stringify(message.parts)])
  noteUses(database, key, message.parts)
  return true
}

/** The message as it ended, with what it cost. */
export const finishMessage = (database: Database, message: Message, now: number): void => {
  const key = conversationKey(database, message.conversationId)
  const isKnown = database.get('SELECT 1 AS known FROM messages WHERE id = ?', [message.id]) !== null
  // Deleted while it was being written: a late end must not bring it back.
  if (key === null || !isKnown) return
  writeMessage(database, key, message)
  recordAnswer(database, message, now)
  database.run('UPDATE conversations SET updated_at = max(updated_at, ?) WHERE pk = ?', [
    message.finishedAt ?? now,
    key,
  ])
}

/** The row's key of a message, which has to be there. */
const messageKey = (database: Database, id: string): number => {
  const row = database.get('SELECT pk FROM messages WHERE id = ?', [id])
  if (!row) throw new AppError('message/not-found')
  return readNumber(row.pk)
}

/**
 * Remembers which pictures and files a message shows, so that a deletion knows which of them are not needed
 * any more.
 */
export const recordUses = (database: Database, key: number, parts: readonly Part[]): void => {
  database.run('DELETE FROM picture_uses WHERE message = ?', [key])
  database.run('DELETE FROM file_uses WHERE message = ?', [key])
  noteUses(database, key, parts)
}

const noteUses = (database: Database, key: number, parts: readonly Part[]): void => {
  for (const part of parts) {
    if (part.type === 'picture') recordPicture(database, key, part.pictureId)
    if (part.type === 'text') recordPicture(database, key, part.wish?.maskId ?? null)
    if (part.type === 'file') {
      database.run('INSERT OR IGNORE INTO file_uses (message, file_id) VALUES (?, ?)', [key, part.fileId])
      markNeeded(database, 'files', part.fileId)
    }
  }
}

export const recordPicture = (database: Database, key: number, pictureId: string | null): void => {
  if (pictureId === null) return
  database.run('INSERT OR IGNORE INTO picture_uses (message, picture_id) VALUES (?, ?)', [key, pictureId])
  markNeeded(database, 'pictures', pictureId)
}
