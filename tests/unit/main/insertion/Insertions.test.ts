import { expect, test } from 'vitest'
import { Insertions } from '../../../../src/main/insertion/Insertions'
import type { FrontWindow, InsertionWay } from '../../../../src/main/insertion/textInsertion'
import type { CopiedReason } from '../../../../src/shared/model/insertion'

const editor: FrontWindow = { id: '7', name: 'Editor', isTerminal: false }
const terminal: FrontWindow = { id: '8', name: 'Terminal', isTerminal: true }

const given = (problem: CopiedReason | null, hasWay = true) => {
  const inserted: unknown[] = []
  const copied: string[] = []
  const way: InsertionWay = {
    front: async () => editor,
    isThere: async () => problem !== 'gone',
    insert: async (...words) => {
      inserted.push(words)
      return problem
    },
  }
  const insertions = new Insertions({
    way: hasWay ? way : null,
    copyText: async (text) => void copied.push(text),
  })
  return { insertions, inserted, copied }
}

test('what goes in leaves the clipboard alone', async () => {
  const { insertions, inserted, copied } = given(null)
  expect(await insertions.insert('words\n', editor)).toEqual({ type: 'inserted' })
  expect(inserted).toEqual([['words', editor, 'caret']])
  expect(copied).toEqual([])
})

test.each([
  [given('gone'), editor, 'gone'],
  [given(null), null, 'no-target'],
  [given(null, false), editor, 'no-way'],
] as const)(
  'what does not go in is copied, with the reason',
  async ({ insertions, copied }, target, reason) => {
    expect(await insertions.insert('words', target)).toEqual({ type: 'copied', reason })
    expect(copied).toEqual(['words'])
  },
)

test('without a way nothing is in front', async () => {
  const { insertions } = given(null, false)
  expect(insertions.canInsert).toBe(false)
  expect(await insertions.front()).toBeNull()
})

test('several lines are copied for a terminal, which may run them; an editor takes them', async () => {
  const { insertions, inserted, copied } = given(null)
  expect(await insertions.problemBefore('cd /\nls', terminal)).toBe('lines')
  expect(await insertions.insert('cd /\nls\n', terminal)).toEqual({ type: 'copied', reason: 'lines' })
  expect(inserted).toEqual([])
  expect(copied).toEqual(['cd /\nls'])
  expect(await insertions.problemBefore('ls\n', terminal)).toBeNull()
  expect(await insertions.insert('ls\n', terminal)).toEqual({ type: 'inserted' })
  expect(await insertions.insert('cd /\nls', editor)).toEqual({ type: 'inserted' })
  expect(inserted).toEqual([
    ['ls', terminal, 'caret'],
    ['cd /\nls', editor, 'caret'],
  ])
})

test('what is selected in a terminal is never written at its prompt', async () => {
  const { insertions, inserted } = given(null)
  await insertions.insert('ls', terminal, 'behind-selection')
  await insertions.insert('ls', editor, 'behind-selection')
  expect(inserted).toEqual([
    ['ls', terminal, 'caret'],
    ['ls', editor, 'behind-selection'],
  ])
})
