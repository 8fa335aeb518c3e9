import { attachment } from '@shared/ipc/common'
import type { Picture } from '@shared/model/picture'
import { expect, it } from 'vitest'
import { attachmentOf } from '../../../../../../src/renderer/features/pictures/generation/startGeneration'

const drawnFrom = (prompt: string): Picture =>
  ({ id: 'p', prompt, format: 'png', byteLength: 8, width: 4, height: 4 }) as Picture

it.each([
  ['short', 'A fox'],
  ['of pages', 'A fox that looks at the harbour. '.repeat(1_000)],
  ['of pages, of signs in many parts', '👩‍👩‍👧‍👦🇯🇵'.repeat(2_000)],
  ['of one sign that never ends', `a${'\u0301'.repeat(32_000)}`],
])('a picture with a prompt that is %s can go along with a question', (_case, prompt) => {
  const sent = attachmentOf(drawnFrom(prompt))
  expect(attachment.safeParse(sent).success).toBe(true)
  expect(prompt.startsWith(sent.name)).toBe(true)
  expect(sent.name).toBe(sent.name.toWellFormed())
})
