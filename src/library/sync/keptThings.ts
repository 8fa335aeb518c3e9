import { sha256 } from '@shared/ipc/common'
import * as kept from '@shared/ipc/keptRows'
import { z } from 'zod'
import { addFile } from '../attachments/files'
import { unknownCost } from '../costs'
import type { Database } from '../Database'
import { getPicture, insertPicture, updatePicture } from '../pictures/pictures'
import { readNumber, readNumberOrNull, readText, readTextOrNull, storeText } from '../values'
import { bornAt, type Thing, type Values } from './things'

// Pictures, files and costs. The bytes of the first two never are in a record: their hash is, which is also
// their id, and tells what to fetch.

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const text = z.string().max(500)
const textOrNull = z.string().max(500).nullable()

/** Until its bytes are here; newest first is their order. */
const noteMissing = (
  database: Database,
  kind: 'picture' | 'file',
  { id, bytes, createdAt }: { readonly id: string; readonly bytes: number; readonly createdAt: number },
): void => {
  database.run('INSERT OR IGNORE INTO sync_missing_blobs (kind, id, bytes, created_at) VALUES (?, ?, ?, ?)', [
    kind,
    id,
    bytes,
    createdAt,
  ])
}

/** The id is the hash: what says otherwise is none of ours. */
const isBlob = (id: string, { hash, bytes }: Values): boolean =>
  sha256.safeParse(id).success && hash === id && count.safeParse(bytes).success

// ——— Pictures

export const loadPictureThing = (database: Database, id: string): Thing | null => {
  const picture = getPicture(database, id)
  if (!picture) return null
  const { id: hash, byteLength: bytes, ...row } = picture
  return {
    born: bornAt(picture.createdAt),
    values: { hash, bytes, mimeType: `image/${picture.format}`, row },
  }
}

const pictureRow = kept.picture.omit({ id: true, byteLength: true })

export const isWholePicture = (values: Values, id: string): boolean =>
  isBlob(id, values) && pictureRow.safeParse(values.row).success

export const understoodPicture = ({ row }: Values): object => pictureRow.parse(row)

export const storePictureThing = (database: Database, id: string, values: Values): void => {
  const row = pictureRow.parse(values.row)
  const { origin, engineId, details, ...facts } = row
  const picture = {
    ...facts,
    id,
    byteLength: Number(values.bytes),
    ...(origin === undefined ? {} : { origin }),
    ...(engineId === undefined ? {} : { engineId }),
    ...(details === undefined ? {} : { details: withoutUndefined(details) }),
  }
  if (getPicture(database, id)) {
    updatePicture(database, picture)
    return
  }
  insertPicture(database, picture)
  noteMissing(database, 'picture', { id, bytes: picture.byteLength, createdAt: picture.createdAt })
}

/** An optional field that a check lets be undefined is left out. */
type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }
const withoutUndefined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<T>

// ——— Files that came with questions

const fileRow = z.object({
  kind: z.enum(['text', 'pdf']),
  name: kept.fileName,
  characters: count,
  createdAt: z.number().int().min(0).max(8.64e15),
  text: z.string(),
})

export const loadFileThing = (database: Database, id: string): Thing | null => {
  const row = database.get(
    'SELECT kind, name, media_type, byte_length, characters, created_at, text FROM files WHERE id = ?',
    [id],
  )
  if (!row) return null
  const createdAt = readNumber(row.created_at)
  return {
    born: bornAt(createdAt),
    values: {
      hash: id,
      bytes: readNumber(row.byte_length),
      mimeType: readText(row.media_type),
      row: {
        kind: readText(row.kind),
        name: readText(row.name),
        characters: readNumber(row.characters),
        createdAt,
        text: readText(row.text),
      },
    },
  }
}

export const isWholeFile = (values: Values, id: string): boolean =>
  isBlob(id, values) && text.safeParse(values.mimeType).success && fileRow.safeParse(values.row).success

export const understoodFile = ({ row }: Values): object => fileRow.parse(row)

export const storeFileThing = (database: Database, id: string, values: Values): void => {
  const { name, kind, text: contents, createdAt } = fileRow.parse(values.row)
  const byteLength = Number(values.bytes)
  if (database.get('SELECT 1 AS found FROM files WHERE id = ?', [id])) {
    database.run('UPDATE files SET name = ?, media_type = ?, created_at = ? WHERE id = ?', [
      storeText(name),
      String(values.mimeType),
      createdAt,
      id,
    ])
    return
  }
  addFile(database, { name, contents: { id, kind, byteLength, text: contents } }, createdAt)
  database.run('UPDATE files SET media_type = ? WHERE id = ?', [String(values.mimeType), id])
  noteMissing(database, 'file', { id, bytes: byteLength, createdAt })
}

// ——— What was spent

const costRow = z.object({
  kind: z.enum(['answer', 'speech', 'title', 'transcription']),
  at: z.number().int().min(0).max(8.64e15),
  conversationId: textOrNull,
  model: textOrNull,
  /** Null: nothing was charged. */
  costUsd: z.number().min(0).max(1e9).or(z.literal(unknownCost)).nullable(),
  inputTokens: count,
  cachedInputTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  pictures: count,
})

export const loadCostThing = (database: Database, source: string): Thing | null => {
  const row = database.get('SELECT * FROM costs WHERE source = ?', [source])
  if (!row) return null
  const at = readNumber(row.at)
  return {
    born: bornAt(at),
    values: {
      row: {
        kind: readText(row.kind),
        at,
        conversationId: readTextOrNull(row.conversation_id),
        model: readTextOrNull(row.model),
        costUsd: row.cost_usd === unknownCost ? unknownCost : readNumberOrNull(row.cost_usd),
        inputTokens: readNumber(row.input_tokens),
        cachedInputTokens: readNumber(row.cached_input_tokens),
        outputTokens: readNumber(row.output_tokens),
        reasoningTokens: readNumber(row.reasoning_tokens),
        pictures: readNumber(row.pictures),
      },
    },
  }
}

export const isWholeCost = ({ row }: Values): boolean => costRow.safeParse(row).success

export const understoodCost = ({ row }: Values): object => costRow.parse(row)

/** The same source is the same money, however often and from wherever it is told. */
export const storeCostThing = (database: Database, source: string, values: Values): void => {
  const row = costRow.parse(values.row)
  database.run(
    `INSERT OR REPLACE INTO costs (source, kind, at, conversation_id, model, cost_usd,
       input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, pictures)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      source,
      row.kind,
      row.at,
      row.conversationId,
      row.model,
      row.costUsd,
      row.inputTokens,
      row.cachedInputTokens,
      row.outputTokens,
      row.reasoningTokens,
      row.pictures,
    ],
  )
}
