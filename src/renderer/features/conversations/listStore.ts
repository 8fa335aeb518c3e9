import { create } from 'zustand'

/** What is being asked before it is done: these cannot be taken back. */
export type Confirmation =
  | { readonly type: 'delete'; readonly conversationIds: readonly string[]; readonly title: string | null }
  | { readonly type: 'empty-trash' }

interface ListStore {
  /** The row that the Tab key leads to, by its key. */
  readonly active: string | null
  /** The row that is to take the focus as soon as it is there. */
  readonly wanted: string | null
  /** The conversation or folder being renamed, by its row's key; `new-folder`: one that is being made. */
  readonly naming: string | null
  /** The row whose menu was asked for by key or by the second mouse button. */
  readonly menu: string | null
  readonly confirming: Confirmation | null
  activate(key: string): void
  focus(key: string): void
  taken(): void
  name(key: string | null): void
  openMenu(key: string | null): void
  confirm(confirming: Confirmation | null): void
}

/** What goes on in the list itself. */
export const useList = create<ListStore>()((set, get) => ({
  active: null,
  wanted: null,
  naming: null,
  menu: null,
  confirming: null,
  activate: (key) => {
    if (get().active !== key) set({ active: key })
  },
  focus: (key) => set({ active: key, wanted: key }),
  taken: () => set({ wanted: null }),
  name: (key) => set({ naming: key }),
  openMenu: (key) => set({ menu: key }),
  confirm: (confirming) => set({ confirming }),
}))
