import type { Conversation, TitleSource } from '@shared/model/conversation'
import type { Database, Row } from './Database'
import { keepOverwritten } from './damage/keptValues'
import { readChoices } from './damage/storedValues'
import { indexTitle } from './search/searchIndex'
import { readNumber, readText, readTextOrNull, readTime, storeText } from './values'

/** What `readConversation` reads. */
export const conversationColumns = `pk, id, title, created_at, updated_at, leaf_id, choices, title_source,
  pinned_at, archived_at, trashed_at, folder_id`

export const readConversation = (database: Database, row: Row): Conversation => ({
  id: readText(row.id),
  title: readText(row.title),
  createdAt: readTime(row.created_at),
  updatedAt: readTime(row.updated_at),
  leafId: readTextOrNull(row.leaf_id),
  choices: choicesOf(database, row),
  ...(row.title_source === null ? {} : { titleSource: readText(row.title_source) as TitleSource }),
  ...(row.pinned_at === null ? {} : { pinnedAt: readTime(row.pinned_at) }),
  ...(row.archived_at === null ? {} : { archivedAt: readTime(row.archived_at) }),
  ...(row.trashed_at === null ? {} : { trashedAt: readTime(row.trashed_at) }),
  ...(row.folder_id === null ? {} : { folderId: readText(row.folder_id) }),
})

const choicesOf = (database: Database, row: Row): Conversation['choices'] => {
  const { choices, isDamaged } = readChoices(row.choices)
  if (isDamaged) database.damaged.add('choices', readText(row.id))
  return choices
}

/** The row's own key, or null when there is no such conversation. */
export const conversationKey = (database: Database, id: string): number | null => {
  const row = database.get('SELECT pk FROM conversations WHERE id = ?', [id])
  return row ? readNumber(row.pk) : null
}

export const getConversation = (database: Database, id: string): Conversation | null => {
  const row = database.get(`SELECT ${conversationColumns} FROM conversations WHERE id = ?`, [id])
  return row ? readConversation(database, row) : null
}

/** What stands in a row, in the order of its columns behind the key. */
const valuesOf = (conversation: Conversation) => [
  conversation.id,
  storeText(conversation.title),
  conversation.createdAt,
  conversation.updatedAt,
  conversation.leafId,
  JSON.stringify(conversation.choices),
  conversation.titleSource ?? null,
  conversation.pinnedAt ?? null,
  conversation.archivedAt ?? null,
  conversation.trashedAt ?? null,
  conversation.folderId ?? null,
]

/**
 * Creates or replaces the row and its place in the search index; returns its key. Where the conversation is
 * put is written only with a new row: later that is `arrangeConversations`' alone, and a writer with an older
 * view cannot undo it.
 */
export const writeConversation = (database: Database, conversation: Conversation): number => {
  const old = database.get('SELECT pk, title, choices FROM conversations WHERE id = ?', [conversation.id])
  if (old && readChoices(old.choices).isDamaged)
    keepOverwritten(database, { value: 'choices', id: conversation.id })
  const { id, title } = conversation
  database.run(
    `INSERT INTO conversations (id, title, created_at, updated_at, leaf_id, choices, title_source,
       pinned_at, archived_at, trashed_at, folder_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM folders WHERE id = ?))
     ON CONFLICT (id) DO UPDATE SET title = excluded.title, created_at = excluded.created_at,
       updated_at = excluded.updated_at, leaf_id = excluded.leaf_id, choices = excluded.choices,
       title_source = excluded.title_source`,
    valuesOf(conversation),
  )
  const key = old ? readNumber(old.pk) : (conversationKey(database, id) ?? 0)
  indexTitle(database, key, old ? readText(old.title) : null, title)
  return key
}

/** One that is not here, under a key of its own. The folder that it lies in may be unknown yet. */
export const insertConversation = (database: Database, key: number, conversation: Conversation): void => {
  database.run(
    `INSERT INTO conversations (pk, id, title, created_at, updated_at, leaf_id, choices, title_source,
       pinned_at, archived_at, trashed_at, folder_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM folders WHERE id = ?))`,
    [key, ...valuesOf(conversation)],
  )
  indexTitle(database, key, null, conversation.title)
}

/** Something new is said in it: it is neither archived nor in the trash any more. */
export const bringBack = (database: Database, key: number): void => {
  database.run(
    `UPDATE conversations SET archived_at = NULL, trashed_at = NULL
     WHERE pk = ? AND (archived_at IS NOT NULL OR trashed_at IS NOT NULL)`,
    [key],
  )
}
