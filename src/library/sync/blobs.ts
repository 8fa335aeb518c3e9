import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { AppError } from '@shared/ipc/errors'
import { keptFileName, type PictureFormat } from '@shared/model/picture'
import type { BlobName } from '@shared/sync/syncedLibrary'
import type { ContentFolder } from '../ContentFolder'
import type { Database } from '../Database'
import { readNumber, readText } from '../values'

/** Where the bytes of pictures and files lie. Thumbnails and speech are made anew everywhere. */
export type BlobFolders = Readonly<Record<'pictures' | 'files', ContentFolder>>

type MissingBlob = BlobName & { readonly bytes: number }

interface Wanted {
  readonly folder: ContentFolder
  readonly name: string
  readonly bytes: number
}

const wanted = (database: Database, folders: BlobFolders, { kind, hash }: BlobName): Wanted | null => {
  const isPicture = kind === 'picture'
  const row = database.get(
    `SELECT ${isPicture ? 'format' : "'' AS format"}, byte_length FROM ${isPicture ? 'pictures' : 'files'} WHERE id = ?`,
    [hash],
  )
  if (!row) return null
  return {
    folder: isPicture ? folders.pictures : folders.files,
    name: isPicture ? keptFileName({ id: hash, format: readText(row.format) as PictureFormat }) : hash,
    bytes: readNumber(row.byte_length),
  }
}

/** Null where it is not known here, or its bytes are not here yet. */
export const blobPath = (database: Database, folders: BlobFolders, blob: BlobName): string | null => {
  const found = wanted(database, folders, blob)
  return found && isHere(found) ? found.folder.pathOf(found.name) : null
}

const isHere = ({ folder, name, bytes }: Wanted): boolean => folder.sizeOf(name) === bytes

/** Those that came without their bytes and are needed, the newest first. */
export const listMissingBlobs = (
  database: Database,
  folders: BlobFolders,
  most: number,
): readonly MissingBlob[] => {
  const missing: MissingBlob[] = []
  for (let isMore = true; isMore && missing.length < most; ) {
    const rows = database.all(
      `SELECT b.kind, b.id, b.bytes FROM sync_missing_blobs b
         LEFT JOIN pictures p ON b.kind = 'picture' AND p.id = b.id
         LEFT JOIN files f ON b.kind = 'file' AND f.id = b.id
       WHERE coalesce(p.unneeded_since, f.unneeded_since) IS NULL
       ORDER BY b.created_at DESC, b.id LIMIT ?`,
      [most],
    )
    missing.length = 0
    isMore = false
    for (const row of rows) {
      const blob = { kind: readText(row.kind) as BlobName['kind'], hash: readText(row.id) }
      const found = wanted(database, folders, blob)
      if (found && !isHere(found)) {
        missing.push({ ...blob, bytes: readNumber(row.bytes) })
        continue
      }
      // It came another way: an import or the user brought the same bytes.
      forgetMissing(database, blob)
      isMore = rows.length === most
    }
  }
  return missing
}

const forgetMissing = (database: Database, { kind, hash }: BlobName): void => {
  database.run('DELETE FROM sync_missing_blobs WHERE kind = ? AND id = ?', [kind, hash])
}

/**
 * Takes a file that was fetched into its place, once its bytes are found to be what its name says. The same
 * once more changes nothing.
 */
export const takeBlob = async (
  database: () => Database,
  folders: BlobFolders,
  { path, ...blob }: BlobName & { readonly path: string },
): Promise<void> => {
  const before = wanted(database(), folders, blob)
  // Nothing speaks of it any more.
  if (!before) return
  if (isHere(before)) {
    forgetMissing(database(), blob)
    return
  }
  const { hash, bytes } = await measure(path)
  if (hash !== blob.hash || bytes !== before.bytes)
    throw new AppError('internal', 'A blob is not what its name says')
  before.folder.take(path, before.name)
  // Its row may have gone meanwhile: the file then does no harm.
  forgetMissing(database(), blob)
}

/** In pieces: others ask the library meanwhile. */
const measure = async (path: string): Promise<{ readonly hash: string; readonly bytes: number }> => {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer)
    bytes += (chunk as Buffer).byteLength
  }
  return { hash: hash.digest('hex'), bytes }
}
