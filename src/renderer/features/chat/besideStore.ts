import { create } from 'zustand'
import { isWide } from '../../ui/useIsWide'
import { chatStore, useChat } from './useChat'

type Pair = readonly [string, string]

interface BesideStore {
  /** Two answers that are shown side by side, by their question. */
  readonly pairs: ReadonlyMap<string, Pair>
  pair(questionId: string, pair: Pair): void
  /** Only the shown one is. */
  end(questionId: string): void
}

/** What is compared in this window. Lost with it: they are versions of an answer like all others. */
export const useBeside = create<BesideStore>()((set, get) => ({
  pairs: new Map(),
  pair: (questionId, pair) => set({ pairs: new Map(get().pairs).set(questionId, pair) }),
  end: (questionId) => {
    const pairs = new Map(get().pairs)
    pairs.delete(questionId)
    set({ pairs })
  },
}))

const parentOf = (messageId: string): string | null =>
  chatStore.getState().chat?.outline.get(messageId)?.parentId ?? null

/** The pair that this answer is one of; null where it stands alone. */
export const usePair = (messageId: string): Pair | null => {
  const parentId = useChat(({ chat }) => {
    const entry = chat?.outline.get(messageId)
    return entry?.role === 'assistant' ? entry.parentId : null
  })
  const pair = useBeside(({ pairs }) => (parentId === null ? null : (pairs.get(parentId) ?? null)))
  const isThere = useChat(({ chat }) => pair?.every((id) => chat?.outline.has(id)) ?? false)
  return pair?.includes(messageId) && isThere ? pair : null
}

/** Asks another model as well. Where there is no room for two, the new answer is shown. */
export const alsoAsk = async (
  messageId: string,
  by: { readonly engineId: string; readonly model: string },
): Promise<void> => {
  const questionId = parentOf(messageId)
  const newId = await chatStore.getState().alsoAsk(messageId, by)
  if (newId === null || questionId === null) return
  useBeside.getState().pair(questionId, [messageId, newId])
  if (!isWide()) await chatStore.getState().show(newId)
}

/** Shows this answer beside another version of it. */
export const showBeside = (messageId: string, otherId: string): void => {
  const questionId = parentOf(messageId)
  if (questionId !== null) useBeside.getState().pair(questionId, [messageId, otherId])
}

/** The conversation goes on from this one. */
export const goOnWith = async (messageId: string): Promise<void> => {
  const { chat, show } = chatStore.getState()
  const questionId = parentOf(messageId)
  if (chat && !chat.path.includes(messageId)) await show(messageId)
  if (questionId !== null) useBeside.getState().end(questionId)
}
