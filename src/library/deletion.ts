import type { Picture } from '@shared/model/picture'
import { conversationKey } from './conversations'
import type { Database } from './database'
import type { PictureFiles } from './pictures/pictureFiles'
import { getPicture, removePictureRow } from './pictures/pictures'
import { indexTitle, unindexMessage } from './search/searchIndex'
import { readNumber, readText } from './values'

/**
 * Removes a conversation with all that was only its own: rows, growth, index entries, and pictures that no remaining
 * message shows. Returns the bytes that were freed, of text and of files.
 */
export const deleteConversation = (
  database: Database,
  files: PictureFiles,
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
  const unshown = database.transaction(() => {
    const pictures = picturesOf(database, key, id)
    const title = database.get('SELECT title FROM conversations WHERE pk = ?', [key])?.title
    for (const { pk } of database.all('SELECT pk FROM messages WHERE conversation = ?', [key]))
      unindexMessage(database, readNumber(pk))
    indexTitle(database, key, readText(title), null)
    // Everything else of it hangs on this row (ON DELETE CASCADE).
    database.run('DELETE FROM conversations WHERE pk = ?', [key])
    const left = pictures.filter((picture) => !isShown(database, picture))
    for (const picture of left) removePictureRow(database, picture)
    return left
  })
  // Only now: should the rows have stayed, their files must be there.
  const fileBytes = unshown.reduce((sum, picture) => sum + files.remove(picture), 0)
  return { freedBytes: textBytes + fileBytes }
}

/** Those its messages show, and those that were made in it, shown or not. */
const picturesOf = (database: Database, key: number, conversationId: string): Picture[] => {
  const ids = database.all(
    `SELECT u.picture_id AS id FROM picture_uses u JOIN messages m ON m.pk = u.message WHERE m.conversation = ?
     UNION SELECT id FROM pictures WHERE conversation_id = ?`,
    [key, conversationId],
  )
  return ids.flatMap(({ id }) => getPicture(database, readText(id)) ?? [])
}

const isShown = (database: Database, picture: Picture): boolean =>
  database.get('SELECT 1 AS shown FROM picture_uses WHERE picture_id = ? LIMIT 1', [picture.id]) !== null
