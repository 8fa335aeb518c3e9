import type { Role } from './message'

/** Hits that the window asks for at a time: more than it shows at once. */
export const searchPageSize = 24

/** What a search is narrowed to; absent: not at all. */
export interface SearchFilters {
  /** Said at this time or later, milliseconds since the epoch. */
  readonly from?: number
  /** Said before this time. */
  readonly until?: number
  /** Answered by this engine; questions count with their answers. */
  readonly engineId?: string
  /** Answered by a model whose name has this in it, in any case. */
  readonly model?: string
  /** The assistant that the conversation was begun with. */
  readonly assistantId?: string
  readonly withPicture?: boolean
  /** True where only messages with a code block are found. */
  readonly withCode?: boolean
  /** Everything in this conversation, instead of a few hits of each. */
  readonly conversationId?: string
}

/** The end of a page of a search: pass it back to get what comes after. */
export interface SearchCursor {
  readonly message: number
  readonly file: number
  readonly title: number
}

export interface SearchHit {
  readonly conversationId: string
  readonly conversationTitle: string
  /** Null when the title itself matched. */
  readonly messageId: string | null
  /** The role of the message; absent for titles. */
  readonly role?: Role
  /** The words are in the text of this file, which came with the message. */
  readonly fileName?: string
  readonly isArchived?: true
  /** A stretch of the text, without its markup; matches are at `marks`, as [start, end) in UTF-16 units. */
  readonly excerpt: string
  readonly marks: readonly (readonly [number, number])[]
  readonly createdAt: number
}

export interface SearchPage {
  /**
   * Newest first. There may be none although there is a `next`: a page is a piece of work, not a number of
   * hits.
   */
  readonly hits: readonly SearchHit[]
  /** Conversations that hold more than the few hits that are given of each. */
  readonly crowded: readonly string[]
  /** Null at the end. */
  readonly next: SearchCursor | null
}
