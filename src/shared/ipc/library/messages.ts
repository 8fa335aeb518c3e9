import type { Conversation } from '../../model/conversation'
import type { Message, Part } from '../../model/message'
import { method } from './method'

/**
 * Growth of one part of a message that is being written. Repeating a chunk changes nothing, so a restart may
 * resend.
 */
export interface TextChunk {
  readonly messageId: string
  readonly partIndex: number
  /** 0, 1, 2 … within the part. */
  readonly chunkIndex: number
  readonly text: string
}

/**
 * A change to the parts of a message that is being written: the part as it is now. Chunks before `nextChunk`
 * are already contained in it, whenever they arrive; those from there on come after its text.
 */
export interface PartWrite {
  readonly messageId: string
  readonly partIndex: number
  readonly nextChunk: number
  readonly part: Part
}

/** A message that was taken out of the tree, and what hung from it. */
export interface RemovedMessage {
  readonly message: Message
  readonly childIds: readonly string[]
  /** The shown branch ended in it. */
  readonly wasLeaf: boolean
}

export const messageMethods = {
  /**
   * Conversation row and new messages in one transaction, FULL sync: the row exists before the first token. A
   * conversation that is given as neither archived nor trashed is neither from then on.
   */
  addMessages: method<{ conversation: Conversation; messages: readonly Message[] }, void>(),
  /** The growth of streaming messages, batched. */
  appendChunks: method<{ parts: readonly PartWrite[]; chunks: readonly TextChunk[] }, void>(),
  /**
   * The message as it ended: replaces all parts and chunks, indexes for search, updates the conversation's
   * time.
   */
  finishMessage: method<{ message: Message }, void>(),
  loadMessages: method<{ ids: readonly string[] }, readonly Message[]>(),
  /** The messages from the first to this one, with content. */
  loadPath: method<{ conversationId: string; leafId: string }, readonly Message[]>(),
  /** What it took out, so that `restoreMessage` can put it back; null when there was none. */
  removeMessage: method<{ id: string }, RemovedMessage | null>(),
  restoreMessage: method<{ removed: RemovedMessage }, void>(),

  /** Small things kept by name: drafts, waiting questions. `value` is JSON; null forgets. FULL sync. */
  setNote: method<{ name: string; value: string | null }, void>(),
  getNote: method<{ name: string }, string | null>(),
}
