/** A span of time to narrow a list to, in everyday words. */
export type When = 'any' | 'today' | 'week' | 'month' | 'year' | 'between'

export const whenWords: Readonly<Record<When, string>> = {
  any: 'Any time',
  today: 'Today',
  week: 'Last 7 days',
  month: 'Last 30 days',
  year: 'Last year',
  between: 'Between two days',
}

/** A time as it is chosen. */
export interface ChosenTime {
  readonly when: When
  /** Days as `2026-11-22`, for `between`; empty: open on that side. */
  readonly fromDay: string
  readonly untilDay: string
}

export const anyTime: ChosenTime = { when: 'any', fromDay: '', untilDay: '' }

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

/** The moments between which that is, as far as it is narrowed at all. */
export const momentsOf = (
  { when, fromDay, untilDay }: ChosenTime,
  now: number,
): { readonly from?: number; readonly until?: number } => {
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
