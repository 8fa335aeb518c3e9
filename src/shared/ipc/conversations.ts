import { z } from 'zod'
import type { ConversationPage, SearchHit } from '../model/conversation'
import type { ConversationFeedItem } from '../model/events'
import type { Message } from '../model/message'
import { call, stream } from './define'

const id = z.string().min(1).max(100)

export const conversations = {
  /** Newest first, a window of rows at a time. */
  'conversations.list': call<ConversationPage>()(
    z.object({
      limit: z.number().int().min(1).max(200),
      after: z.object({ updatedAt: z.number(), id }).nullable().default(null),
    }),
  ),
  /**
   * A snapshot, then every change after it. With `after` from the same epoch only the changes since, where main still
   * has them. Ends when the conversation is deleted.
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
  'conversations.delete': call<void>()(z.object({ conversationId: id })),
  /** Shows another branch: `leafId` becomes the end of what is shown. */
  'conversations.selectLeaf': call<void>()(z.object({ conversationId: id, leafId: id })),
  /** Words, prefixes and CJK, newest first. An empty query finds nothing. */
  'conversations.search': call<readonly SearchHit[]>()(
    z.object({
      query: z.string().max(500),
      limit: z.number().int().min(1).max(100),
      offset: z.number().int().min(0).default(0),
    }),
  ),
  /** Content of messages known from the outline. Unknown ids are left out. */
  'messages.load': call<readonly Message[]>()(z.object({ ids: z.array(id).max(500) })),
}
