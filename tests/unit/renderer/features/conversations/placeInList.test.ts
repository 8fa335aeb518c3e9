import type { Conversation } from '@shared/model/conversation'
import { describe, expect, it } from 'vitest'
import { placeInList } from '../../../../../src/renderer/features/conversations/conversationsStore'

const conversation = (id: string, updatedAt: number, title = id): Conversation => ({
  id,
  title,
  createdAt: 0,
  updatedAt,
  leafId: null,
  choices: {},
})
const ids = (list: readonly Conversation[]) => list.map(({ id }) => id)

describe('A changed conversation', () => {
  const list = [conversation('c', 30), conversation('b', 20), conversation('a', 10)]

  it('moves to the front when it was just used', () => {
    expect(ids(placeInList(list, [conversation('a', 40)], null))).toEqual(['a', 'c', 'b'])
  })

  it('stays in place when only its title changed', () => {
    const next = placeInList(list, [conversation('b', 20, 'New')], null)
    expect(ids(next)).toEqual(['c', 'b', 'a'])
    expect(next[1]?.title).toBe('New')
  })

  it('that lies beyond what is loaded is left for its page', () => {
    expect(ids(placeInList(list, [conversation('z', 5)], { updatedAt: 10, id: 'a' }))).toEqual([
      'c',
      'b',
      'a',
    ])
  })

  it('is in the list once, whatever comes twice', () => {
    expect(ids(placeInList(list, list, null))).toEqual(['c', 'b', 'a'])
  })
})
