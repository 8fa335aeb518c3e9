import { describe, expect, it } from 'vitest'
import {
  formatMoment,
  formatMonthOfYear,
  formatShortUtcDay,
  formatUtcDay,
  formatWait,
} from '../../../../src/renderer/ui/dates'

describe('Dates and waits in words', () => {
  it('says waits in words', () => {
    expect([1, 1_000, 12_400, 89_000, 120_000, 7_200_000].map(formatWait)).toEqual([
      '1 second',
      '1 second',
      '13 seconds',
      '89 seconds',
      '2 minutes',
      '2 hours',
    ])
  })

  it('says moments and months on the clock of this computer', () => {
    const at = new Date(2026, 10, 29, 14, 5).getTime()
    expect(formatMoment(at)).toBe('November 29, 2026 at 14:05')
    expect(formatMonthOfYear(at)).toBe('November 2026')
  })

  it('says the day on which a model ends as the same everywhere', () => {
    const at = Date.parse('2027-03-01')
    expect([formatUtcDay(at), formatShortUtcDay(at)]).toEqual(['March 1, 2027', 'Mar 1, 2027'])
  })
})
