import { describe, expect, test } from 'vitest'
import { buildTree, type SourceEntry, type SourceNode } from '../../../../../src/library/transfer/import/tree'

const entry = (role: 'user' | 'assistant', text: string, more: Partial<SourceEntry> = {}): SourceEntry => ({
  role,
  parts: [{ type: 'text', text }],
  createdAt: null,
  state: 'complete',
  model: null,
  ...more,
})

/** `u` nodes are the user's, `a` nodes the model's, others show nothing. */
const tree = (
  parents: Readonly<Record<string, string | null>>,
  { current = null, entries = {} }: { current?: string | null; entries?: Record<string, SourceEntry> } = {},
) => {
  const nodes = new Map<string, SourceNode>(
    Object.entries(parents).map(([id, parentId]) => [
      id,
      {
        id,
        parentId,
        childIds: [],
        entry:
          entries[id] ??
          (id.startsWith('u') ? entry('user', id) : id.startsWith('a') ? entry('assistant', id) : null),
      },
    ]),
  )
  const built = buildTree(nodes, current, (id) => `m-${id}`, 1_000)
  return {
    leaf: built.leafId,
    shape: Object.fromEntries(built.messages.map((message) => [message.id, message.parentId])),
    texts: Object.fromEntries(
      built.messages.map((message) => [
        message.id,
        message.parts.map((part) => (part.type === 'text' ? part.text : part.type)),
      ]),
    ),
    messages: built.messages,
  }
}

describe("another app's tree", () => {
  test('keeps branches, and what shows nothing falls out between', () => {
    const { shape, leaf } = tree(
      { root: null, u1: 'root', hidden: 'u1', a1: 'hidden', a2: 'u1', u2: 'a2', a3: 'u2' },
      { current: 'a1' },
    )
    expect(shape).toEqual({ 'm-u1': null, 'm-a1': 'm-u1', 'm-a2': 'm-u1', 'm-u2': 'm-a2', 'm-a3': 'm-u2' })
    expect(leaf).toBe('m-a1')
  })

  test('makes one answer of its steps, but not across a branch', () => {
    const { shape, texts } = tree({ u1: null, a1: 'u1', a2: 'a1', a3: 'a2', a4: 'a2' })
    expect(texts['m-a1']).toEqual(['a1', 'a2'])
    expect(shape).toEqual({ 'm-u1': null, 'm-a1': 'm-u1', 'm-a3': 'm-a1', 'm-a4': 'm-a1' })
  })

  test('ends where the source ended, also in the middle of an answer or in a node that shows nothing', () => {
    expect(tree({ u1: null, a1: 'u1', a2: 'a1' }, { current: 'a2' }).leaf).toBe('m-a1')
    expect(tree({ u1: null, a1: 'u1', end: 'a1', a2: 'u1' }, { current: 'end' }).leaf).toBe('m-a1')
    expect(tree({ u1: null, a1: 'u1' }, { current: 'gone' }).leaf).toBe('m-a1')
  })

  test('lets a circle and a missing parent be beginnings of their own', () => {
    const { shape } = tree({ u1: 'a2', a1: 'u1', u2: 'a1', a2: 'u2', u3: 'nowhere', u4: 'u4' })
    expect(Object.keys(shape).sort()).toEqual(['m-a1', 'm-a2', 'm-u1', 'm-u2', 'm-u3', 'm-u4'])
    expect(Object.values(shape).filter((parent) => parent === null)).toHaveLength(3)
    // No node is its own ancestor.
    for (const start of Object.keys(shape)) {
      const seen = new Set<string>()
      for (let id: string | null = start; id !== null; id = shape[id] ?? null) {
        expect(seen.has(id)).toBe(false)
        seen.add(id)
      }
    }
  })

  test('follows children where parents are not named', () => {
    const nodes = new Map<string, SourceNode>([
      ['u', { id: 'u', parentId: null, childIds: ['a', 'u', 'nobody'], entry: entry('user', 'u') }],
      ['a', { id: 'a', parentId: null, childIds: [], entry: entry('assistant', 'a') }],
    ])
    const { messages } = buildTree(nodes, null, (id) => id, 0)
    expect(messages.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['u', null],
      ['a', 'u'],
    ])
  })

  test('puts messages in the order of their times, but none before what it answers', () => {
    const entries = {
      u1: entry('user', 'u1', { createdAt: 100 }),
      a1: entry('assistant', 'a1', { createdAt: 300 }),
      a2: entry('assistant', 'a2', { createdAt: 200 }),
      u2: entry('user', 'u2', { createdAt: 50 }),
    }
    const { messages } = tree({ u1: null, a1: 'u1', a2: 'u1', u2: 'a1' }, { entries })
    expect(messages.map(({ id, createdAt }) => [id, createdAt])).toEqual([
      ['m-u1', 100],
      ['m-a2', 200],
      ['m-a1', 300],
      ['m-u2', 301],
    ])
  })

  test('keeps the order of those that the source made in one moment, or at none', () => {
    const entries = Object.fromEntries(
      ['a1', 'a2', 'a3', 'u2'].map((id) => [
        id,
        entry(id.startsWith('u') ? 'user' : 'assistant', id, { createdAt: id === 'a3' ? null : 100 }),
      ]),
    )
    const { messages } = tree({ u1: null, a2: 'u1', a1: 'u1', a3: 'u1', u2: 'a1' }, { entries })
    const byMoment = [...messages].sort((one, other) => one.createdAt - other.createdAt)
    expect(byMoment.map(({ id }) => id)).toEqual(['m-u1', 'm-a2', 'm-a1', 'm-u2', 'm-a3'])
  })

  test('gives a result to the call before it, and makes up a call where there is none', () => {
    const result = (callId: string, output: string) =>
      ({ type: 'open-result', callId, name: 'python', output, isError: false }) as const
    const entries = {
      a1: entry('assistant', '', {
        parts: [{ type: 'tool-call', callId: 'c1', name: 'python', input: '{}' }],
      }),
      a2: entry('assistant', '', { parts: [result('r1', 'one'), result('r2', 'two')] }),
    }
    const { messages } = tree({ u1: null, a1: 'u1', a2: 'a1' }, { entries })
    expect(messages[1]?.parts).toEqual([
      { type: 'tool-call', callId: 'c1', name: 'python', input: '{}' },
      { type: 'tool-result', callId: 'c1', output: 'one', isError: false },
      { type: 'tool-call', callId: 'r2', name: 'python', input: '{}' },
      { type: 'tool-result', callId: 'r2', output: 'two', isError: false },
    ])
  })

  test('bears a branch of twenty thousand messages', () => {
    const parents: Record<string, string | null> = {}
    for (let index = 0; index < 20_000; index += 1)
      parents[`u${index}`] = index === 0 ? null : `u${index - 1}`
    expect(tree(parents).messages).toHaveLength(20_000)
  })
})
