import type { Conversation } from '@shared/model/conversation'
import { describe, expect, it } from 'vitest'
import { dayLabel, groupByDay } from '../../../../../src/renderer/features/conversations/groupByDay'

const at = (year: number, month: number, day: number, hour = 12, minute = 0): number =>
  new Date(year, month - 1, day, hour, minute).getTime()
const now = at(2026, 3, 10, 0, 30)

const conversation = (id: string, updatedAt: number): Conversation => ({
  id,
  title: id,
  createdAt: 0,
  updatedAt,
  leafId: null,
  choices: {},
})

describe('The heading of a conversation', () => {
  it.each([
    ['a minute ago', at(2026, 3, 10, 0, 29), 'Today'],
    ['before midnight, though less than an hour ago', at(2026, 3, 9, 23, 59), 'Yesterday'],
    ['at the start of yesterday', at(2026, 3, 9, 0, 0), 'Yesterday'],
    ['the day before', at(2026, 3, 8, 23, 59), 'Previous 7 days'],
    ['seven days ago', at(2026, 3, 3, 0, 0), 'Previous 7 days'],
    ['eight days ago', at(2026, 3, 2, 23, 59), 'March'],
    ['earlier this year', at(2026, 1, 5), 'January'],
    ['last year', at(2025, 12, 31), 'December 2025'],
    ['from a clock that was ahead', at(2026, 3, 11), 'Today'],
  ])('%s', (_when, time, label) => expect(dayLabel(time, now)).toBe(label))
})

describe('The list', () => {
  it('has one heading for each stretch, in order', () => {
    const rows = groupByDay(
      [
        conversation('a', at(2026, 3, 10, 0, 10)),
        conversation('b', at(2026, 3, 10, 0, 5)),
        conversation('c', at(2026, 3, 9)),
        conversation('d', at(2025, 12, 1)),
      ],
      now,
    )
    expect(rows.map((row) => (row.type === 'heading' ? `# ${row.label}` : row.conversation.id))).toEqual([
      '# Today',
      'a',
      'b',
      '# Yesterday',
      'c',
      '# December 2025',
      'd',
    ])
  })
})
