import { create } from 'zustand'

interface SelectionStore {
  /** Conversations that a verb is meant for together. */
  readonly ids: ReadonlySet<string>
  /** A range that is chosen with Shift begins here. */
  readonly anchor: string | null
  toggle(id: string): void
  /** Chooses everything between the anchor and this one, in the order that is shown. */
  extend(id: string, shown: readonly string[]): void
  choose(ids: readonly string[]): void
  setAnchor(id: string): void
  /** What is not there any more cannot be chosen. */
  forget(ids: readonly string[]): void
  clear(): void
}

const none: ReadonlySet<string> = new Set()

/** Which conversations of the list are chosen. */
export const useSelection = create<SelectionStore>()((set, get) => ({
  ids: none,
  anchor: null,
  toggle: (id) => {
    const ids = new Set(get().ids)
    if (!ids.delete(id)) ids.add(id)
    set({ ids, anchor: id })
  },
  extend: (id, shown) => {
    const anchor = get().anchor ?? id
    const [a, b] = [shown.indexOf(anchor), shown.indexOf(id)]
    const stretch = a < 0 || b < 0 ? [id] : shown.slice(Math.min(a, b), Math.max(a, b) + 1)
    set({ ids: new Set(stretch), anchor: a < 0 ? id : anchor })
  },
  choose: (ids) => set({ ids: new Set(ids) }),
  setAnchor: (id) => set({ anchor: id }),
  forget: (gone) => {
    const { ids } = get()
    if (!gone.some((id) => ids.has(id))) return
    const left = new Set(ids)
    for (const id of gone) left.delete(id)
    set({ ids: left })
  },
  clear: () => {
    if (get().ids.size > 0) set({ ids: none })
  },
}))
