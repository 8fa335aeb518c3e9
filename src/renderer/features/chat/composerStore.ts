import { create } from 'zustand'

/** What was typed and pasted, and not sent. */
export interface Draft {
  readonly text: string
  /** Long texts that were pasted: beside the field, not in it, where each key would cost as much as all of them. */
  readonly pasted: readonly string[]
}
export const emptyDraft: Draft = { text: '', pasted: [] }

/** As it is asked: the words first, then what they are about. */
export const promptOf = ({ text, pasted }: Draft): string =>
  [text, ...pasted].filter((piece) => piece.trim() !== '').join('\n\n')

interface ComposerStore {
  /** By conversation; '' for the one that has not begun. */
  readonly drafts: ReadonlyMap<string, Draft>
  /** Words to put into the field from outside, e.g. a suggestion. */
  readonly offered: string | null

  keepDraft(conversationId: string | null, draft: Draft): void
  offer(text: string): void
  takeOffer(): void
}

/** Its own store, so that typing draws nothing but the field. */
export const useComposer = create<ComposerStore>()((set, get) => ({
  drafts: new Map(),
  offered: null,
  keepDraft: (conversationId, draft) => {
    const drafts = new Map(get().drafts)
    if (promptOf(draft) === '') drafts.delete(conversationId ?? '')
    else drafts.set(conversationId ?? '', draft)
    set({ drafts })
  },
  offer: (text) => set({ offered: text }),
  takeOffer: () => set({ offered: null }),
}))
