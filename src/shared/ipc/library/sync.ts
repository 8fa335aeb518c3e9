import { method } from './method'

export const syncMethods = {
  /** No change is noted any more, and what was known of others' is forgotten. The history stays. */
  endSync: method<void, void>(),
  /** The user's word on a mass deletion: it happens here too, or all devices keep what it would take. */
  settleDeletions: method<{ readonly isWanted: boolean }, void>(),
  /** Things that changed here and are not told yet. */
  countUnsent: method<void, number>(),
}
