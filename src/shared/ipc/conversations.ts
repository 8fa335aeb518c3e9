import { z } from 'zod'
import type { ConversationPage, Draft } from '../model/conversation'
import type { ConversationFeedItem } from '../model/events'
import type { Message } from '../model/message'
import type { SearchPage } from '../model/search'
import { attachment, choices, id } from './common'
import { call, stream } from './define'

const listPlace = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['recent', 'pinned', 'loose', 'archive', 'trash']) }),
  z.object({ type: z.literal('folder'), folderId: id }),
])

const time = z.number().int().min(-8.64e15).max(8.64e15)
const searchFilters = z
  .object({
    from: time,
    until: time,
    engineId: id,
    model: z.string().min(1).max(200),
    assistantId: id,
    withPicture: z.boolean(),
    withCode: z.boolean(),
    conversationId: id,
  })
  .partial()
const key = z.number().int().min(0)
const searchCursor = z.object({ message: key, file: key, title: key })

/** What can be done with many conversations at once. `restore`: out of the archive and the trash. */
const arrangement = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['pin', 'unpin', 'archive', 'trash', 'restore']) }),
  z.object({ type: z.literal('move'), folderId: id.nullable() }),
])
export type Arrangement = z.output<typeof arrangement>

export interface Arranged {
  /** Takes all of it back with `conversations.undo`; null where nothing changed. */
  readonly undoId: string | null
  /** The number of conversations that changed. */
  readonly count: number
}

export interface EmptiedTrash {
  readonly count: number
  readonly freedBytes: number
}

export const conversations = {
  /** Newest first, a window of rows at a time. */
  'conversations.list': call<ConversationPage>()(
    z.object({
      limit: z.number().int().min(1).max(200),
      place: listPlace.default({ type: 'recent' }),
      after: z.object({ at: z.number(), id }).nullable().default(null),
    }),
  ),
  /**
   * A snapshot, then every change after it. With `after` from the same epoch only the changes since, where
   * main still has them. Ends when the conversation is deleted.
   */
  'conversations.watch': stream<ConversationFeedItem>()(
    z.object({
      conversationId: id,
      after: z
        .object({ epoch: z.string().max(100), seq: z.number().int() })
        .nullable()
        .default(null),
    }),
  ),
  'conversations.rename': call<void>()(
    z.object({ conversationId: id, title: z.string().trim().min(1).max(300) }),
  ),
  /**
   * Puts conversations elsewhere, all or none; unknown ids are left out. In the trash they are stopped and
   * not found. A new question brings one back out of the trash or the archive.
   */
  'conversations.arrange': call<Arranged>()(
    z.object({ conversationIds: z.array(id).min(1).max(20_000), change: arrangement }),
  ),
  /** Puts everything back to where it was. `order/too-late` when that is not known any more. */
  'conversations.undo': call<void>()(z.object({ undoId: id })),
  /** Deletes for ever, only out of the trash: `conversation/not-in-trash`. Gives the bytes freed. */
  'conversations.delete': call<{ readonly freedBytes: number }>()(z.object({ conversationId: id })),
  /** Deletes everything that is in the trash for ever. */
  'conversations.emptyTrash': call<EmptiedTrash>()(z.object({})),
  /** Shows another branch: `leafId` becomes the end of what is shown. */
  'conversations.selectLeaf': call<void>()(z.object({ conversationId: id, leafId: id })),
  /** Replaces the conversation's own choices. They hold from the next question on. */
  'conversations.setChoices': call<void>()(z.object({ conversationId: id, choices })),
  /** A new conversation with a copy of everything from the start to this message. */
  'conversations.branch': call<{ readonly conversationId: string }>()(z.object({ messageId: id })),
  /**
   * Messages of the shown branch whose text, reasoning or picture prompts contain the words, in reading
   * order.
   */
  'conversations.find': call<readonly { readonly messageId: string; readonly count: number }[]>()(
    z.object({ conversationId: id, query: z.string().min(1).max(500) }),
  ),
  /** Keeps another wording of a question beside the old one, without asking. Gives the new message's id. */
  'messages.saveEdit': call<{ readonly messageId: string }>()(
    z.object({ messageId: id, text: z.string().max(2_000_000) }),
  ),
  /** Takes one message out; what followed stays. Can be undone until the app ends. */
  'messages.remove': call<{ readonly undoId: string }>()(z.object({ messageId: id })),
  /** `message/not-found` when it is too late. */
  'messages.restore': call<void>()(z.object({ undoId: id })),
  /** `conversationId: null`: what was written for a new conversation. */
  'drafts.load': call<Draft | null>()(z.object({ conversationId: id.nullable() })),
  /** An empty one is forgotten. */
  'drafts.save': call<void>()(
    z.object({
      conversationId: id.nullable(),
      draft: z.object({ text: z.string().max(2_000_000), attachments: z.array(attachment).max(20) }),
    }),
  ),
  /**
   * Finds words, their beginnings, "phrases" and single CJK characters in all text, prompts and files, newest
   * first. An empty query finds what fits the filters; without any, nothing.
   */
  'conversations.search': call<SearchPage>()(
    z.object({
      query: z.string().max(500),
      filters: searchFilters.default({}),
      limit: z.number().int().min(1).max(100),
      after: searchCursor.nullable().default(null),
    }),
  ),
  /** Content of messages known from the outline. Unknown ids are left out. */
  'messages.load': call<readonly Message[]>()(z.object({ ids: z.array(id).max(500) })),
}
