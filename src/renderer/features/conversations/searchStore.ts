import type { SearchFilters } from '@shared/model/search'
import { create } from 'zustand'

/** The time of a search, as people say it. */
export type When = 'any' | 'today' | 'week' | 'month' | 'year' | 'between'

/** The filters as they are chosen; empty: not narrowed. */
export interface ChosenFilters {
  readonly when: When
  /** Days as `2026-11-22`, for `between`; empty: open on that side. */
  readonly fromDay: string
  readonly untilDay: string
  readonly engineId: string
  readonly model: string
  readonly assistantId: string
  readonly withPicture: boolean
  readonly withCode: boolean
}

export const noFilters: ChosenFilters = {
  when: 'any',
  fromDay: '',
  untilDay: '',
  engineId: '',
  model: '',
  assistantId: '',
  withPicture: false,
  withCode: false,
}

const dayOf = (day: string): Date | null => {
  const [year, month, date] = day.split('-').map(Number)
  if (year === undefined || month === undefined || date === undefined) return null
  const found = new Date(year, month - 1, date)
  return Number.isNaN(found.getTime()) ? null : found
}

const daysBack: Readonly<Record<'today' | 'week' | 'month' | 'year', number>> = {
  today: 0,
  week: 6,
  month: 29,
  year: 364,
}

const timesOf = ({ when, fromDay, untilDay }: ChosenFilters, now: number): SearchFilters => {
  if (when === 'any') return {}
  if (when !== 'between') {
    const day = new Date(now)
    // By calendar: a day with a clock change is longer or shorter.
    const from = new Date(day.getFullYear(), day.getMonth(), day.getDate() - daysBack[when])
    return { from: from.getTime() }
  }
  const [from, until] = [dayOf(fromDay), dayOf(untilDay)]
  // The last day counts whole.
  until?.setDate(until.getDate() + 1)
  return { ...(from ? { from: from.getTime() } : {}), ...(until ? { until: until.getTime() } : {}) }
}

/** The filters as the search takes them. */
export const filtersOf = (chosen: ChosenFilters, now: number): SearchFilters => ({
  ...timesOf(chosen, now),
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
