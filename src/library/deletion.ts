import { conversationKey } from './conversations'
import type { Database } from './Database'
import { indexTitle, unindexMessage } from './search/searchIndex'
import { readNumber, readText } from './values'

export interface DeletionStep {
  readonly isDone: boolean
  /** Bytes of text that a deleted conversation had, told as it is gone for good. */
  readonly freedBytes: number
}

/**
 * Takes a conversation out, in no more time for a long one than for a short one: its own row goes, with which
 * nothing finds its messages any more; those follow in steps (`removeDeletedStep`), after a crash at the next
 * start. Pictures and files that only it needed go later still (see retention/Retention.ts).
 */
export const deleteConversation = (database: Database, id: string): void => {
  const key = conversationKey(database, id)
  if (key === null) return
  withoutForeignKeys(database, () =>
    database.transaction(() => {
      const title = database.get('SELECT title FROM conversations WHERE pk = ?', [key])?.title
      indexTitle(database, key, readText(title), null)
      database.run('INSERT INTO deleted_conversations (pk, id) VALUES (?, ?)', [key, id])
      database.run('DELETE FROM conversations WHERE pk = ?', [key])
    }),
  )
}

/**
 * Foreign keys are off meanwhile: enforced, the row would take all its messages along in one go, and their
 * words would stay in the index.
 */
const withoutForeignKeys = (database: Database, work: () => void): void => {
  // The statement is not a kept one: this setting takes effect as it is prepared, not as it is run.
  const enforce = (setting: 'ON' | 'OFF') => database.execute(`PRAGMA foreign_keys = ${setting}`)
  enforce('OFF')
  try {
    // Within a transaction the setting cannot be changed, and says nothing.
    if (readNumber(database.get('PRAGMA foreign_keys')?.foreign_keys) !== 0)
      throw new Error('A conversation cannot be deleted within a transaction')
    work()
  } finally {
    enforce('ON')
  }
}

/** Messages that are taken out in one step, at most: some milliseconds, however short they are. */
const messagesPerStep = 16
/** … and characters, however long they are: each word has to be taken out of the index. */
const charactersPerStep = 32_000
/** Rows that only say what was spent, or where things were: much quicker. */
const rowsPerStep = 500

/** One step of taking out what deleted conversations held; with the last of one, how much text that was. */
export const removeDeletedStep = (database: Database): DeletionStep =>
  database.transaction(() => {
    const row = database.get('SELECT pk, id, freed_bytes FROM deleted_conversations LIMIT 1')
    if (!row) return { isDone: true, freedBytes: 0 }
    const key = readNumber(row.pk)
    const bytes = removeSomeMessages(database, key)
    if (bytes > 0) {
      database.run('UPDATE deleted_conversations SET freed_bytes = freed_bytes + ? WHERE pk = ?', [
        bytes,
        key,
      ])
      return { isDone: false, freedBytes: 0 }
    }
    if (removeSomeRows(database, key, readText(row.id))) return { isDone: false, freedBytes: 0 }
    database.run('DELETE FROM deleted_conversations WHERE pk = ?', [key])
    return { isDone: false, freedBytes: readNumber(row.freed_bytes) }
  })

/** Returns how many bytes of content they had; 0 when there is no message left. */
const removeSomeMessages = (database: Database, conversation: number): number => {
  let bytes = 0
  const rows = database.all(
    `SELECT m.pk, octet_length(b.parts) AS bytes FROM messages m LEFT JOIN bodies b ON b.message = m.pk
     WHERE m.conversation = ? LIMIT ${messagesPerStep}`,
    [conversation],
  )
  for (const row of rows) {
    if (bytes > charactersPerStep) break
    const key = readNumber(row.pk)
    unindexMessage(database, key)
    // Its body, growth and uses hang on it (ON DELETE CASCADE).
    database.run('DELETE FROM messages WHERE pk = ?', [key])
    bytes += Math.max(1, readNumber(row.bytes))
  }
  return bytes
}

const removeSomeRows = (database: Database, conversation: number, id: string): boolean => {
  for (const table of ['removed_messages', 'displaced_messages', 'displaced_leaves']) {
    const key = table === 'removed_messages' ? 'pk' : table === 'displaced_messages' ? 'id' : 'conversation'
    const removed = database.run(
      `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE conversation = ? LIMIT ${rowsPerStep})`,
      [conversation],
    )
    if (removed > 0) return true
  }
  // What it cost still counts for its month, without a trace of what it was.
  return (
    database.run(
      `UPDATE costs SET conversation_id = NULL
       WHERE pk IN (SELECT pk FROM costs WHERE conversation_id = ? LIMIT ${rowsPerStep})`,
      [id],
    ) > 0
  )
}
