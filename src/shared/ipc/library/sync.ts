import { method } from './method'

/** An assistant, or a fact that models know of the user. */
export interface SharedDocument {
  readonly id: string
  /** Absent where it has none; JSON. */
  readonly fields: Readonly<Record<string, unknown>>
  /** As the app brought it along. */
  readonly isOriginal?: boolean
}

export interface SharedDocuments {
  readonly kind: 'assistant' | 'fact'
  /** All that are here, in their order. */
  readonly documents: readonly SharedDocument[]
  /** They were never compared with those of other devices: what is not among them was not deleted. */
  readonly isNew?: boolean
  /** Some that are there as well and cannot be read: a newer version may have written them. */
  readonly unreadIds?: readonly string[]
  /** More than these cannot be held. */
  readonly most: number
}

export const syncMethods = {
  /** No change is noted any more, and what was known of others' is forgotten. The history stays. */
  endSync: method<void, void>(),
  /** The user's word on a mass deletion: it happens here too, or all devices keep what it would take. */
  settleDeletions: method<{ readonly isWanted: boolean }, void>(),
  /** Tells what the settings hold, and gets what they should hold: see there. Null while sync is off. */
  exchangeDocuments: method<SharedDocuments, readonly SharedDocument[] | null>(),
  /** Things that changed here and are not told yet. */
  countUnsent: method<void, number>(),
}
