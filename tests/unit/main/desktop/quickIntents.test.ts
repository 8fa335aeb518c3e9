import { expect, test } from 'vitest'
import { quickIntents } from '../../../../src/main/desktop/quickIntents'

const nothing = { text: ' \n', attachments: [] }
const half = { text: 'Half a question', attachments: [] }

test('going on brings the conversation, and what was being written, to the main window', () => {
  expect(quickIntents({ conversationId: null, draft: nothing, settings: false })).toEqual([])
  expect(quickIntents({ conversationId: 'a', draft: nothing, settings: false })).toEqual([
    { type: 'open', conversationId: 'a' },
  ])
  expect(quickIntents({ conversationId: 'a', draft: half, settings: true })).toEqual([
    { type: 'open', conversationId: 'a' },
    { type: 'fill', ...half, isFresh: false },
    { type: 'settings' },
  ])
})

test('words for a conversation that has not begun do not land in the one that is open there', () => {
  expect(quickIntents({ conversationId: null, draft: half, settings: false })).toEqual([
    { type: 'fill', ...half, isFresh: true },
  ])
})
