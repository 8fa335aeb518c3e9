import type { SearchHit } from '@shared/model/search'
import { describe, expect, it } from 'vitest'
import { groupHits, rowsOfHits } from '../../../../../src/renderer/features/conversations/groupHits'
import {
  filtersOf,
  isNarrowed,
  noFilters,
} from '../../../../../src/renderer/features/conversations/searchStore'

const now = new Date(2026, 10, 22, 15, 30).getTime()
const day = (year: number, month: number, date: number) => new Date(year, month - 1, date).getTime()

describe('Filters as they are chosen', () => {
  it('narrow nothing to begin with', () => {
    expect(filtersOf(noFilters, now)).toEqual({})
    expect(isNarrowed(noFilters)).toBe(false)
    expect(isNarrowed({ ...noFilters, model: '  ' })).toBe(false)
  })

  it.each([
    ['today', { from: day(2026, 11, 22) }],
    ['week', { from: day(2026, 11, 16) }],
    ['month', { from: day(2026, 10, 24) }],
    ['year', { from: day(2025, 11, 23) }],
  ] as const)('%s begins at a midnight', (when, expected) => {
    expect(filtersOf({ ...noFilters, when }, now)).toEqual(expected)
  })

  it('between two days count both whole, and may be open on either side', () => {
    const between = { ...noFilters, when: 'between' as const }
    expect(filtersOf({ ...between, fromDay: '2026-03-28', untilDay: '2026-03-29' }, now)).toEqual({
      from: day(2026, 3, 28),
      until: day(2026, 3, 30),
    })
    expect(filtersOf({ ...between, untilDay: '2026-02-28' }, now)).toEqual({ until: day(2026, 3, 1) })
    expect(filtersOf({ ...between, fromDay: 'rubbish' }, now)).toEqual({})
  })

  it('are said to the search without what is not chosen', () => {
    expect(filtersOf({ ...noFilters, engineId: 'e', model: ' gpt ', withCode: true }, now)).toEqual({
      engineId: 'e',
      model: 'gpt',
      withCode: true,
    })
  })
})

const hit = (conversationId: string, messageId: string | null, more: Partial<SearchHit> = {}): SearchHit => ({
  conversationId,
  conversationTitle: `Title of ${conversationId}`,
  messageId,
  excerpt: '',
  marks: [],
  createdAt: 0,
  ...more,
})

describe('Hits', () => {
  it('stand by conversation, in the order of the newest of each; later pages add to them', () => {
    const first = [hit('a', 'a3'), hit('b', 'b1'), hit('a', 'a2')]
    const later = [...first, hit('c', null), hit('a', 'a1')]
    const words = (hits: readonly SearchHit[]) =>
      groupHits(hits).map(({ conversationId, hits, titleHit }) => [
        conversationId,
        hits.map(({ messageId }) => messageId),
        titleHit !== null,
      ])
    expect(words(first)).toEqual([
      ['a', ['a3', 'a2'], false],
      ['b', ['b1'], false],
    ])
    expect(words(later)).toEqual([
      ['a', ['a3', 'a2', 'a1'], false],
      ['b', ['b1'], false],
      ['c', [], true],
    ])
  })

  it('offer the others where a conversation holds more', () => {
    const rows = rowsOfHits(groupHits([hit('a', 'a1'), hit('b', 'b1')]), new Set(['a']))
    expect(rows.map(({ type }) => type)).toEqual(['group', 'hit', 'more', 'group', 'hit'])
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
  })
})
