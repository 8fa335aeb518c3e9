import type { AsyncLibrary } from '@shared/ipc/library'
import type { FoundInConversation } from '@shared/ipc/library/search'

/** No more than one call looks at. */
const idsPerCall = 100

/**
 * In pieces: thousands of messages take a while to look through, and what is being written is saved in
 * between.
 */
export const findInConversation = async (
  library: Pick<AsyncLibrary, 'findCandidates' | 'countInMessages'>,
  { conversationId, query }: { readonly conversationId: string; readonly query: string },
): Promise<readonly FoundInConversation[]> => {
  const candidates = await library.findCandidates({ conversationId, query })
  const all: FoundInConversation[] = []
  for (let at = 0; at < candidates.length; ) {
    const { found, looked } = await library.countInMessages({
      ids: candidates.slice(at, at + idsPerCall),
      query,
    })
    all.push(...found)
    at += Math.max(1, looked)
  }
  return all
}
