import type { Conversation } from '@shared/model/conversation'
import { describe, expect, it } from 'vitest'
import {
  dayLabel,
  groupByDay,
  type ListRow,
  rowsOf,
} from '../../../../../src/renderer/features/conversations/groupByDay'

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

const section = (type: 'pinned' | 'loose' | 'trash', conversations: readonly Conversation[]) => ({
  place: { type },
  conversations,
  next: null,
})
const words = (rows: readonly ListRow[]) =>
  rows.map((row) =>
    row.type === 'heading' ? `# ${row.label}` : row.type === 'conversation' ? row.conversation.id : row.key,
  )

describe('The list', () => {
  it('has one heading for each stretch, in order', () => {
    const rows = groupByDay(
      section('loose', [
        conversation('a', at(2026, 3, 10, 0, 10)),
        conversation('b', at(2026, 3, 10, 0, 5)),
        conversation('c', at(2026, 3, 9)),
        conversation('d', at(2025, 12, 1)),
      ]),
      now,
    )
    expect(words(rows)).toEqual(['# Today', 'a', 'b', '# Yesterday', 'c', '# December 2025', 'd'])
  })
  it('has folders first, then what is pinned, then the days', () => {
    const pinned = { ...conversation('p', at(2020, 1, 1)), pinnedAt: 1 }
    const sections = [section('pinned', [pinned]), section('loose', [conversation('a', at(2026, 3, 9))])]
    const folder = { id: 'f', name: 'Travel', position: 0, createdAt: 0 }
    expect(words(rowsOf(sections, [folder], false, now))).toEqual([
      '# Folders',
      'folder f',
      '# Pinned',
      'p',
      '# Yesterday',
      'a',
    ])
    expect(words(rowsOf([section('pinned', [])], [], false, now))).toEqual([])
    expect(words(rowsOf([], [], true, now))).toEqual(['# Folders', 'new-folder'])
  })

  it('groups the trash by the day of the throwing away', () => {
    const thrown = { ...conversation('t', at(2020, 1, 1)), trashedAt: at(2026, 3, 9) }
    expect(words(groupByDay(section('trash', [thrown]), now))).toEqual(['# Yesterday', 't'])
  })

  it('keeps a row as long as its conversation is the same', () => {
    const list = section('loose', [conversation('a', at(2026, 3, 9))])
    expect(groupByDay(list, now)[1]).toBe(groupByDay(list, now)[1])
  })
})
