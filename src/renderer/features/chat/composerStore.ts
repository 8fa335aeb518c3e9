import { create } from 'zustand'

interface ComposerStore {
  /** What was typed and not sent, by conversation; '' for the one that has not begun. */
  readonly drafts: ReadonlyMap<string, string>
  /** Words to put into the field from outside (a suggestion, words that could not be sent). */
  readonly offered: { readonly text: string; readonly isSendNow: boolean } | null

  keepDraft(conversationId: string | null, text: string): void
  offer(text: string, isSendNow?: boolean): void
  takeOffer(): void
}

/** Its own store, so that typing draws nothing but the field. */
export const useComposer = create<ComposerStore>()((set, get) => ({
  drafts: new Map(),
  offered: null,
  keepDraft: (conversationId, text) => {
    const drafts = new Map(get().drafts)
    if (text === '') drafts.delete(conversationId ?? '')
    else drafts.set(conversationId ?? '', text)
    set({ drafts })
  },
  offer: (text, isSendNow = false) => set({ offered: { text, isSendNow } }),
  takeOffer: () => set({ offered: null }),
}))
