import type { Conversation } from '@shared/model/conversation'
import { safeFileName } from '@shared/model/fileNames'
import { isDamagedPart, type Message, type OutlineEntry, type Part } from '@shared/model/message'
import {
  assetFileName,
  assetScheme,
  type ParleyConversationExtra,
  type ParleyMessageExtra,
  parleyJsonVersion,
} from '@shared/model/parleyJson'
import { type Picture, pictureExtension } from '@shared/model/picture'
import type { ExportContext, Sink } from './context'
import { messagesOf } from './walk'
import { damagedWords } from './words'

/** Files that the JSON points at; they go beside it where it is written into an archive. */
export type Assets = Map<string, { readonly kind: 'picture' | 'file'; readonly fileName: string }>

/** What of a conversation's row is no part of `Conversation`. */
export type Placement = Pick<ParleyConversationExtra, 'pinnedAt' | 'archivedAt' | 'folder'>

export interface ChatgptDeps {
  readonly conversation: Conversation
  readonly outline: readonly OutlineEntry[]
  readonly placement: Placement
  /** Filled with what is pointed at. */
  readonly assets: Assets
}

/**
 * Writes one conversation as ChatGPT's export has it: a mapping from ids to nodes with parent and children,
 * and the node that is shown. What that shape cannot say is in fields called `parley` (see parleyJson.ts),
 * which others skip.
 */
export const writeChatgpt = async (
  sink: Sink,
  { conversation, outline, placement, assets }: ChatgptDeps,
  context: ExportContext,
): Promise<void> => {
  const known = new Set(outline.map(({ id }) => id))
  const rootId = rootIdFor(known)
  const childrenOf = new Map<string, string[]>()
  // A parent that is gone is none: every node hangs from the root, or it would not be found.
  const parentOf = ({ parentId }: Pick<OutlineEntry, 'parentId'>) =>
    parentId !== null && known.has(parentId) ? parentId : rootId
  for (const entry of outline) {
    const siblings = childrenOf.get(parentOf(entry))
    if (siblings) siblings.push(entry.id)
    else childrenOf.set(parentOf(entry), [entry.id])
  }
  const extra: ParleyConversationExtra = {
    version: parleyJsonVersion,
    createdAt: conversation.createdAt,
    updatedAt: conversation.updatedAt,
    leafId: conversation.leafId,
    choices: conversation.choices,
    ...(conversation.titleSource === undefined ? {} : { titleSource: conversation.titleSource }),
    ...placement,
  }
  const head = {
    title: conversation.title,
    create_time: conversation.createdAt / 1000,
    update_time: conversation.updatedAt / 1000,
  }
  // The mapping is the large part, so it is written node by node between the fields before and after it.
  await sink.write(`${JSON.stringify(head).slice(0, -1)},"mapping":{`)
  const root = { id: rootId, message: null, parent: null, children: childrenOf.get(rootId) ?? [] }
  await sink.write(`${JSON.stringify(rootId)}:${JSON.stringify(root)}`)
  for await (const message of messagesOf(context.source, outline, context.signal)) {
    const node = {
      id: message.id,
      message: await messageNode(message, assets, context),
      parent: parentOf(message),
      children: childrenOf.get(message.id) ?? [],
    }
    await sink.write(`,\n${JSON.stringify(message.id)}:${JSON.stringify(node)}`)
    context.wrote('message')
  }
  const tail = {
    moderation_results: [],
    current_node:
      conversation.leafId !== null && known.has(conversation.leafId) ? conversation.leafId : rootId,
    plugin_ids: null,
    conversation_id: conversation.id,
    conversation_template_id: null,
    gizmo_id: null,
    is_archived: placement.archivedAt !== undefined,
    safe_urls: [],
    default_model_slug: conversation.choices.model ?? null,
    id: conversation.id,
    parley: extra,
  }
  await sink.write(`},${JSON.stringify(tail).slice(1)}`)
}

const rootIdFor = (known: ReadonlySet<string>): string => {
  let id = 'client-created-root'
  while (known.has(id)) id += '-'
  return id
}

const messageNode = async (message: Message, assets: Assets, context: ExportContext) => {
  const pictures = await picturesOf(message, assets, context)
  const isPlain = message.parts.every((part) => part.type === 'text')
  const extra: ParleyMessageExtra = {
    version: parleyJsonVersion,
    state: message.state,
    createdAt: message.createdAt,
    ...(message.finishedAt === undefined ? {} : { finishedAt: message.finishedAt }),
    ...(message.engineId === undefined ? {} : { engineId: message.engineId }),
    ...(message.model === undefined ? {} : { model: message.model }),
    ...(message.usage === undefined ? {} : { usage: message.usage }),
    ...(message.costUsd === undefined ? {} : { costUsd: message.costUsd }),
    ...(isPlain ? {} : { parts: message.parts }),
    ...(pictures.length === 0 ? {} : { pictures }),
  }
  const attachments = attachmentsOf(message, pictures, assets, context)
  return {
    id: message.id,
    author: { role: message.role, name: null, metadata: {} },
    create_time: message.createdAt / 1000,
    update_time: message.finishedAt === undefined ? null : message.finishedAt / 1000,
    content: contentOf(message.parts, pictures),
    status: message.state === 'complete' ? 'finished_successfully' : 'finished_partial_completion',
    end_turn: message.role === 'assistant' ? message.state === 'complete' : null,
    weight: 1,
    metadata: {
      ...(message.model === undefined ? {} : { model_slug: message.model }),
      ...(attachments.length === 0 ? {} : { attachments }),
    },
    recipient: 'all',
    channel: null,
    parley: extra,
  }
}

const picturesOf = async ({ parts }: Message, assets: Assets, context: ExportContext): Promise<Picture[]> => {
  const pictures: Picture[] = []
  for (const part of parts) {
    if (part.type !== 'picture' || part.pictureId === null) continue
    const found = await context.findPicture(part.pictureId, part.prompt)
    if (!found) continue
    const { picture } = found
    pictures.push(picture)
    if (assets.has(picture.id)) continue
    const name = `${safeFileName(part.prompt, 'Picture')}.${pictureExtension[picture.format]}`
    assets.set(picture.id, { kind: 'picture', fileName: assetFileName(picture.id, name) })
    context.wrote('picture')
  }
  return pictures
}

/**
 * A message's content in ChatGPT's terms: text alone is `text`; with pictures it is `multimodal_text`, each
 * in its place.
 */
const contentOf = (parts: readonly Part[], pictures: readonly Picture[]) => {
  if (pictures.length === 0) {
    const texts = parts.flatMap((part) =>
      part.type === 'text' ? [part.text] : isDamagedPart(part) ? [damagedWords] : [],
    )
    return { content_type: 'text', parts: texts.length === 0 ? [''] : texts }
  }
  return {
    content_type: 'multimodal_text',
    parts: parts.flatMap((part): readonly (string | ReturnType<typeof pointerTo>)[] => {
      if (part.type === 'text') return [part.text]
      const picture = part.type === 'picture' && pictures.find(({ id }) => id === part.pictureId)
      return picture ? [pointerTo(picture)] : []
    }),
  }
}

const pointerTo = ({ id, byteLength, width, height, prompt, model }: Picture) => ({
  content_type: 'image_asset_pointer',
  asset_pointer: `${assetScheme}${id}`,
  size_bytes: byteLength,
  width,
  height,
  fovea: null,
  metadata: model === null ? null : { dalle: { prompt, gen_id: null, parent_gen_id: null } },
})

const attachmentsOf = (
  message: Message,
  pictures: readonly Picture[],
  assets: Assets,
  context: ExportContext,
) => {
  const named = new Map(
    message.parts.flatMap((part) =>
      part.type === 'picture' && part.pictureId ? [[part.pictureId, part.prompt]] : [],
    ),
  )
  const shown =
    message.role === 'user'
      ? pictures.map(({ id, byteLength, format, width, height }) => ({
          id: `file-${id}`,
          name: named.get(id) ?? '',
          size: byteLength,
          mime_type: `image/${format}`,
          width,
          height,
        }))
      : []
  const files = message.parts.flatMap((part) => {
    if (part.type !== 'file') return []
    if (!assets.has(part.fileId)) {
      const dot = part.name.lastIndexOf('.')
      const ending = dot > 0 ? safeFileName(part.name.slice(dot + 1), '') : ''
      const name = safeFileName(dot > 0 ? part.name.slice(0, dot) : part.name, 'File')
      assets.set(part.fileId, {
        kind: 'file',
        fileName: assetFileName(part.fileId, ending === '' ? name : `${name}.${ending}`),
      })
      context.wrote('file')
    }
    return [{ id: `file-${part.fileId}`, name: part.name, size: part.byteLength, mime_type: part.mediaType }]
  })
  return [...shown, ...files]
}
