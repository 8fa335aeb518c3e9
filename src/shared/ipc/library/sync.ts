import { method } from './method'

export const syncMethods = {
  /** No change is noted any more, and what was known of others' is forgotten. The history stays. */
  endSync: method<void, void>(),
  /** Things that changed here and are not told yet. */
  countUnsent: method<void, number>(),
}
