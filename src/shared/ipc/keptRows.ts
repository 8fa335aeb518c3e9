import { z } from 'zod'
import { pictureBackgrounds, pictureQualities, pictureWays } from '../model/pictureOptions'
import { approvalAnswers, mostSources, sourceSchema } from '../model/tool'
import { attachment, choices, fileId, id, moment, pictureId, pictureOptions } from './common'
import { errorCodes } from './errors'

/*
 * What the library gives to windows, as a check. Archives and imports come from files that may have been
 * crafted: nothing of them is written that is not this. What only decorates is left out where it is bad.
 */

/** No engine makes this many, and a window draws each. */
export const mostParts = 10_000
const mostTitleCharacters = 300
/** Pixels; more than any picture that can be opened. */
const side = z.number().int().min(0).max(1_000_000)
const bytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const tokens = z.number().int().min(0).max(1e12)

/** US dollars; null: the price is unknown. */
export const cost = z.number().min(0).max(1e9).nullable()
export const model = z.string().max(200)
export const role = z.enum(['user', 'assistant'])
export const titleSource = z.enum(['question', 'model', 'person'])
export const pictureFormat = z.enum(['png', 'jpeg', 'webp'])
export const pictureOrigin = z.enum(['made', 'attached', 'imported', 'mask'])

/** Text that is shown in one line: cut where it is longer. */
const line = (most: number) =>
  z.string().transform((text) => (text.length <= most ? text : `${text.slice(0, most - 1)}…`.toWellFormed()))
export const title = line(mostTitleCharacters)
export const fileName = line(500)

/** A bad one of a list is left out; the others stay. */
const withoutBad = <T>(values: readonly (T | null)[]): T[] => values.filter((value) => value !== null)

const failure = z.object({
  /** A code that this version does not know is told as a fault, not a reason to lose the message. */
  code: z.enum(errorCodes).catch('internal'),
  data: z
    .record(z.string().max(100), z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]))
    .optional()
    .catch(undefined),
})

export const picturePart = z.object({
  type: z.literal('picture'),
  prompt: z.string(),
  pictureId: pictureId.nullable(),
  width: side.catch(0),
  height: side.catch(0),
  failure: failure.optional().catch(undefined),
})
export const filePart = z.object({
  type: z.literal('file'),
  fileId,
  name: fileName,
  mediaType: z.string().max(200).catch(''),
  byteLength: bytes.catch(0),
})

const askedQuestion = z.object({
  serverName: z.string().max(1_000),
  message: z.string().max(20_000),
  answer: z.enum(['sent', 'opened', 'declined']),
  values: z
    .array(z.object({ label: z.string().max(1_000), value: z.string().max(200_000).nullable() }))
    .max(200)
    .optional(),
  url: z.string().max(20_000).optional(),
})

/** One part of a message. A kind that is not known here is none: nothing could show it. */
export const part = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    text: z.string(),
    wish: pictureOptions.optional().catch(undefined),
  }),
  z.object({
    type: z.literal('reasoning'),
    text: z.string(),
    opaque: z.string().optional().catch(undefined),
    startedAt: moment.optional().catch(undefined),
    endedAt: moment.optional().catch(undefined),
  }),
  z.object({
    type: z.literal('tool-call'),
    callId: line(500),
    name: line(200),
    input: z.string(),
    opaque: z.string().optional().catch(undefined),
  }),
  z.object({
    type: z.literal('tool-result'),
    callId: line(500),
    output: z.string(),
    isError: z.boolean(),
    approval: z.enum(approvalAnswers).optional().catch(undefined),
    questions: z.array(askedQuestion).max(100).optional().catch(undefined),
    links: z
      .array(z.object({ name: z.string().max(1_000), uri: z.string().max(20_000) }))
      .max(200)
      .optional()
      .catch(undefined),
  }),
  z.object({
    type: z.literal('sources'),
    sources: z.array(sourceSchema.nullable().catch(null)).max(mostSources).transform(withoutBad),
  }),
  picturePart,
  filePart,
  z.object({ type: z.literal('failure'), ...failure.shape }),
])

export const parts = z.array(part).max(mostParts)

export const usage = z.object({
  inputTokens: tokens,
  cachedInputTokens: tokens,
  outputTokens: tokens,
  reasoningTokens: tokens,
  cacheWriteTokens: tokens.optional(),
  cacheSavedUsd: z.number().min(-1e9).max(1e9).optional(),
  webSearches: tokens.optional(),
})

export const message = z.object({
  id,
  conversationId: id,
  parentId: id.nullable(),
  role,
  state: z.enum(['streaming', 'complete', 'stopped', 'interrupted', 'failed']),
  parts,
  createdAt: moment,
  finishedAt: moment.optional().catch(undefined),
  engineId: id.optional().catch(undefined),
  model: model.optional().catch(undefined),
  usage: usage.optional().catch(undefined),
  costUsd: cost.optional().catch(undefined),
})

export const conversation = z.object({
  id,
  title,
  createdAt: moment,
  updatedAt: moment,
  leafId: id.nullable(),
  choices: choices.catch({}),
  titleSource: titleSource.optional().catch(undefined),
  pinnedAt: moment.optional().catch(undefined),
  archivedAt: moment.optional().catch(undefined),
  trashedAt: moment.optional().catch(undefined),
  folderId: id.optional().catch(undefined),
})

export const folder = z.object({
  id,
  name: line(100),
  position: z.number().int().min(0).max(1_000_000),
  createdAt: moment,
})

/** What a picture was made with. */
export const pictureDetails = z.object({
  size: z.string().max(20).optional(),
  quality: z.enum(pictureQualities).optional(),
  background: z.enum(pictureBackgrounds).optional(),
  format: pictureFormat.optional(),
  way: z.enum(pictureWays).optional(),
  maskId: pictureId.optional(),
  sourceIds: z.array(pictureId).max(100).optional(),
  leftOut: z.array(z.string().max(100)).max(100).optional(),
})

export const picture = z.object({
  id: pictureId,
  format: pictureFormat,
  byteLength: bytes,
  width: side,
  height: side,
  prompt: z.string(),
  model: model.nullable().catch(null),
  costUsd: cost.catch(null),
  createdAt: moment,
  messageId: id.nullable().catch(null),
  conversationId: id.nullable().catch(null),
  parentId: pictureId.nullable().catch(null),
  origin: pictureOrigin.optional().catch(undefined),
  engineId: id.optional().catch(undefined),
  details: pictureDetails.optional().catch(undefined),
})

/** What is kept as notes: what was written but not sent, and the questions that wait. */
export const draft = z.object({
  text: z.string().max(2_000_000),
  attachments: z.array(attachment).max(20),
})
export const queue = z
  .array(
    z.object({
      id,
      prompt: z.string().max(2_000_000),
      attachments: z.array(attachment).max(20),
      wish: pictureOptions.optional().catch(undefined),
    }),
  )
  .max(1_000)
