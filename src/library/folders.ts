import type { Folder } from '@shared/model/conversation'
import type { Database } from './Database'
import { readNumber, readText, storeText } from './values'

export const listFolders = (database: Database): Folder[] =>
  database
    .all('SELECT id, name, position, created_at FROM folders ORDER BY position, created_at, id')
    .map((row) => ({
      id: readText(row.id),
      name: readText(row.name),
      position: readNumber(row.position),
      createdAt: readNumber(row.created_at),
    }))

export const countFolders = (database: Database): number =>
  readNumber(database.get('SELECT count(*) AS n FROM folders')?.n)

/** Creates or replaces. */
export const saveFolder = (database: Database, { id, name, position, createdAt }: Folder): void => {
  database.run(
    `INSERT INTO folders (id, name, position, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position`,
    [id, storeText(name), position, createdAt],
  )
}

/**
 * Its conversations stay, without a folder (ON DELETE SET NULL). Gives their ids, those that are put away
 * included.
 */
export const deleteFolder = (database: Database, id: string): string[] => {
  const ids = database
    .all('SELECT id FROM conversations WHERE folder_id = ?', [id])
    .map((row) => readText(row.id))
  database.run('DELETE FROM folders WHERE id = ?', [id])
  return ids
}
