import { createHash } from 'node:crypto'
import type { NewPicture } from '@shared/ipc/library/pictures'
import { readImageHeader } from '@shared/lib/imageHeader'
import type { Picture, PictureFormat, PictureOrigin } from '@shared/model/picture'
import { keptFileName } from '@shared/model/picture'
import type { PictureDetails } from '@shared/model/pictureOptions'
import type { KeptFiles } from '../ContentFolder'
import type { Database, Row } from '../Database'
import { markNeeded } from '../retention/needs'
import { indexPrompt, unindexPrompt } from '../search/searchIndex'
import { readNumber, readNumberOrNull, readText, readTextOrNull, readTime, storeText } from '../values'

/** What `readPicture` reads. */
export const pictureColumns = `pk, id, format, byte_length, width, height, prompt, model, cost_usd, created_at,
  message_id, conversation_id, parent_id, origin, engine_id, details`

export const readPicture = (row: Row): Picture => ({
  id: readText(row.id),
  format: readText(row.format) as PictureFormat,
  byteLength: readNumber(row.byte_length),
  width: readNumber(row.width),
  height: readNumber(row.height),
  prompt: readText(row.prompt),
  model: readTextOrNull(row.model),
  costUsd: readNumberOrNull(row.cost_usd),
  createdAt: readTime(row.created_at),
  messageId: readTextOrNull(row.message_id),
  conversationId: readTextOrNull(row.conversation_id),
  parentId: readTextOrNull(row.parent_id),
  ...howMade(row),
})

const howMade = (row: Row): Pick<Picture, 'origin' | 'engineId' | 'details'> => {
  const [origin, engineId] = [readTextOrNull(row.origin), readTextOrNull(row.engine_id)]
  const details = readDetails(readTextOrNull(row.details))
  return {
    ...(origin === null ? {} : { origin: origin as PictureOrigin }),
    ...(engineId === null ? {} : { engineId }),
    ...(details === null ? {} : { details }),
  }
}

/** The text may be anything when it comes from an archive; a picture is not lost over it. */
const readDetails = (text: string | null): PictureDetails | null => {
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : null
  } catch {
    return null
  }
}

/**
 * Keeps a picture: first the file, then its row, so that no row ever points at nothing. The same bytes again
 * are the same picture, with the prompt it was first made from.
 */
export const addPicture = (database: Database, files: KeptFiles, input: NewPicture, now: number): Picture => {
  const header = readImageHeader(input.bytes)
  const id = createHash('sha256').update(input.bytes).digest('hex')
  files.write(keptFileName({ id, format: header.format }), input.bytes)
  const known = getPicture(database, id)
  if (known) {
    markNeeded(database, 'pictures', id)
    return known
  }
  const { bytes: _, ...facts } = input
  const picture: Picture = {
    id,
    ...header,
    byteLength: input.bytes.byteLength,
    createdAt: now,
    ...facts,
  }
  insertPicture(database, picture)
  return picture
}

/** The row and its place among the prompts. */
export const insertPicture = (database: Database, picture: Picture): void => {
  database.transaction(() => {
    database.run(
      `INSERT INTO pictures (id, format, byte_length, width, height, prompt, model, cost_usd, created_at,
         message_id, conversation_id, parent_id, origin, engine_id, details)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        picture.id,
        picture.format,
        picture.byteLength,
        picture.width,
        picture.height,
        storeText(picture.prompt),
        picture.model,
        picture.costUsd,
        picture.createdAt,
        picture.messageId,
        picture.conversationId,
        picture.parentId,
        picture.origin ?? null,
        picture.engineId ?? null,
        picture.details ? JSON.stringify(picture.details) : null,
      ],
    )
    const key = readNumber(database.get('SELECT pk FROM pictures WHERE id = ?', [picture.id])?.pk)
    indexPrompt(database, key, picture.prompt)
  })
}

/** What is told of a picture that is here; its bytes stay what they are. */
export const updatePicture = (database: Database, picture: Picture): void =>
  database.transaction(() => {
    const row = database.get('SELECT pk, prompt FROM pictures WHERE id = ?', [picture.id])
    const key = readNumber(row?.pk)
    unindexPrompt(database, key, readText(row?.prompt))
    database.run(
      `UPDATE pictures SET prompt = ?, model = ?, cost_usd = ?, created_at = ?, message_id = ?,
         conversation_id = ?, parent_id = ?, origin = ?, engine_id = ?, details = ? WHERE pk = ?`,
      [
        storeText(picture.prompt),
        picture.model,
        picture.costUsd,
        picture.createdAt,
        picture.messageId,
        picture.conversationId,
        picture.parentId,
        picture.origin ?? null,
        picture.engineId ?? null,
        picture.details ? JSON.stringify(picture.details) : null,
        key,
      ],
    )
    indexPrompt(database, key, picture.prompt)
  })

export const getPicture = (database: Database, id: string): Picture | null => {
  const row = database.get(`SELECT ${pictureColumns} FROM pictures WHERE id = ?`, [id])
  return row ? readPicture(row) : null
}

/** Takes out the row; the file is the caller's to remove once the row's removal is on disk. */
export const removePictureRow = (database: Database, picture: Picture): void => {
  const row = database.get('SELECT pk FROM pictures WHERE id = ?', [picture.id])
  if (!row) return
  unindexPrompt(database, readNumber(row.pk), picture.prompt)
  database.run('DELETE FROM pictures WHERE pk = ?', [readNumber(row.pk)])
}
