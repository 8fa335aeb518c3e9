import type { Database } from '../../Database'
import { readNumberOrNull, readText, readTextOrNull } from '../../values'
import type { Placement } from './chatgptFormat'

/** The place of a conversation in the organizer: what its JSON says of it beyond its own row. */
export const getPlacement = (database: Database, id: string): Placement => {
  const row = database.get(
    `SELECT c.pinned_at, c.archived_at, f.id AS folder_id, f.name AS folder_name
     FROM conversations c LEFT JOIN folders f ON f.id = c.folder_id WHERE c.id = ?`,
    [id],
  )
  const pinnedAt = readNumberOrNull(row?.pinned_at)
  const archivedAt = readNumberOrNull(row?.archived_at)
  const folderId = readTextOrNull(row?.folder_id)
  return {
    ...(pinnedAt === null ? {} : { pinnedAt }),
    ...(archivedAt === null ? {} : { archivedAt }),
    ...(folderId === null ? {} : { folder: { id: folderId, name: readText(row?.folder_name) } }),
  }
}
