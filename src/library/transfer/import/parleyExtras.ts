import { choices, moment, pictureId } from '@shared/ipc/common'
import * as kept from '@shared/ipc/keptRows'
import type { MessageState, Role } from '@shared/model/message'
import { z } from 'zod'
import type { AssetPart, ImportedConversation, ImportedMessage, ImportedPart } from './imported'
import { deriveId, lineOf } from './values'

/*
 * The fields `parley` of our own export (shared/model/parleyJson.ts) as they are read back. The file may have
 * been anywhere: what does not fit is as if it were not there, and ChatGPT's own fields beside it are read
 * instead.
 */

const ownId = z.string().regex(/^[\w.-]{1,100}$/)

const messageExtra = z.object({
  version: z.literal(1),
  state: kept.message.shape.state,
  createdAt: moment,
  finishedAt: moment.optional(),
  engineId: z.string().max(100).optional(),
  model: kept.model.optional(),
  usage: kept.usage.optional(),
  costUsd: kept.cost.optional(),
  parts: kept.parts.optional(),
  pictures: z
    .array(
      z.object({
        id: pictureId,
        prompt: z.string(),
        model: kept.model.nullable(),
        costUsd: kept.cost,
        createdAt: moment,
        parentId: pictureId.nullable().optional(),
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
  titleSource: kept.titleSource.optional(),
  pinnedAt: moment.optional(),
  archivedAt: moment.optional(),
  folder: z.object({ id: ownId, name: z.string().min(1).pipe(kept.folder.shape.name) }).optional(),
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
const idOf = (conversationId: string, nodeId: string): string =>
  ownId.safeParse(nodeId).success ? nodeId : deriveId('parley', conversationId, nodeId)

/** A conversation of our own export, parents before what answers them; null where nothing is in it. */
export const assembleOwn = (
  sourceId: string,
  title: string,
  extra: ConversationExtra,
  messages: readonly OwnMessage[],
  findAsset: (pointer: string) => string | null,
): ImportedConversation | null => {
  const conversationId = ownId.safeParse(sourceId).success ? sourceId : deriveId('parley', sourceId)
  const known = new Map(messages.map((message) => [message.nodeId, message]))
  const imported = inOrder(messages, known).map((message) =>
    toMessage(message, conversationId, known, findAsset),
  )
  if (imported.length === 0) return null
  const leaf = extra.leafId !== null && known.has(extra.leafId) ? idOf(conversationId, extra.leafId) : null
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
    id: idOf(conversationId, nodeId),
    parentId: parentId !== null && known.has(parentId) ? idOf(conversationId, parentId) : null,
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
