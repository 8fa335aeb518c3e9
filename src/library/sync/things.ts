import { choices, id } from '@shared/ipc/common'
import { AppError } from '@shared/ipc/errors'
import * as kept from '@shared/ipc/keptRows'
import type { Conversation, TitleSource } from '@shared/model/conversation'
import type { Message, MessageState } from '@shared/model/message'
import { type Clock, lastMs, makeClock } from '@shared/sync/clock'
import { z } from 'zod'
import { conversationKey, getConversation, writeConversation } from '../conversations'
import type { Database } from '../Database'
import { saveFolder } from '../folders'
import { loadMessages, writeMessage } from '../messages'
import { arrangeConversations } from '../organizer'
import { removeMessage, restoreMessage } from '../removal'
import { readNumber, readText, readTextOrNull } from '../values'

export type Values = Readonly<Record<string, unknown>>

/** A thing as its fields say it, and the moment of those that were there before sync. */
export interface Thing {
  readonly values: Values
  readonly born: Clock
}

/**
 * The moment of what was there before its device was joined to others: earlier than all that came since. An
 * import may tell of times that no clock can: a log with such a moment in it would be read by none.
 */
export const bornAt = (createdAt: number): Clock =>
  makeClock(Math.min(Math.max(0, Math.floor(createdAt)), lastMs), 0, '0')

const time = z.number().int().min(0).max(8.64e15)
const timeOrNull = time.nullable()

// ——— Conversations

const title = z.object({ text: kept.title, source: z.enum(['question', 'model', 'person']) })
const choicePrefix = 'choices.'

export const loadConversationThing = (database: Database, conversationId: string): Thing | null => {
  const found = getConversation(database, conversationId)
  if (!found) return null
  const { choices: chosen } = found
  return {
    born: bornAt(found.createdAt),
    values: {
      title: { text: found.title, source: found.titleSource ?? 'question' },
      createdAt: found.createdAt,
      updatedAt: found.updatedAt,
      leafId: trueLeaf(database, found),
      pinnedAt: found.pinnedAt ?? null,
      archivedAt: found.archivedAt ?? null,
      trashedAt: found.trashedAt ?? null,
      folderId: waitingFolder(database, conversationId) ?? found.folderId ?? null,
      ...Object.fromEntries(Object.entries(chosen).map(([name, value]) => [choicePrefix + name, value])),
    },
  }
}

/** The end that was chosen, also while the message is removed. */
const trueLeaf = (database: Database, { id: conversationId, leafId }: Conversation): string | null => {
  const row = database.get(
    `SELECT l.leaf_id FROM displaced_leaves l JOIN conversations c ON c.pk = l.conversation
     WHERE c.id = ? AND c.leaf_id IS l.shown_id`,
    [conversationId],
  )
  return row ? readText(row.leaf_id) : leafId
}

const waitingFolder = (database: Database, conversationId: string): string | null =>
  readTextOrNull(
    database.get("SELECT waits_for FROM sync_waiting WHERE kind = 'place' AND id = ?", [conversationId])
      ?.waits_for,
  )

/** True where a conversation can be made of what is known: parts of one may come before the rest. */
export const isWholeConversation = (values: Values): boolean =>
  title.safeParse(values.title).success && time.safeParse(values.createdAt).success

/** Null where too little is known to make one. */
export const conversationFrom = (conversationId: string, values: Values): Conversation | null => {
  const named = title.safeParse(values.title)
  const created = time.safeParse(values.createdAt)
  if (!named.success || !created.success) return null
  const at = (value: unknown) => timeOrNull.catch(null).parse(value ?? null)
  const idOrNull = (value: unknown) =>
    id
      .nullable()
      .catch(null)
      .parse(value ?? null)
  return {
    id: conversationId,
    title: named.data.text,
    titleSource: named.data.source as TitleSource,
    createdAt: created.data,
    updatedAt: time.catch(created.data).parse(values.updatedAt),
    leafId: idOrNull(values.leafId),
    choices: Object.fromEntries(
      Object.entries(values)
        .filter(([name, value]) => name.startsWith(choicePrefix) && value !== null)
        .map(([name, value]): [string, unknown] => [name.slice(choicePrefix.length), value])
        .filter(([name, value]) => isGoodChoice(name, value)),
    ),
    ...present('pinnedAt', at(values.pinnedAt)),
    ...present('archivedAt', at(values.archivedAt)),
    ...present('trashedAt', at(values.trashedAt)),
    ...present('folderId', idOrNull(values.folderId)),
  }
}

/** One that only a later version knows is kept as it came. */
const isGoodChoice = (name: string, value: unknown): boolean =>
  !Object.hasOwn(choices.shape, name) ||
  choices.shape[name as keyof typeof choices.shape].safeParse(value).success

const present = <K extends string, V>(key: K, value: V | null): { [P in K]?: V } =>
  (value === null ? {} : { [key]: value }) as { [P in K]?: V }

export const storeConversationThing = (database: Database, conversationId: string, values: Values): void => {
  const conversation = conversationFrom(conversationId, values)
  if (!conversation) throw new AppError('internal', 'Too little is known of the conversation')
  const { pinnedAt = null, archivedAt = null, trashedAt = null, folderId = null } = conversation
  const key = writeConversation(database, conversation)
  showLeaf(database, key, conversation.leafId)
  placeInFolder(database, conversationId, folderId)
  arrangeConversations(database, [{ id: conversationId, pinnedAt, archivedAt, trashedAt, folderId }])
}

/** One that is removed is chosen all the same, and what is above it is shown. */
const showLeaf = (database: Database, conversation: number, leafId: string | null): void => {
  database.run('DELETE FROM displaced_leaves WHERE conversation = ?', [conversation])
  if (leafId === null || !isRemoved(database, leafId)) return
  const shown = firstNotRemoved(database, leafId)
  database.run('UPDATE conversations SET leaf_id = ? WHERE pk = ?', [shown, conversation])
  database.run('INSERT INTO displaced_leaves (conversation, leaf_id, shown_id) VALUES (?, ?, ?)', [
    conversation,
    leafId,
    shown,
  ])
}

/** The folder may come later than what lies in it. */
export const placeInFolder = (database: Database, conversationId: string, folderId: string | null): void => {
  database.run("DELETE FROM sync_waiting WHERE kind = 'place' AND id = ?", [conversationId])
  if (folderId === null || database.get('SELECT 1 AS found FROM folders WHERE id = ?', [folderId])) return
  database.run("INSERT INTO sync_waiting (kind, id, waits_for, record) VALUES ('place', ?, ?, '')", [
    conversationId,
    folderId,
  ])
}

/** A folder that was deleted elsewhere may come back; what lay in it does then too. */
export const leaveFolder = (database: Database, folderId: string): void => {
  database.run(
    `INSERT OR REPLACE INTO sync_waiting (kind, id, waits_for, record)
     SELECT 'place', id, folder_id, '' FROM conversations WHERE folder_id = ?`,
    [folderId],
  )
}

// ——— Folders

export const loadFolderThing = (database: Database, folderId: string): Thing | null => {
  const row = database.get('SELECT name, position, created_at FROM folders WHERE id = ?', [folderId])
  if (!row) return null
  const createdAt = readNumber(row.created_at)
  return {
    born: bornAt(createdAt),
    values: { name: readText(row.name), position: readNumber(row.position), createdAt },
  }
}

export const isWholeFolder = ({ name, createdAt }: Values): boolean =>
  typeof name === 'string' && time.safeParse(createdAt).success

export const storeFolderThing = (database: Database, folderId: string, values: Values): void => {
  saveFolder(database, {
    id: folderId,
    name: kept.folder.shape.name.parse(values.name),
    position: z.number().int().min(0).max(1e6).catch(0).parse(values.position),
    createdAt: time.parse(values.createdAt),
  })
  // What was put there before the folder was known.
  const lying = database.all("SELECT id FROM sync_waiting WHERE kind = 'place' AND waits_for = ?", [folderId])
  for (const row of lying) {
    arrangeConversations(database, [{ id: readText(row.id), folderId }])
    database.run("DELETE FROM sync_waiting WHERE kind = 'place' AND id = ?", [readText(row.id)])
  }
}

// ——— Messages

/** A message as it is under way: under its true parent, wherever removals have displaced it to. */
const rowSchema = z.object({
  conversationId: id,
  parentId: id.nullable(),
  role: z.enum(['user', 'assistant']),
  state: z.enum(['complete', 'stopped', 'interrupted', 'failed']),
  parts: kept.parts,
  createdAt: time,
  finishedAt: time.optional().catch(undefined),
  engineId: id.optional().catch(undefined),
  model: kept.model.optional().catch(undefined),
  usage: kept.usage.optional().catch(undefined),
  costUsd: kept.cost.optional().catch(undefined),
})

/** Null for one that is still being written, and for none. */
export const loadMessageThing = (database: Database, messageId: string): Thing | null => {
  const [found] = loadMessages(database, [messageId])
  if (!found && !isRemoved(database, messageId)) return null
  const message = found ?? removedMessage(database, messageId)
  // Its content was given up with the last chance to undo the removal.
  if (!message) return { born: bornAt(0), values: { removed: true } }
  if (message.state === 'streaming') return null
  const parentId = trueParentOf(database, messageId) ?? message.parentId
  return messageThing(message, parentId, found === undefined)
}

export const messageThing = (
  { id: _, ...row }: Message,
  parentId: string | null,
  isRemoved = false,
): Thing => ({ born: bornAt(row.createdAt), values: { row: { ...row, parentId }, removed: isRemoved } })

export const conversationOfMessage = (values: Values): string | null => {
  const { row } = values
  return row !== null && typeof row === 'object' && 'conversationId' in row
    ? String(row.conversationId)
    : null
}

export const isWholeMessage = ({ row }: Values): boolean => rowSchema.safeParse(row).success

export const understoodMessage = ({ row }: Values): object => rowSchema.parse(row)

/** Null where too little is known to make one. */
export const messageFrom = (messageId: string, values: Values): Message | null => {
  const row = rowSchema.safeParse(values.row)
  return row.success ? { id: messageId, ...row.data, state: row.data.state as MessageState } : null
}

export const storeMessageThing = (database: Database, messageId: string, values: Values): void => {
  const message = messageFrom(messageId, values)
  const conversation = message && conversationKey(database, message.conversationId)
  if (!message || conversation === null) throw new AppError('conversation/not-found')
  const isToBeRemoved = values.removed === true
  // Of a conversation of that id that was deleted, and is still being cleared away.
  database.run('DELETE FROM removed_messages WHERE id = ? AND conversation <> ?', [messageId, conversation])
  if (isRemoved(database, messageId)) {
    keepRemoved(database, message)
    if (!isToBeRemoved) restoreMessage(database, { message, childIds: [], wasLeaf: false })
    return
  }
  const parentId = message.parentId === null ? null : firstNotRemoved(database, message.parentId)
  writeMessage(database, conversation, { ...message, parentId })
  if (parentId !== message.parentId)
    database.run('INSERT OR REPLACE INTO displaced_messages (id, conversation, parent_id) VALUES (?, ?, ?)', [
      messageId,
      conversation,
      message.parentId,
    ])
  if (isToBeRemoved) removeMessage(database, messageId)
}

const removedMessage = (database: Database, messageId: string): Message | null => {
  const row = database.get('SELECT content FROM removed_messages WHERE id = ? AND content IS NOT NULL', [
    messageId,
  ])
  return row ? (JSON.parse(readText(row.content)) as { message: Message }).message : null
}

const keepRemoved = (database: Database, message: Message): void => {
  const row = database.get('SELECT content FROM removed_messages WHERE id = ?', [message.id])
  const content = readTextOrNull(row?.content)
  const before = content === null ? { childIds: [], wasLeaf: false } : (JSON.parse(content) as object)
  database.run('UPDATE removed_messages SET content = ?, parent_id = ? WHERE id = ?', [
    JSON.stringify({ ...before, message }),
    message.parentId,
    message.id,
  ])
}

const trueParentOf = (database: Database, messageId: string): string | null =>
  readTextOrNull(
    database.get(
      `SELECT parent_id FROM displaced_messages WHERE id = ?1
       UNION ALL SELECT parent_id FROM removed_messages WHERE id = ?1`,
      [messageId],
    )?.parent_id,
  )

const isRemoved = (database: Database, messageId: string): boolean =>
  database.get('SELECT 1 AS found FROM removed_messages WHERE id = ?', [messageId]) !== null

/** Itself, or the first above it that is not removed; one that has not come yet stays what it is. */
const firstNotRemoved = (database: Database, messageId: string): string | null => {
  let current: string | null = messageId
  for (const seen = new Set<string>(); current !== null && !seen.has(current); ) {
    const row: { readonly parent_id?: unknown } | null = database.get(
      'SELECT parent_id FROM removed_messages WHERE id = ?',
      [current],
    )
    if (!row) return current
    seen.add(current)
    current = typeof row.parent_id === 'string' ? row.parent_id : null
  }
  return current
}
