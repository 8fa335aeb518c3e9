import * as kept from '@shared/ipc/keptRows'
import type { LeftOutTally } from '@shared/model/LeftOutTally'
import { z } from 'zod'
import type { ImportedConversation, ImportedMessage, ImportedPart } from './imported'
import { joinCutCharacters, withoutSurrogates } from './surrogates'

/*
 * The gate behind all readers: whatever another app's file made them give, only what a window can be given
 * goes on to the library. Readers see to it themselves; this is for the file that none of them foresaw.
 */

const { byteLength, name, mediaType } = kept.filePart.shape

const asset = z.looseObject({
  type: z.literal('asset'),
  name,
  mediaType,
  prompt: z.string().nullable(),
  width: kept.picturePart.shape.width,
  height: kept.picturePart.shape.height,
  byteLength,
})

const message = kept.message
  .omit({ conversationId: true })
  .extend({ parts: z.array(z.union([asset, kept.part])).max(kept.mostParts) })

const head = kept.conversation.omit({ trashedAt: true, folderId: true }).extend({
  titleSource: kept.titleSource,
  pinnedAt: kept.conversation.shape.createdAt.nullable().catch(null),
  archivedAt: kept.conversation.shape.createdAt.nullable().catch(null),
  folder: kept.folder.pick({ id: true, name: true }).optional().catch(undefined),
})

/** The conversation as it may be kept; null where nothing of it may. What is left out is told. */
export const inKeptShape = (
  { messages, ...rest }: ImportedConversation,
  leftOut: LeftOutTally,
): ImportedConversation | null => {
  const parsed = head.safeParse({ ...rest, title: withoutSurrogates(rest.title) })
  if (!parsed.success) {
    leftOut.add('conversation', 'damaged')
    return null
  }
  const good: ImportedMessage[] = []
  /** The parents of messages that were left out: what answers those hangs from these. */
  const above = new Map<string, string | null>()
  for (const each of messages) {
    const parentId = each.parentId === null ? null : (above.get(each.parentId) ?? each.parentId)
    if (each.parts.length > kept.mostParts) leftOut.add('content', 'too-large')
    const parts = whole(each.parts.slice(0, kept.mostParts))
    const { success, data } = message.safeParse({ ...each, parentId, parts })
    // The types say the same, but for what is absent and what is undefined.
    if (success) good.push(data as ImportedMessage)
    else {
      above.set(each.id, parentId)
      leftOut.add('message', 'damaged')
    }
  }
  if (good.length === 0) return null
  const { leafId } = parsed.data
  const shown = leafId !== null && above.has(leafId) ? (above.get(leafId) ?? null) : leafId
  return { ...(parsed.data as Omit<ImportedConversation, 'messages'>), leafId: shown, messages: good }
}

/** The same parts with whole characters only, as far as it can be known what was meant. */
const whole = (parts: readonly ImportedPart[]): ImportedPart[] => {
  const good: ImportedPart[] = []
  for (const part of parts) {
    const before = good.at(-1)
    if (part.type !== 'text' && part.type !== 'reasoning') good.push(part)
    else if (before?.type !== part.type) good.push(part)
    else good.splice(-1, 1, ...joinCutCharacters(before, part))
  }
  return good.map((part) => ('text' in part ? { ...part, text: withoutSurrogates(part.text) } : part))
}
