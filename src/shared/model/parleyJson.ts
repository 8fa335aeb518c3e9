import type { ConversationChoices, TitleSource } from './conversation'
import type { MessageState, Part, Usage } from './message'
import type { Picture } from './picture'

/*
 * What our JSON export says beyond ChatGPT's shape, so that nothing is lost. Every conversation of it has a
 * field `parley` of the first type; every message in its mapping has one of the second; files that belong to
 * it have the third. Times are milliseconds since the epoch, as everywhere in Parley (ChatGPT's own are
 * seconds).
 */

/** Grows with changes that an older reader would misread. */
export const parleyJsonVersion = 1

export interface ParleyConversationExtra {
  readonly version: typeof parleyJsonVersion
  readonly createdAt: number
  readonly updatedAt: number
  /**
   * Null while nothing is shown. The mapping's `current_node` says the same, but for an empty conversation.
   */
  readonly leafId: string | null
  readonly choices: ConversationChoices
  readonly titleSource?: TitleSource
  readonly pinnedAt?: number
  readonly archivedAt?: number
  readonly folder?: { readonly id: string; readonly name: string }
}

export interface ParleyMessageExtra {
  readonly version: typeof parleyJsonVersion
  readonly state: MessageState
  readonly createdAt: number
  readonly finishedAt?: number
  readonly engineId?: string
  readonly model?: string
  readonly usage?: Usage
  readonly costUsd?: number | null
  /** All parts in order. Absent where `content.parts` has them all: strings, each a text part. */
  readonly parts?: readonly Part[]
  /** What is known of the pictures of `parts`, by id. The asset pointer's id is the picture's. */
  readonly pictures?: readonly Picture[]
}

/** `asset_pointer` of a picture or file: ChatGPT's scheme before our id (a SHA-256 in hex). */
export const assetScheme = 'file-service://file-'

/**
 * How a picture or file is called beside `conversations.json` in the archive: as in ChatGPT's, by its
 * pointer.
 */
export const assetFileName = (id: string, name: string): string => `file-${id}-${name}`
