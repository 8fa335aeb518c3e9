import type {
  Conversation,
  ConversationCursor,
  ConversationPage,
  ConversationPlace,
  Folder,
  ListPlace,
} from '../../model/conversation'
import type { Message } from '../../model/message'
import type { PackedOutline } from '../../model/outline'
import { method } from './method'

/** What opening a conversation needs, in one answer. */
export interface OpenedConversation {
  readonly conversation: Conversation
  readonly outline: PackedOutline
  /** The last `limit` messages of the chosen branch, in reading order. */
  readonly messages: readonly Message[]
}

export const conversationMethods = {
  /** The place is `recent` unless one is given. */
  listConversations: method<
    { limit: number; place?: ListPlace; after: ConversationCursor | null },
    ConversationPage
  >(),
  getConversation: method<{ id: string }, Conversation | null>(),
  /** Null when there is none. */
  openConversation: method<{ id: string; limit: number }, OpenedConversation | null>(),
  /** The conversations in the order of `ids`; unknown ids are left out. */
  loadConversations: method<{ ids: readonly string[] }, readonly Conversation[]>(),
  /**
   * Puts conversations elsewhere, in one transaction; gives them as they are then. A folder that is gone
   * counts as none.
   */
  arrangeConversations: method<{ places: readonly ConversationPlace[] }, readonly Conversation[]>(),
  /**
   * How many bytes deleting it will give back: its text, and the pictures and files that no other
   * conversation shows.
   */
  measureConversation: method<{ id: string }, number>(),
  /** Conversations that were put into the trash before this time, the oldest first. */
  listTrashed: method<{ before: number; limit: number }, readonly string[]>(),
  /**
   * Creates or replaces the conversation's own row, FULL sync. Only a new row takes its place from here:
   * later `arrangeConversations` alone changes it, so that no writer of a name or of choices can undo it.
   */
  saveConversation: method<{ conversation: Conversation }, void>(),
  /**
   * The conversation is gone at once, however long it is; its messages and their words are taken out in the
   * background, and what only it showed an hour later.
   */
  deleteConversation: method<{ id: string }, void>(),

  listFolders: method<void, readonly Folder[]>(),
  /** Creates or replaces. */
  saveFolder: method<{ folder: Folder }, void>(),
  /** Takes it away from around its conversations, and gives their ids. */
  deleteFolder: method<{ id: string }, readonly string[]>(),
}
