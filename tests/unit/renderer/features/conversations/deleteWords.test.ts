import { expect, it } from 'vitest'
import { deleteWords } from '../../../../../src/renderer/features/conversations/DeleteDialog'

it.each([
  { type: 'empty-trash' },
  { type: 'delete', conversationIds: ['a'], title: 'Kites' },
  { type: 'delete', conversationIds: ['a', 'b'], title: null },
] as const)('what is deleted for ever is said to go from all computers where they share it: %o', (asked) => {
  expect(deleteWords(asked, false)[1]).toContain('removed from this computer')
  expect(deleteWords(asked, true)[1]).toContain('removed from all your computers')
})
