import { z } from 'zod'
import type { QueuedQuestion } from '../model/conversation'
import { attachment, choices, id, pictureOptions } from './common'
import { call } from './define'

export interface StartedRun {
  readonly conversationId: string
  /** The assistant's message that the run writes; its rows are on disk when this arrives. */
  readonly messageId: string
}

/** A run writes one assistant message. It belongs to main: leaving a view stops nothing. */
export const runs = {
  /**
   * Keeps the question and starts an answer (`/image `: without the model), in a new conversation for a null
   * `conversationId`. `parentId` branches there (null: at the start), absent: after the shown leaf.
   */
  'runs.start': call<StartedRun>()(
    z.object({
      conversationId: id.nullable(),
      parentId: id.nullable().optional(),
      prompt: z.string().max(2_000_000),
      attachments: z.array(attachment).max(20).default([]),
      /** The options of what `/image` draws. */
      wish: pictureOptions.optional(),
      /** The choices for a conversation that begins here. */
      choices: choices.optional(),
    }),
  ),
  /**
   * Waits its turn behind the answer in progress; with none in progress it starts at once. On disk when this
   * arrives.
   */
  'runs.enqueue': call<void>()(
    z.object({
      conversationId: id,
      prompt: z.string().max(2_000_000),
      attachments: z.array(attachment).max(20).default([]),
      wish: pictureOptions.optional(),
    }),
  ),
  /**
   * Takes a waiting question back; it comes back so that it can be edited. Null when it has started
   * meanwhile.
   */
  'runs.unqueue': call<QueuedQuestion | null>()(z.object({ conversationId: id, queuedId: id })),
  /**
   * A further answer to the same question, beside the old one. With a question's own id: answers it (after
   * `messages.saveEdit`).
   */
  'runs.regenerate': call<StartedRun>()(
    z.object({ messageId: id, engineId: id.optional(), model: z.string().max(200).optional() }),
  ),
  /**
   * The same, but the shown branch stays: the new answer stands beside it until it is chosen, and nothing
   * waits for it.
   */
  'runs.alsoAsk': call<StartedRun>()(
    z.object({ messageId: id, engineId: id, model: z.string().min(1).max(200) }),
  ),
  /**
   * Goes on with an answer that was stopped, interrupted or failed: what it had is kept and written further.
   */
  'runs.continue': call<StartedRun>()(z.object({ messageId: id })),
  /**
   * Stops the answer that the conversation waits for, or that of `messageId`. Resolves when the request is
   * really torn down. Nothing running is not a failure.
   */
  'runs.stop': call<void>()(z.object({ conversationId: id, messageId: id.optional() })),
}
