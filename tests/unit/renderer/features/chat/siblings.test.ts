import type { OutlineEntry } from '@shared/model/message'
import { describe, expect, it } from 'vitest'
import { newestLeafUnder, siblingsOf } from '../../../../../src/renderer/features/chat/siblings'

const entry = (id: string, parentId: string | null, role: 'user' | 'assistant', createdAt: number) =>
  [id, { id, parentId, role, state: 'complete', createdAt }] as const satisfies readonly [
    string,
    OutlineEntry,
  ]

// q1 ── a1 ── q2 ── a2
//    └─ a1b ─ q3 ── a3
//                └─ a3b
const outline = new Map<string, OutlineEntry>([
  entry('q1', null, 'user', 1),
  entry('a1b', 'q1', 'assistant', 3),
  entry('a1', 'q1', 'assistant', 2),
  entry('q2', 'a1', 'user', 4),
  entry('a2', 'q2', 'assistant', 5),
  entry('q3', 'a1b', 'user', 6),
  entry('a3', 'q3', 'assistant', 7),
  entry('a3b', 'q3', 'assistant', 8),
])

describe('Versions of a message', () => {
  it('are those with the same parent, oldest first', () => {
    expect(siblingsOf(outline, 'a1b')).toEqual(['a1', 'a1b'])
    expect(siblingsOf(outline, 'q1')).toEqual(['q1'])
    expect(siblingsOf(outline, 'unknown')).toEqual([])
  })

  it('lead to the newest end of their branch', () => {
    expect(newestLeafUnder(outline, 'a1')).toBe('a2')
    expect(newestLeafUnder(outline, 'a1b')).toBe('a3b')
    expect(newestLeafUnder(outline, 'a3')).toBe('a3')
  })

  it('of a damaged tree that turns in a circle still end', () => {
    const circle = new Map<string, OutlineEntry>([entry('a', 'b', 'user', 1), entry('b', 'a', 'user', 2)])
    expect(['a', 'b']).toContain(newestLeafUnder(circle, 'a'))
  })
})
