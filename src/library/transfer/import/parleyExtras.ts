import { choices } from '@shared/ipc/common'
import { errorCodes } from '@shared/ipc/errors'
import type { MessageState, Role } from '@shared/model/message'
import { z } from 'zod'
import type { AssetPart, ImportedConversation, ImportedMessage, ImportedPart } from './imported'
import { deriveId, lineOf } from './values'

/*
 * The fields `parley` of our own export (shared/model/parleyJson.ts) as they are read back. The file may have
 * been anywhere: what does not fit is as if it were not there, and ChatGPT's own fields beside it are read
 * instead.
 */

const moment = z.number().int().min(0).max(8.64e15)
const id = z.string().regex(/^[\w.-]{1,100}$/)
const size = z.number().int().min(0).max(1e9)

const failure = z.object({
  code: z.enum(errorCodes),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
})

const part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({
    type: z.literal('reasoning'),
    text: z.string(),
    startedAt: moment.optional(),
    endedAt: moment.optional(),
    opaque: z.string().optional(),
  }),
  z.object({
    type: z.literal('tool-call'),
    callId: z.string().max(500),
    name: z.string().max(200),
    input: z.string(),
  }),
  z.object({
    type: z.literal('tool-result'),
    callId: z.string().max(500),
    output: z.string(),
    isError: z.boolean(),
  }),
  z.object({
    type: z.literal('picture'),
    prompt: z.string(),
    pictureId: id.nullable(),
    width: size,
    height: size,
    failure: failure.optional(),
  }),
  z.object({
    type: z.literal('file'),
    fileId: id,
    name: z.string().max(500),
    mediaType: z.string().max(200),
    byteLength: z.number().int().min(0),
  }),
  failure.extend({ type: z.literal('failure') }),
])

const tokens = z.number().int().min(0).max(1e12)
const cost = z.number().min(0).max(1e9).nullable()

const messageExtra = z.object({
  version: z.literal(1),
  state: z.enum(['streaming', 'complete', 'stopped', 'interrupted', 'failed']),
  createdAt: moment,
  finishedAt: moment.optional(),
  engineId: z.string().max(100).optional(),
  model: z.string().max(200).optional(),
  usage: z
    .object({
      inputTokens: tokens,
      cachedInputTokens: tokens,
      outputTokens: tokens,
      reasoningTokens: tokens,
      cacheWriteTokens: tokens.optional(),
      cacheSavedUsd: z.number().min(-1e9).max(1e9).optional(),
    })
    .optional(),
  costUsd: cost.optional(),
  parts: z.array(part).max(100_000).optional(),
  pictures: z
    .array(
      z.object({
        id,
        prompt: z.string(),
        model: z.string().max(200).nullable(),
        costUsd: cost,
        createdAt: moment,
        parentId: id.nullable().optional(),
      }),
    )
    .max(100_000)
    .optional(),
})
export type MessageExtra = z.output<typeof messageExtra>

const conversationExtra = z.object({
  version: z.literal(1),
  createdAt: moment,
  updatedAt: moment,
  leafId: z.string().max(100).nullable(),
  choices,
  titleSource: z.enum(['question', 'model', 'person']).optional(),
  pinnedAt: moment.optional(),
  archivedAt: moment.optional(),
  folder: z.object({ id, name: z.string().min(1).max(300) }).optional(),
})
export type ConversationExtra = z.output<typeof conversationExtra>

export const readMessageExtra = (value: unknown): MessageExtra | null =>
  messageExtra.safeParse(value).data ?? null
export const readConversationExtra = (value: unknown): ConversationExtra | null =>
  conversationExtra.safeParse(value).data ?? null

/** A message of our own export, from its node. */
export interface OwnMessage {
  readonly nodeId: string
  readonly parentId: string | null
  readonly role: Role
  readonly texts: readonly string[]
  readonly extra: MessageExtra
}

/** The id as it was: an id of ours stays what it is, so that it is found again where it came from. */
const ownId = (conversationId: string, nodeId: string): string =>
  id.safeParse(nodeId).success ? nodeId : deriveId('parley', conversationId, nodeId)

/** A conversation of our own export, parents before what answers them; null where nothing is in it. */
export const assembleOwn = (
  sourceId: string,
  title: string,
  extra: ConversationExtra,
  messages: readonly OwnMessage[],
  findAsset: (pointer: string) => string | null,
): ImportedConversation | null => {
  const conversationId = id.safeParse(sourceId).success ? sourceId : deriveId('parley', sourceId)
  const known = new Map(messages.map((message) => [message.nodeId, message]))
  const imported = inOrder(messages, known).map((message) =>
    toMessage(message, conversationId, known, findAsset),
  )
  if (imported.length === 0) return null
  const leaf = extra.leafId !== null && known.has(extra.leafId) ? ownId(conversationId, extra.leafId) : null
  const { createdAt, updatedAt, titleSource, pinnedAt, archivedAt, folder } = extra
  return {
    id: conversationId,
    title,
    titleSource: titleSource ?? 'question',
    createdAt,
    updatedAt,
    leafId: leaf ?? imported.at(-1)?.id ?? null,
    choices: extra.choices,
    pinnedAt: pinnedAt ?? null,
    archivedAt: archivedAt ?? null,
    ...(folder ? { folder } : {}),
    messages: imported,
  }
}

/**
 * Oldest first, as they stand in the file, but never before what they answer. A parent that would lead in a
 * circle is none.
 */
const inOrder = (
  messages: readonly OwnMessage[],
  known: ReadonlyMap<string, OwnMessage>,
): readonly OwnMessage[] => {
  const placed = new Set<string>()
  const order: OwnMessage[] = []
  for (const message of messages) {
    const path: OwnMessage[] = []
    const walked = new Set<string>()
    let current: OwnMessage | undefined = message
    while (current && !placed.has(current.nodeId) && !walked.has(current.nodeId)) {
      walked.add(current.nodeId)
      path.push(current)
      current = current.parentId === null ? undefined : known.get(current.parentId)
    }
    const isCircle = current !== undefined && walked.has(current.nodeId)
    for (const [index, each] of path.reverse().entries()) {
      placed.add(each.nodeId)
      order.push(isCircle && index === 0 ? { ...each, parentId: null } : each)
    }
  }
  return order
}

const toMessage = (
  { nodeId, parentId, role, texts, extra }: OwnMessage,
  conversationId: string,
  known: ReadonlyMap<string, OwnMessage>,
  findAsset: (pointer: string) => string | null,
): ImportedMessage => {
  const { state, createdAt, finishedAt, engineId, model, usage, costUsd } = extra
  return {
    id: ownId(conversationId, nodeId),
    parentId: parentId !== null && known.has(parentId) ? ownId(conversationId, parentId) : null,
    role,
    // No run goes on writing it here.
    state: (state === 'streaming' ? 'interrupted' : state) satisfies MessageState,
    parts: partsOf(texts, extra, findAsset),
    createdAt,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(engineId === undefined ? {} : { engineId: lineOf(engineId, 100) }),
    ...(model === undefined ? {} : { model: lineOf(model, 200) }),
    ...(usage === undefined ? {} : { usage }),
    ...(costUsd === undefined ? {} : { costUsd }),
  }
}

const partsOf = (
  texts: readonly string[],
  { parts, pictures }: MessageExtra,
  findAsset: (pointer: string) => string | null,
): ImportedPart[] => {
  if (!parts) return texts.filter((text) => text !== '').map((text) => ({ type: 'text', text }))
  return parts.map((each): ImportedPart => {
    if (each.type === 'picture') {
      const { pictureId, prompt, width, height } = each
      if (pictureId === null) return { ...each, pictureId: null }
      const about = pictures?.find((picture) => picture.id === pictureId)
      return {
        ...assetOf(pictureId, prompt, 'image/*', 0, findAsset),
        prompt: about?.model === null ? null : prompt,
        width,
        height,
        wanted: 'picture',
        ...(about ? { about } : {}),
      }
    }
    if (each.type === 'file')
      return assetOf(each.fileId, each.name, each.mediaType, each.byteLength, findAsset)
    return each
  })
}

const assetOf = (
  keptId: string,
  name: string,
  mediaType: string,
  byteLength: number,
  findAsset: (pointer: string) => string | null,
): AssetPart => ({
  type: 'asset',
  key: findAsset(`file-${keptId}`),
  keptId,
  name,
  mediaType,
  prompt: null,
  width: 0,
  height: 0,
  byteLength,
  wanted: 'any',
})
