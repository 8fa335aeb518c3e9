import { extname } from 'node:path'
import type { Attachment } from '@shared/model/attachment'
import type { KeptFiles } from '../ContentFolder'
import type { Database } from '../Database'
import { markNeeded } from '../retention/needs'
import { unindexFile } from '../search/searchIndex'
import { readText, storeText } from '../values'
import type { KeptContents } from './contents'

/** Writes the row of a file that is on disk. The same bytes again are the same file, whatever its name. */
export const addFile = (
  database: Database,
  { name, contents }: { readonly name: string; readonly contents: KeptContents },
  now: number,
): Attachment => {
  const { id, kind, byteLength, text } = contents
  const mediaType = kind === 'pdf' ? 'application/pdf' : textMediaType(name)
  database.run(
    `INSERT OR IGNORE INTO files (id, kind, name, media_type, byte_length, characters, created_at, text)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, kind, storeText(name), mediaType, byteLength, text.length, now, storeText(text)],
  )
  markNeeded(database, 'files', id)
  return { id, kind, name, mediaType, byteLength, characters: text.length, width: 0, height: 0 }
}

/** Which of these files have lost their text or their bytes. */
export const missingFiles = (
  database: Database,
  folder: KeptFiles,
  ids: readonly string[],
): readonly string[] =>
  ids.filter(
    (id) =>
      folder.sizeOf(id) === null || database.get('SELECT 1 AS found FROM files WHERE id = ?', [id]) === null,
  )

export const getFileText = (database: Database, id: string): string | null => {
  const row = database.get('SELECT text FROM files WHERE id = ?', [id])
  return row ? readText(row.text) : null
}

export const removeFileRow = (database: Database, id: string): void => {
  unindexFile(database, id)
  database.run('DELETE FROM files WHERE id = ?', [id])
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.csv': 'text/csv',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.json': 'application/json',
  '.markdown': 'text/markdown',
  '.md': 'text/markdown',
  '.xml': 'application/xml',
}

const textMediaType = (name: string): string => mediaTypes[extname(name).toLowerCase()] ?? 'text/plain'
