import { afterEach, expect, it, vi } from 'vitest'
import { warmUp } from '../../../../../../src/renderer/features/chat/markdown/warmUp'

const { lexed } = vi.hoisted(() => ({ lexed: [] as string[] }))
vi.mock('@shared/markdown/tokens', () => ({ lex: (text: string) => void lexed.push(text) }))
afterEach(() => {
  vi.unstubAllGlobals()
})

it('goes twice through every kind of text, one of them a task, and then rests', () => {
  const tasks: (() => void)[] = []
  vi.stubGlobal('requestIdleCallback', (task: () => void) => tasks.push(task))
  warmUp()
  expect(lexed).toEqual([])
  for (let task = tasks.shift(); task; task = tasks.shift()) {
    const before = lexed.length
    task()
    expect(lexed.length - before).toBeLessThanOrEqual(1)
    expect(tasks.length).toBeLessThanOrEqual(1)
  }
  const kinds = new Set(lexed)
  expect(kinds.size).toBeGreaterThan(3)
  expect([...kinds, ...kinds].sort()).toEqual([...lexed].sort())
})
