import { create } from 'zustand'

interface Offer {
  /** What was done. */
  readonly words: string
  /** Null: it cannot be taken back, it is only told. */
  readonly undo: (() => Promise<void>) | null
  readonly isProblem: boolean
}

interface UndoStore {
  readonly offer: Offer | null
  /** It stands in the sidebar; later it can still be reached from the command palette. */
  readonly isShown: boolean
  tell(words: string, undo?: () => Promise<void>): void
  warn(words: string): void
  hide(): void
  undo(): Promise<void>
}

/** What was done last, and the way back. */
export const useUndo = create<UndoStore>()((set, get) => ({
  offer: null,
  isShown: false,
  tell: (words, undo) => set({ offer: { words, undo: undo ?? null, isProblem: false }, isShown: true }),
  warn: (words) => set({ offer: { words, undo: null, isProblem: true }, isShown: true }),
  hide: () => set({ isShown: false }),
  undo: async () => {
    const { offer } = get()
    if (!offer?.undo) return
    set({ offer: null, isShown: false })
    await offer.undo()
  },
}))
