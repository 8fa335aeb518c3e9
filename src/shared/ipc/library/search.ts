import type { SearchCursor, SearchFilters, SearchPage } from '../../model/search'
import { method } from './method'

export interface FoundInConversation {
  readonly messageId: string
  readonly count: number
}

export const searchMethods = {
  /** A page of a search: bounded in work, so that nothing else waits long for it. */
  search: method<
    { query: string; filters?: SearchFilters; limit: number; after?: SearchCursor | null },
    SearchPage
  >(),
  /**
   * Messages of the branch that ends in the conversation's leaf which may contain the words, in reading
   * order.
   */
  findCandidates: method<{ conversationId: string; query: string }, readonly string[]>(),
  /**
   * The messages that contain the words, and how often. Bounded in work, so that nothing else waits
   * long for it: it may have looked at the first `looked` of them only, one at least.
   */
  countInMessages: method<
    { ids: readonly string[]; query: string },
    { readonly found: readonly FoundInConversation[]; readonly looked: number }
  >(),
}
