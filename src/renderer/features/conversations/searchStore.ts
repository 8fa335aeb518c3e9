import type { SearchFilters } from '@shared/model/search'
import { anyTime, type ChosenTime, momentsOf } from '@shared/model/when'
import { create } from 'zustand'

/** The filters as they are chosen; empty: not narrowed. */
export interface ChosenFilters extends ChosenTime {
  readonly engineId: string
  readonly model: string
  readonly assistantId: string
  readonly withPicture: boolean
  readonly withCode: boolean
}

export const noFilters: ChosenFilters = {
  ...anyTime,
  engineId: '',
  model: '',
  assistantId: '',
  withPicture: false,
  withCode: false,
}

/** The filters as the search takes them. */
export const filtersOf = (chosen: ChosenFilters, now: number): SearchFilters => ({
  ...momentsOf(chosen, now),
  ...(chosen.engineId === '' ? {} : { engineId: chosen.engineId }),
  ...(chosen.model.trim() === '' ? {} : { model: chosen.model.trim() }),
  ...(chosen.assistantId === '' ? {} : { assistantId: chosen.assistantId }),
  ...(chosen.withPicture ? { withPicture: true } : {}),
  ...(chosen.withCode ? { withCode: true } : {}),
})

export const isNarrowed = (chosen: ChosenFilters): boolean => Object.keys(filtersOf(chosen, 0)).length > 0

interface SearchStore {
  readonly query: string
  readonly chosen: ChosenFilters
  readonly isOpen: boolean
  write(query: string): void
  choose(change: Partial<ChosenFilters>): void
  toggle(): void
  /** Back to the list. */
  clear(): void
}

/** What is looked for in the whole history. */
export const useSearchStore = create<SearchStore>()((set, get) => ({
  query: '',
  chosen: noFilters,
  isOpen: false,
  write: (query) => set({ query }),
  choose: (change) => set({ chosen: { ...get().chosen, ...change } }),
  toggle: () => set({ isOpen: !get().isOpen }),
  clear: () => set({ query: '', chosen: noFilters, isOpen: false }),
}))
