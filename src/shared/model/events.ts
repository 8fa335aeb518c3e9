import type { ErrorCode } from '../ipc/errors'
import type { Conversation, Folder, QueuedQuestion } from './conversation'
import type { EngineSummary } from './engine'
import type { IntentWindow } from './intent'
import type { Message, MessageState, Part, Usage } from './message'
import type { Notice } from './notice'
import type { PackedOutline } from './outline'
import type { WaitingQuestion } from './serverQuestion'
import type { Settings } from './settings'
import type { SyncStatus } from './sync'
import type { Approval } from './tool'

/** An answer that is waiting for its next try, or has just begun it. */
export interface PendingRetry {
  readonly messageId: string
  readonly code: ErrorCode
  readonly attempt: number
  /** Milliseconds since the epoch; null while the next try is on its way. */
  readonly at: number | null
}

/** An unfinished picture, shown from `previewUrl(messageId, index, revision)`. */
export interface PicturePreview {
  readonly messageId: string
  readonly index: number
  readonly revision: number
}

/** Everything a window needs to show a conversation as of `seq`. */
export interface ConversationSnapshot {
  readonly type: 'snapshot'
  /** Changes when main restarts: sequence numbers of another epoch mean nothing. */
  readonly epoch: string
  readonly seq: number
  readonly conversation: Conversation
  /** The whole tree without content. */
  readonly outline: PackedOutline
  /**
   * The last messages of the chosen branch and all in progress, with content; `messages.load` brings others.
   */
  readonly messages: readonly Message[]
  /** The pending retries, for a window that opens after their events. */
  readonly retries?: readonly PendingRetry[]
  /** Likewise for unfinished pictures: the newest of each part that is being drawn. */
  readonly previews?: readonly PicturePreview[]
  /** Questions that wait for the answer in progress. */
  readonly queue: readonly QueuedQuestion[]
}

/** One change of a conversation. Applied in order of `seq`, without gaps. */
export type ConversationEvent = { readonly seq: number } & ConversationChange
export type ConversationChange =
  | { readonly type: 'conversation.changed'; readonly conversation: Conversation }
  | { readonly type: 'conversation.deleted' }
  | { readonly type: 'message.added'; readonly message: Message }
  /** What followed it now hangs from its parent. */
  | { readonly type: 'message.removed'; readonly messageId: string }
  | { readonly type: 'queue.changed'; readonly queue: readonly QueuedQuestion[] }
  /** The tree's shape changed in a way that single events do not tell (a message came back). */
  | { readonly type: 'outline.changed'; readonly outline: PackedOutline }
  | { readonly type: 'part.opened'; readonly messageId: string; readonly index: number; readonly part: Part }
  /** A text or reasoning part, or the input of a tool call, became longer. */
  | { readonly type: 'part.grew'; readonly messageId: string; readonly index: number; readonly text: string }
  | {
      readonly type: 'part.replaced'
      readonly messageId: string
      readonly index: number
      readonly part: Part
    }
  /** An unfinished picture can be shown from `previewUrl(messageId, index, revision)`. */
  | {
      readonly type: 'picture.previewed'
      readonly messageId: string
      readonly index: number
      readonly revision: number
    }
  /** A try that failed before the first token: the next one is at `at` (ms since the epoch). */
  | {
      readonly type: 'retry.scheduled'
      readonly messageId: string
      readonly code: ErrorCode
      readonly attempt: number
      readonly at: number
    }
  | { readonly type: 'retry.started'; readonly messageId: string; readonly attempt: number }
  | {
      readonly type: 'message.finished'
      readonly messageId: string
      readonly state: MessageState
      readonly finishedAt: number
      readonly usage?: Usage
      readonly costUsd?: number | null
    }

export type ConversationFeedItem = ConversationSnapshot | ConversationEvent

export type TemporaryShown = Readonly<Record<IntentWindow, string | null>>

/** The events that every window gets about the app as a whole. The first items bring the current state. */
export type AppEvent =
  | { readonly type: 'settings.changed'; readonly settings: Settings }
  | { readonly type: 'engines.changed'; readonly engines: readonly EngineSummary[] }
  | { readonly type: 'notices.changed'; readonly notices: readonly Notice[] }
  /** These conversations are new or different; the list puts them in place. */
  | { readonly type: 'conversations.changed'; readonly conversations: readonly Conversation[] }
  | { readonly type: 'conversations.removed'; readonly ids: readonly string[] }
  | { readonly type: 'folders.changed'; readonly folders: readonly Folder[] }
  /** Conversations with an answer in progress. */
  | { readonly type: 'runs.changed'; readonly conversationIds: readonly string[] }
  /** The temporary conversations that windows are in; null: in none. */
  | ({ readonly type: 'temporary.changed' } & TemporaryShown)
  /** The calls of tools that wait for the user's word. */
  | { readonly type: 'approvals.changed'; readonly approvals: readonly Approval[] }
  /** What tool servers ask the user. */
  | { readonly type: 'questions.changed'; readonly questions: readonly WaitingQuestion[] }
  /** Tools came, went or changed: `tools.list`. */
  | { readonly type: 'tools.changed' }
  /** A recording without words was kept or forgotten: `dictation.kept`. */
  | { readonly type: 'recordings.changed' }
  | { readonly type: 'sync.changed'; readonly status: SyncStatus }
  /** Pictures and files whose bytes came from another device. */
  | { readonly type: 'blobs.arrived'; readonly ids: readonly string[] }
  /** A backup took the history's place: whatever a window knows of the old one is over. */
  | { readonly type: 'library.replaced' }
  /**
   * The model had a text spoken (`speak` tool, with `callId`), or a question that waited is being answered,
   * which is read where answers are: only the window that asked plays it.
   */
  | {
      readonly type: 'speech.requested'
      readonly windowId: number
      readonly messageId: string
      readonly callId?: string
    }
  /** There is something to do for this kind of window: `intents.take`. */
  | { readonly type: 'intents.waiting'; readonly window: IntentWindow }
  /** Something outside the page asks for it, e.g. the menu. */
  | { readonly type: 'command'; readonly command: 'new-conversation' | 'settings' | 'gallery' | 'search' }
