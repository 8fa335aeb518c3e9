import { create } from 'zustand'

interface FindStore {
  readonly isOpen: boolean
  /** Counts requests to put the caret into the field. */
  readonly focus: number
  open(): void
  close(): void
}

/** Something is being looked for in the conversation on screen. */
export const useFind = create<FindStore>()((set, get) => ({
  isOpen: false,
  focus: 0,
  open: () => set({ isOpen: true, focus: get().focus + 1 }),
  close: () => set({ isOpen: false }),
}))
