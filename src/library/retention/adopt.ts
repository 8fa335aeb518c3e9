import { createHash } from 'node:crypto'
import { readImageHeader } from '@shared/lib/imageHeader'
import type { ContentFolder } from '../ContentFolder'
import type { Database } from '../Database'
import { readParts } from '../damage/storedValues'
import { insertPicture } from '../pictures/pictures'
import { readNumber, readText } from '../values'

/**
 * A picture file whose row was lost (the library was damaged, and what could be read of it went into a new
 * one) while a message still shows it: the row is made again from what the message and the file say. False
 * where no message does.
 */
export const adoptPicture = (
  database: Database,
  folder: ContentFolder,
  name: string,
  id: string,
): boolean => {
  const row = database.get(
    `SELECT m.id, m.created_at, m.model, c.id AS conversation_id, b.parts
     FROM picture_uses u JOIN messages m ON m.pk = u.message JOIN conversations c ON c.pk = m.conversation
       JOIN bodies b ON b.message = m.pk
     WHERE u.picture_id = ? ORDER BY m.pk LIMIT 1`,
    [id],
  )
  if (!row) return false
  const bytes = folder.read(name)
  // The file is not what its name says: it stays where it is, so that the user can look at it.
  if (!bytes || createHash('sha256').update(bytes).digest('hex') !== id) return true
  const { parts } = readParts(row.parts)
  const part = parts.find((each) => each.type === 'picture' && each.pictureId === id)
  insertPicture(database, {
    id,
    ...readImageHeader(bytes),
    byteLength: bytes.byteLength,
    prompt: part?.type === 'picture' ? part.prompt : '',
    model: null,
    costUsd: null,
    createdAt: readNumber(row.created_at),
    messageId: readText(row.id),
    conversationId: readText(row.conversation_id),
    parentId: null,
  })
  return true
}
