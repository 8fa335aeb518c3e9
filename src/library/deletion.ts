import { pictureFileName } from '@shared/ipc/library'
import type { Picture } from '@shared/model/picture'
import { removeFileRow } from './attachments/files'
import type { ContentFolder } from './contentFolder'
import { conversationKey } from './conversations'
import { detachCosts } from './costs'
import type { Database } from './database'
import { isNoted } from './notes'
import { getPicture, removePictureRow } from './pictures/pictures'
import { indexTitle, unindexMessage } from './search/searchIndex'
import { readNumber, readText } from './values'

/** Where the bytes are. */
export interface Folders {
  readonly pictures: ContentFolder
  readonly files: ContentFolder
}

/**
 * Removes a conversation with all that was only its own: rows, growth, index entries, and pictures and files that nothing
 * else needs. Returns the bytes that were freed, of text and of files.
 */
export const deleteConversation = (
  database: Database,
  folders: Folders,
  id: string,
): { freedBytes: number } => {
  const key = conversationKey(database, id)
  if (key === null) return { freedBytes: 0 }
  const textBytes = readNumber(
    database.get(
      'SELECT sum(length(b.parts)) AS n FROM messages m JOIN bodies b ON b.message = m.pk WHERE m.conversation = ?',
      [key],
    )?.n,
  )
  const freed = database.transaction(() => {
    const pictures = picturesOf(database, key, id)
    const files = filesOf(database, key)
    const title = database.get('SELECT title FROM conversations WHERE pk = ?', [key])?.title
    for (const { pk } of database.all('SELECT pk FROM messages WHERE conversation = ?', [key]))
      unindexMessage(database, readNumber(pk))
    indexTitle(database, key, readText(title), null)
    detachCosts(database, id)
    // Everything else of it hangs on this row (ON DELETE CASCADE).
    database.run('DELETE FROM conversations WHERE pk = ?', [key])
    const freePictures = pictures.filter((picture) => !isNeeded(database, picture.id))
    for (const picture of freePictures) removePictureRow(database, picture)
    const freeFiles = files.filter((file) => !isNeeded(database, file))
    for (const file of freeFiles) removeFileRow(database, file)
    return { pictures: freePictures, files: freeFiles }
  })
  // Only now: should the rows have stayed, their files must be there.
  const fileBytes =
    freed.pictures.reduce((sum, picture) => sum + folders.pictures.remove(pictureFileName(picture)), 0) +
    freed.files.reduce((sum, file) => sum + folders.files.remove(file), 0)
  return { freedBytes: textBytes + fileBytes }
}

/** Those its messages show or showed before they were removed, and those that were made in it, shown or not. */
const picturesOf = (database: Database, key: number, conversationId: string): Picture[] => {
  const ids = database.all(
    `SELECT u.picture_id AS id FROM picture_uses u JOIN messages m ON m.pk = u.message WHERE m.conversation = ?
     UNION SELECT u.used_id FROM removed_uses u JOIN removed_messages m ON m.pk = u.message WHERE m.conversation = ?
     UNION SELECT id FROM pictures WHERE conversation_id = ?`,
    [key, key, conversationId],
  )
  return ids.flatMap(({ id }) => getPicture(database, readText(id)) ?? [])
}

const filesOf = (database: Database, key: number): string[] =>
  database
    .all(
      `SELECT f.id FROM files f WHERE f.id IN (
         SELECT u.file_id FROM file_uses u JOIN messages m ON m.pk = u.message WHERE m.conversation = ?
         UNION SELECT u.used_id FROM removed_uses u JOIN removed_messages m ON m.pk = u.message
           WHERE m.conversation = ?)`,
      [key, key],
    )
    .map(({ id }) => readText(id))

/** By a message, by one that was removed and may come back, or by a question that is not asked yet. */
const isNeeded = (database: Database, id: string): boolean =>
  database.get(
    `SELECT 1 AS needed WHERE EXISTS (SELECT 1 FROM picture_uses WHERE picture_id = ?)
       OR EXISTS (SELECT 1 FROM file_uses WHERE file_id = ?)
       OR EXISTS (SELECT 1 FROM removed_uses WHERE used_id = ?)`,
    [id, id, id],
  ) !== null || isNoted(database, id)
