import { AppError } from '@shared/ipc/errors'
import type { RemovedMessage } from '@shared/ipc/library/messages'
import { conversationKey } from './conversations'
import type { Database, Row } from './Database'
import { putBackOverwritten } from './damage/keptValues'
import { loadMessages, oldestFirst, writeMessage } from './messages'
import { unindexMessage } from './search/searchIndex'
import { readNumber, readText, readTextOrNull } from './values'

/**
 * Takes one message out of the tree. What answered it now answers what it had answered, so that no branch is
 * lost; a conversation that ended in it ends in its parent. Where everything belongs is noted, so that
 * removals can be undone in any order. Asked again, it tells the same once more.
 */
export const removeMessage = (database: Database, id: string): RemovedMessage | null => {
  const [message] = loadMessages(database, [id])
  const row = database.get('SELECT pk, conversation FROM messages WHERE id = ?', [id])
  if (!message || !row) return repeatRemoval(database, id)
  const key = readNumber(row.pk)
  const conversation = readNumber(row.conversation)
  const childIds = database
    .all(`SELECT id FROM messages WHERE parent_id = ? AND conversation = ? ORDER BY ${oldestFirst}`, [
      id,
      conversation,
    ])
    .map((child) => readText(child.id))
  const wasLeaf = moveLeafUp(database, conversation, id, message.parentId)
  const removed: RemovedMessage = { message, childIds, wasLeaf }
  unindexMessage(database, key)
  database.run(
    'INSERT OR REPLACE INTO removed_messages (pk, id, conversation, parent_id, content) VALUES (?, ?, ?, ?, ?)',
    [key, id, conversation, trueParent(database, id) ?? message.parentId, JSON.stringify(removed)],
  )
  database.run(
    `INSERT OR IGNORE INTO removed_uses (message, used_id)
     SELECT message, picture_id FROM picture_uses WHERE message = ?
     UNION SELECT message, file_id FROM file_uses WHERE message = ?
     UNION SELECT message, clip_id FROM speech_uses WHERE message = ?`,
    [key, key, key],
  )
  database.run('DELETE FROM displaced_messages WHERE id = ?', [id])
  // Those that are displaced already keep the parent that they belong to.
  database.run(
    `INSERT OR IGNORE INTO displaced_messages (id, conversation, parent_id)
     SELECT id, conversation, parent_id FROM messages WHERE parent_id = ? AND conversation = ?`,
    [id, conversation],
  )
  database.run('UPDATE messages SET parent_id = ? WHERE parent_id = ? AND conversation = ?', [
    message.parentId,
    id,
    conversation,
  ])
  database.run('DELETE FROM messages WHERE pk = ?', [key])
  return removed
}

const repeatRemoval = (database: Database, id: string): RemovedMessage | null => {
  const row = database.get('SELECT content FROM removed_messages WHERE id = ? AND content IS NOT NULL', [id])
  try {
    return row ? (JSON.parse(readText(row.content)) as RemovedMessage) : null
  } catch {
    // Damaged: it cannot be told once more.
    return null
  }
}

/** Whether the conversation ended in the message; now it ends in its parent. */
const moveLeafUp = (
  database: Database,
  conversation: number,
  id: string,
  parentId: string | null,
): boolean => {
  const moved = database.run('UPDATE conversations SET leaf_id = ? WHERE pk = ? AND leaf_id = ?', [
    parentId,
    conversation,
    id,
  ])
  if (moved === 0) return false
  // An end that was removed before is still the one to go back to, unless the user went elsewhere since.
  database.run(
    `INSERT INTO displaced_leaves (conversation, leaf_id, shown_id) VALUES (?, ?, ?)
     ON CONFLICT (conversation) DO UPDATE SET
       leaf_id = CASE WHEN shown_id IS excluded.leaf_id THEN leaf_id ELSE excluded.leaf_id END,
       shown_id = excluded.shown_id`,
    [conversation, id, parentId],
  )
  return true
}

/**
 * Puts a message back to where it was: its place among its siblings, its own answers under it, and the end of
 * what is shown, unless the user went elsewhere since.
 */
export const restoreMessage = (database: Database, { message }: RemovedMessage): void => {
  const conversation = conversationKey(database, message.conversationId)
  if (conversation === null) throw new AppError('conversation/not-found')
  const { id } = message
  if (isThere(database, id)) return
  const row = database.get('SELECT pk, parent_id FROM removed_messages WHERE id = ?', [id])
  // A message without its row (the library was damaged since) goes to where it was seen last.
  const ownParent = row ? readTextOrNull(row.parent_id) : message.parentId
  const parentId = firstThere(database, ownParent)
  writeMessage(database, conversation, { ...message, parentId }, row ? readNumber(row.pk) : null)
  putBackOverwritten(database, id)
  database.run(
    `INSERT OR IGNORE INTO speech_uses (message, clip_id)
     SELECT m.pk, u.used_id FROM removed_uses u JOIN messages m ON m.pk = u.message
       JOIN speech_clips c ON c.id = u.used_id WHERE m.id = ?`,
    [id],
  )
  database.run('DELETE FROM removed_messages WHERE id = ?', [id])
  if (ownParent !== null && ownParent !== parentId)
    database.run('INSERT OR REPLACE INTO displaced_messages (id, conversation, parent_id) VALUES (?, ?, ?)', [
      id,
      conversation,
      ownParent,
    ])
  takeBackChildren(database, conversation, id)
  takeBackLeaf(database, conversation)
}

/** The messages that belong to it, also by way of others that are still removed. */
const takeBackChildren = (database: Database, conversation: number, id: string): void => {
  for (const row of database.all('SELECT id, parent_id FROM displaced_messages WHERE conversation = ?', [
    conversation,
  ])) {
    const childId = readText(row.id)
    const ownParent = readText(row.parent_id)
    if (firstThere(database, ownParent) !== id) continue
    database.run('UPDATE messages SET parent_id = ? WHERE id = ?', [id, childId])
    if (ownParent === id) database.run('DELETE FROM displaced_messages WHERE id = ?', [childId])
  }
}

const takeBackLeaf = (database: Database, conversation: number): void => {
  const row = database.get(
    `SELECT l.leaf_id FROM displaced_leaves l JOIN conversations c ON c.pk = l.conversation
     WHERE c.pk = ? AND c.leaf_id IS l.shown_id`,
    [conversation],
  )
  if (!row) return
  const ownLeaf = readText(row.leaf_id)
  const leafId = firstThere(database, ownLeaf)
  database.run('UPDATE conversations SET leaf_id = ? WHERE pk = ?', [leafId, conversation])
  database.run(
    leafId === ownLeaf
      ? 'DELETE FROM displaced_leaves WHERE conversation = ?'
      : 'UPDATE displaced_leaves SET shown_id = ?2 WHERE conversation = ?1',
    leafId === ownLeaf ? [conversation] : [conversation, leafId],
  )
}

/** The message itself, or the first above it that is not removed. */
const firstThere = (database: Database, id: string | null): string | null => {
  let current = id
  // What comes from elsewhere may make a ring of parents.
  for (const seen = new Set<string>(); current !== null && !isThere(database, current); ) {
    if (seen.has(current)) return null
    seen.add(current)
    const row: Row | null = database.get('SELECT parent_id FROM removed_messages WHERE id = ?', [current])
    current = row ? readTextOrNull(row.parent_id) : null
  }
  return current
}

const trueParent = (database: Database, id: string): string | null =>
  readTextOrNull(database.get('SELECT parent_id FROM displaced_messages WHERE id = ?', [id])?.parent_id)

/** The app ended since: nothing can be undone any more, and what was removed is not kept. */
export const forgetRemovedContent = (database: Database): void => {
  database.run('UPDATE removed_messages SET content = NULL WHERE content IS NOT NULL')
}

const isThere = (database: Database, id: string): boolean =>
  database.get('SELECT 1 AS found FROM messages WHERE id = ?', [id]) !== null
