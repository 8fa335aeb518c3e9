import { create } from 'zustand'

interface Editing {
  /** The question that is being edited; one at a time. */
  readonly messageId: string | null
  begin(messageId: string): void
  end(): void
}

export const useEditing = create<Editing>()((set) => ({
  messageId: null,
  begin: (messageId) => set({ messageId }),
  end: () => set({ messageId: null }),
}))
