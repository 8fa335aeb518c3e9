import { expect, test } from 'vitest'
import { Insertions, insertable } from '../../../../src/main/insertion/Insertions'
import type { FrontWindow, InsertionWay } from '../../../../src/main/insertion/textInsertion'
import type { CopiedReason } from '../../../../src/shared/model/insertion'

const editor: FrontWindow = { id: '7', name: 'Editor', isTerminal: false }

const given = (problem: CopiedReason | null, hasWay = true) => {
  const inserted: unknown[] = []
  const copied: string[] = []
  const way: InsertionWay = {
    front: async () => editor,
    isThere: async () => true,
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

test.each([
  ['a\r\nb\rc', 'a\nb\nc'],
  ['ends\n\n', 'ends'],
  // What would end a terminal’s pasting, and erase what it said.
  ['rm\u001b[201~\u0003\u0008\u009b2Jx', 'rm[201~2Jx'],
  ['\ttab, 日本 😀 “q”', '\ttab, 日本 😀 “q”'],
  ['', ''],
])('%j goes in as %j', (text, words) => {
  expect(insertable(text)).toBe(words)
})
