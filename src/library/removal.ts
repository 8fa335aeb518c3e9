import { AppError } from '@shared/ipc/errors'
import type { RemovedMessage } from '@shared/ipc/library'
import { conversationKey } from './conversations'
import type { Database } from './database'
import { loadMessages, writeMessage } from './messages'
import { unindexMessage } from './search/searchIndex'
import { readNumber, readText, readTextOrNull } from './values'

/**
 * Takes one message out of the tree. What answered it now answers what it had answered, so that no branch is lost;
 * a conversation that ended in it ends in its parent. Asked again, it tells the same once more.
 */
export const removeMessage = (database: Database, id: string): RemovedMessage | null => {
  const [message] = loadMessages(database, [id])
  const row = database.get('SELECT pk, conversation FROM messages WHERE id = ?', [id])
  if (!message || !row) return repeatRemoval(database, id)
  const key = readNumber(row.pk)
  const conversation = readNumber(row.conversation)
  const { parentId } = message
  const childIds = database
    .all('SELECT id FROM messages WHERE parent_id = ? AND conversation = ? ORDER BY pk', [id, conversation])
    .map((child) => readText(child.id))
  unindexMessage(database, key)
  database.run('UPDATE messages SET parent_id = ? WHERE parent_id = ? AND conversation = ?', [
    parentId,
    id,
    conversation,
  ])
  const movedLeaves = database.run('UPDATE conversations SET leaf_id = ? WHERE pk = ? AND leaf_id = ?', [
    parentId,
    conversation,
    id,
  ])
  const removed: RemovedMessage = { message, childIds, wasLeaf: movedLeaves > 0 }
  database.run(
    `INSERT OR REPLACE INTO removed_messages (pk, id, conversation, parent_id, child_ids, content)
     VALUES (?, ?, ?, ?, ?, ?)`,
    [key, id, conversation, parentId, JSON.stringify(childIds), JSON.stringify(removed)],
  )
  database.run(
    `INSERT OR IGNORE INTO removed_uses (message, used_id)
     SELECT message, picture_id FROM picture_uses WHERE message = ?
     UNION SELECT message, file_id FROM file_uses WHERE message = ?`,
    [key, key],
  )
  database.run('DELETE FROM messages WHERE pk = ?', [key])
  return removed
}

const repeatRemoval = (database: Database, id: string): RemovedMessage | null => {
  const row = database.get('SELECT content FROM removed_messages WHERE id = ? AND content IS NOT NULL', [id])
  return row ? (JSON.parse(readText(row.content)) as RemovedMessage) : null
}

/**
 * Puts a message back to where it was: its place among its siblings, its own answers under it, and the end of what is
 * shown, unless the person went elsewhere since. Removals may be undone in any order.
 */
export const restoreMessage = (database: Database, { message, childIds, wasLeaf }: RemovedMessage): void => {
  const conversation = conversationKey(database, message.conversationId)
  if (conversation === null) throw new AppError('conversation/not-found')
  const { id } = message
  if (isThere(database, id)) return
  const row = database.get('SELECT pk, child_ids FROM removed_messages WHERE id = ?', [id])
  const parentId = livingParent(database, message.parentId, id)
  writeMessage(database, conversation, { ...message, parentId }, row ? readNumber(row.pk) : null)
  const children = new Set([...childIds, ...(row ? readIds(row.child_ids) : [])])
  // One that hangs elsewhere by now (its own parent came back first) stays there.
  for (const childId of children)
    database.run('UPDATE messages SET parent_id = ? WHERE id = ? AND conversation = ? AND parent_id IS ?', [
      id,
      childId,
      conversation,
      parentId,
    ])
  if (wasLeaf)
    database.run('UPDATE conversations SET leaf_id = ? WHERE pk = ? AND leaf_id IS ?', [
      id,
      conversation,
      parentId,
    ])
  database.run('DELETE FROM removed_messages WHERE id = ?', [id])
}

/** The parent, or what stands for it while it is removed itself: it will take this child back when it returns. */
const livingParent = (database: Database, parentId: string | null, childId: string): string | null => {
  let current = parentId
  while (current !== null && !isThere(database, current)) {
    const row = database.get('SELECT parent_id, child_ids FROM removed_messages WHERE id = ?', [current])
    if (!row) return current
    const adopted = [...new Set([...readIds(row.child_ids), childId])]
    database.run('UPDATE removed_messages SET child_ids = ? WHERE id = ?', [JSON.stringify(adopted), current])
    current = readTextOrNull(row.parent_id)
  }
  return current
}

/** The app ended since: nothing can be undone any more, and what was removed is not kept. */
export const forgetRemovedContent = (database: Database): void => {
  database.run('UPDATE removed_messages SET content = NULL WHERE content IS NOT NULL')
}

const isThere = (database: Database, id: string): boolean =>
  database.get('SELECT 1 AS found FROM messages WHERE id = ?', [id]) !== null

const readIds = (value: Parameters<typeof readText>[0]): string[] => JSON.parse(readText(value)) as string[]
