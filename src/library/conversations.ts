import type {
  Conversation,
  ConversationCursor,
  ConversationPage,
  TitleSource,
} from '@shared/model/conversation'
import type { Database, Row } from './database'
import { indexTitle } from './search/searchIndex'
import { readNumber, readText, readTextOrNull, storeText } from './values'

const columns = 'pk, id, title, created_at, updated_at, leaf_id, choices, title_source'
/** As the index of the list says it. */
const listed = 'archived_at IS NULL AND trashed_at IS NULL'

export const readConversation = (row: Row): Conversation => ({
  id: readText(row.id),
  title: readText(row.title),
  createdAt: readNumber(row.created_at),
  updatedAt: readNumber(row.updated_at),
  leafId: readTextOrNull(row.leaf_id),
  choices: JSON.parse(readText(row.choices)) as Conversation['choices'],
  ...(row.title_source === null ? {} : { titleSource: readText(row.title_source) as TitleSource }),
})

/** The row's own key, or null when there is no such conversation. */
export const conversationKey = (database: Database, id: string): number | null => {
  const row = database.get('SELECT pk FROM conversations WHERE id = ?', [id])
  return row ? readNumber(row.pk) : null
}

export const getConversation = (database: Database, id: string): Conversation | null => {
  const row = database.get(`SELECT ${columns} FROM conversations WHERE id = ?`, [id])
  return row ? readConversation(row) : null
}

export const listConversations = (
  database: Database,
  { limit, after }: { limit: number; after: ConversationCursor | null },
): ConversationPage => {
  const rows = after
    ? database.all(
        `SELECT ${columns} FROM conversations
         WHERE ${listed} AND updated_at <= ? AND (updated_at < ? OR id > ?) ORDER BY updated_at DESC, id LIMIT ?`,
        [after.updatedAt, after.updatedAt, after.id, limit + 1],
      )
    : database.all(
        `SELECT ${columns} FROM conversations WHERE ${listed} ORDER BY updated_at DESC, id LIMIT ?`,
        [limit + 1],
      )
  const conversations = rows.slice(0, limit).map(readConversation)
  const last = conversations.at(-1)
  return {
    conversations,
    next: rows.length > limit && last ? { updatedAt: last.updatedAt, id: last.id } : null,
  }
}

/** Creates or replaces the row and its place in the search index; returns its key. */
export const writeConversation = (database: Database, conversation: Conversation): number => {
  const old = database.get('SELECT pk, title FROM conversations WHERE id = ?', [conversation.id])
  const { id, title, createdAt, updatedAt, leafId, choices, titleSource } = conversation
  database.run(
    `INSERT INTO conversations (id, title, created_at, updated_at, leaf_id, choices, title_source)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET title = excluded.title, created_at = excluded.created_at,
       updated_at = excluded.updated_at, leaf_id = excluded.leaf_id, choices = excluded.choices,
       title_source = excluded.title_source`,
    [id, storeText(title), createdAt, updatedAt, leafId, JSON.stringify(choices), titleSource ?? null],
  )
  const key = old ? readNumber(old.pk) : (conversationKey(database, id) ?? 0)
  indexTitle(database, key, old ? readText(old.title) : null, title)
  return key
}
