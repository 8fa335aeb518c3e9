import { z } from 'zod'

/*
 * What an archive's lines must be to be taken. They come from a file that may have been crafted, so every
 * value that is used for more than to be shown is checked here; further columns of a row are plain values.
 */

const value = z.union([z.string(), z.number(), z.null()])
const id = z.string().min(1).max(200)
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const time = z.number()
const key = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)
const json = z.string().refine(isJson)

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const failure = z.object({ code: z.string().max(100), data: z.record(z.string(), z.unknown()).optional() })

/** One part of a message. Unknown kinds are not taken: nothing could show them. */
const part = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('reasoning'), text: z.string() }),
  z.looseObject({ type: z.literal('tool-call'), callId: z.string(), name: z.string(), input: z.string() }),
  z.looseObject({
    type: z.literal('tool-result'),
    callId: z.string(),
    output: z.string(),
    isError: z.boolean(),
  }),
  z.looseObject({
    type: z.literal('picture'),
    prompt: z.string(),
    pictureId: hash.nullable(),
    width: z.number(),
    height: z.number(),
    failure: failure.optional(),
  }),
  z.looseObject({
    type: z.literal('file'),
    fileId: id,
    name: z.string(),
    mediaType: z.string(),
    byteLength: z.number(),
  }),
  z.looseObject({ type: z.literal('failure'), code: z.string().max(100) }),
])

const rest = <S extends z.ZodRawShape>(shape: S) => z.object(shape).catchall(value)

const clipId = z.string().regex(/^[0-9a-z]{8,128}$/)

const folderRecord = rest({ id, name: z.string(), position: z.number(), created_at: time })
const pictureRecord = rest({
  pk: key,
  id: hash,
  format: z.enum(['png', 'jpeg', 'webp']),
  byte_length: z.number().int().min(0),
  width: z.number().int().min(0),
  height: z.number().int().min(0),
  prompt: z.string(),
  created_at: time,
})
const fileRecord = rest({
  id: hash,
  kind: z.enum(['text', 'pdf', 'picture']),
  name: z.string(),
  media_type: z.string(),
  byte_length: z.number(),
  characters: z.number(),
  created_at: time,
  text: z.string(),
})
const clipRecord = rest({
  id: clipId,
  text: z.string(),
  voice: z.string(),
  format: z.string().regex(/^[a-z0-9]{1,10}$/),
  byte_length: z.number(),
  duration_ms: z.number(),
  created_at: time,
  used_at: time,
})
const conversationRecord = rest({
  type: z.literal('conversation'),
  pk: key,
  id,
  title: z.string(),
  created_at: time,
  updated_at: time,
  leaf_id: id.nullable(),
  choices: json,
})
const messageRecord = z
  .object({
    type: z.literal('message'),
    pk: key,
    id,
    conversation_id: id,
    parent_id: id.nullable(),
    role: z.enum(['user', 'assistant']),
    state: z.enum(['complete', 'stopped', 'interrupted', 'failed']),
    created_at: time,
    usage: json.nullable(),
    parts: z.array(part),
    clips: z.array(clipId).max(10_000).optional(),
  })
  .catchall(value)
const costRecord = rest({ source: z.string().min(1), kind: z.string(), at: time })
const noteRecord = rest({
  // Drafts and waiting questions. Any other note would be an instruction to the library itself.
  name: z.string().regex(/^(?:draft|(?:draft|queue):.{1,200})$/s),
  value: json,
})

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

export type ArchiveRecord = Readonly<Record<string, unknown>>
