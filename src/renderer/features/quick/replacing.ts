import { create } from 'zustand'

interface Replacing {
  /** The conversation's answers are meant to take the place of what was selected. */
  readonly isWanted: boolean
  set(isWanted: boolean): void
}

/** Whether the command that began this conversation asked for a replacement. */
export const useReplacing = create<Replacing>()((set) => ({
  isWanted: false,
  set: (isWanted) => set({ isWanted }),
}))
