import { choices, fileId, id, moment, sha256 } from '@shared/ipc/common'
import * as kept from '@shared/ipc/keptRows'
import { z } from 'zod'

/*
 * What an archive's lines must be to be taken. They come from a file that may have been crafted, so each
 * column is held against what the library may give to a window. A column that decorates is left empty where
 * it is bad; without any other the row is left out. Columns that later schemas bring are plain values.
 */

const value = z.union([z.string(), z.number(), z.null()])
const key = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)
/** The size that a kept picture or file has at most. */
export const mostContentBytes = 256 * 1024 * 1024
const byteLength = z.number().int().min(0).max(mostContentBytes)
const count = z.number().int().min(0).max(1e12)

/** A column that may be empty, and is where its value is none. */
const orNull = <S extends z.ZodType>(schema: S) => schema.nullish().catch(null)
const cost = orNull(z.union([z.literal('unknown'), kept.cost]))

/** JSON as text, which stays as it was written; null where it is not what it should be. */
const jsonOf = (schema: z.ZodType) =>
  z.string().transform((text) => {
    const parsed = parseJson(text)
    return parsed !== undefined && schema.safeParse(parsed).success ? text : null
  })

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const rest = <S extends z.ZodRawShape>(shape: S) => z.object(shape).catchall(value)

const clipId = z.string().regex(/^[0-9a-z]{8,128}$/)

const folderRecord = rest({
  id,
  name: kept.folder.shape.name,
  position: kept.folder.shape.position,
  created_at: moment,
})
const pictureRecord = rest({
  pk: key,
  id: sha256,
  format: kept.pictureFormat,
  byte_length: byteLength,
  width: kept.picture.shape.width,
  height: kept.picture.shape.height,
  prompt: z.string(),
  model: orNull(kept.model),
  cost_usd: kept.cost.optional().catch(null),
  created_at: moment,
  message_id: orNull(id),
  conversation_id: orNull(id),
  parent_id: orNull(fileId),
  origin: orNull(kept.pictureOrigin),
  engine_id: orNull(id),
  details: orNull(jsonOf(kept.pictureDetails)),
})
const fileRecord = rest({
  id: sha256,
  kind: z.enum(['text', 'pdf', 'picture']),
  name: kept.fileName,
  media_type: z.string().max(200),
  byte_length: byteLength,
  characters: byteLength,
  created_at: moment,
  text: z.string(),
})
const clipRecord = rest({
  id: clipId,
  text: z.string(),
  voice: z.string().max(200),
  format: z.string().regex(/^[a-z0-9]{1,10}$/),
  byte_length: byteLength,
  duration_ms: z.number().int().min(0).max(86_400_000),
  created_at: moment,
  used_at: moment,
})
const conversationRecord = rest({
  type: z.literal('conversation'),
  pk: key,
  id,
  title: kept.title,
  created_at: moment,
  updated_at: moment,
  leaf_id: id.nullable(),
  choices: jsonOf(choices).transform((text) => text ?? '{}'),
  title_source: orNull(kept.titleSource),
  pinned_at: orNull(moment),
  archived_at: orNull(moment),
  trashed_at: orNull(moment),
  folder_id: orNull(id),
})
const messageRecord = z
  .object({
    type: z.literal('message'),
    pk: key,
    id,
    conversation_id: id,
    parent_id: id.nullable(),
    role: kept.role,
    state: z.enum(['complete', 'stopped', 'interrupted', 'failed']),
    created_at: moment,
    finished_at: orNull(moment),
    engine_id: orNull(id),
    model: orNull(kept.model),
    usage: orNull(jsonOf(kept.usage)),
    cost_usd: cost,
    parts: kept.parts,
    clips: z.array(clipId).max(10_000).optional().catch(undefined),
  })
  .catchall(value)
const costRecord = rest({
  source: z.string().min(1).max(1_000),
  kind: z.enum(['answer', 'speech', 'title', 'transcription']),
  at: moment,
  conversation_id: orNull(id),
  model: orNull(kept.model),
  cost_usd: cost,
  input_tokens: count,
  cached_input_tokens: count,
  output_tokens: count,
  reasoning_tokens: count,
  pictures: count,
})
// Drafts and waiting questions. Any other note would be an instruction to the library itself.
const noteRecord = z.union([
  rest({ name: z.string().regex(/^draft(?::.{1,200})?$/s), value: jsonOf(kept.draft).pipe(z.string()) }),
  rest({ name: z.string().regex(/^queue:.{1,200}$/s), value: jsonOf(kept.queue).pipe(z.string()) }),
])

export type MessageRecord = z.output<typeof messageRecord>
export type ConversationRecord = z.output<typeof conversationRecord>
export type PictureRecord = z.output<typeof pictureRecord>

/** What the lines of each table are. */
export const recordSchemas = {
  folders: folderRecord,
  pictures: pictureRecord,
  files: fileRecord,
  speech_clips: clipRecord,
  conversations: z.discriminatedUnion('type', [conversationRecord, messageRecord]),
  costs: costRecord,
  notes: noteRecord,
} as const

/** The columns that are checked by name, so that a test can tell one that is not. */
export const checkedColumns = {
  folders: Object.keys(folderRecord.shape),
  conversations: Object.keys(conversationRecord.shape),
  messages: Object.keys(messageRecord.shape),
  pictures: Object.keys(pictureRecord.shape),
  files: Object.keys(fileRecord.shape),
  speech_clips: Object.keys(clipRecord.shape),
  costs: Object.keys(costRecord.shape),
  notes: ['name', 'value'],
}

export type ArchiveRecord = Readonly<Record<string, unknown>>
