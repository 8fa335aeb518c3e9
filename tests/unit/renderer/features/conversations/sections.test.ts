import type { Conversation, ListPlace } from '@shared/model/conversation'
import { describe, expect, it } from 'vitest'
import {
  placeIn,
  removeFrom,
  type Section,
  sectionsOf,
} from '../../../../../src/renderer/features/conversations/sections'

const conversation = (id: string, updatedAt: number, more: Partial<Conversation> = {}): Conversation => ({
  id,
  title: id,
  createdAt: 0,
  updatedAt,
  leafId: null,
  choices: {},
  ...more,
})
const section = (
  conversations: readonly Conversation[],
  next: Section['next'] = null,
  place: ListPlace = { type: 'loose' },
): Section => ({ place, conversations, next })
const ids = ({ conversations }: Section) => conversations.map(({ id }) => id)

describe('A changed conversation', () => {
  const list = [conversation('c', 30), conversation('b', 20), conversation('a', 10)]

  it('moves to the front when it was just used', () => {
    expect(ids(placeIn(section(list), [conversation('a', 40)]))).toEqual(['a', 'c', 'b'])
  })

  it('stays in place when only its title changed', () => {
    const next = placeIn(section(list), [conversation('b', 20, { title: 'New' })])
    expect(ids(next)).toEqual(['c', 'b', 'a'])
    expect(next.conversations[1]?.title).toBe('New')
  })

  it('that lies beyond what is loaded is left for its page', () => {
    expect(ids(placeIn(section(list, { at: 10, id: 'a' }), [conversation('z', 5)]))).toEqual(['c', 'b', 'a'])
  })

  it('is in the list once, whatever comes twice', () => {
    expect(ids(placeIn(section(list), list))).toEqual(['c', 'b', 'a'])
  })

  it('stands as the library has it where times are equal', () => {
    const next = placeIn(section(list), [conversation('ab', 20), conversation('bb', 20)])
    expect(ids(next)).toEqual(['c', 'ab', 'b', 'bb', 'a'])
  })

  it('goes where it was put, and out of where it was', () => {
    const pinned = conversation('b', 20, { pinnedAt: 50 })
    expect(ids(placeIn(section(list), [pinned]))).toEqual(['c', 'a'])
    const pins = section([conversation('x', 1, { pinnedAt: 60 })], null, { type: 'pinned' })
    expect(ids(placeIn(pins, [pinned]))).toEqual(['x', 'b'])
    const archived = conversation('b', 20, { archivedAt: 50 })
    expect(ids(placeIn(section([], null, { type: 'archive' }), [archived]))).toEqual(['b'])
    const filed = conversation('b', 20, { folderId: 'f', pinnedAt: 3 })
    expect(ids(placeIn(section([], null, { type: 'folder', folderId: 'f' }), [filed]))).toEqual(['b'])
    expect(ids(placeIn(section([], null, { type: 'folder', folderId: 'g' }), [filed]))).toEqual([])
    // What is in the trash is nowhere else, whatever else is said of it.
    const thrown = { ...filed, trashedAt: 70, archivedAt: 50 }
    for (const type of ['pinned', 'loose', 'archive', 'recent'] as const)
      expect(ids(placeIn(section([], null, { type }), [thrown]))).toEqual([])
    expect(ids(placeIn(section([], null, { type: 'trash' }), [thrown]))).toEqual(['b'])
  })
})

describe('The lists of the sidebar', () => {
  it('are what is pinned and everything else, or one of the other places', () => {
    expect(sectionsOf({ type: 'all' }).map(({ place }) => place.type)).toEqual(['pinned', 'loose'])
    expect(sectionsOf({ type: 'trash' }).map(({ place }) => place.type)).toEqual(['trash'])
  })

  it('let go of what is deleted, and stay the same where nothing of it was in them', () => {
    const one = section([conversation('a', 1)])
    expect(ids(removeFrom(one, new Set(['a'])))).toEqual([])
    expect(removeFrom(one, new Set(['b']))).toBe(one)
  })
})
