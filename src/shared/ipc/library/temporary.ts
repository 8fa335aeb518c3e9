import type { Conversation } from '../../model/conversation'
import { method } from './method'

/**
 * Conversations that are in the memory of the library's process and nowhere else. Every method that names
 * one of them, or a message, picture or file of it, answers from there, and nothing of it is written down but
 * what was spent.
 */
export const temporaryMethods = {
  /** An empty one; the same again changes nothing. */
  beginTemporary: method<{ conversation: Conversation }, void>(),
  /**
   * It becomes an ordinary one, whole, by this title. Gives it as it is then; null where there is none, also
   * no ordinary one.
   */
  keepTemporary: method<{ id: string; title: string }, Conversation | null>(),
  /** It is gone at once. */
  dropTemporary: method<{ id: string }, void>(),
  /** The bytes of a picture or file of one of them; null where it is none of theirs. */
  getTemporaryBytes: method<{ id: string }, Uint8Array | null>(),
}
