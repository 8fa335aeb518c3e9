import { expect, it } from 'vitest'
import { messageLimit } from '../../../../../src/renderer/features/preview/hearPage'

it('so many messages a second are heard, and not one more; the next second begins anew', () => {
  const isTooMany = messageLimit(3)
  expect([0, 1, 2].map(isTooMany)).toEqual([false, false, false])
  expect(isTooMany(999)).toBe(true)
  expect([1_000, 1_001, 1_999].map(isTooMany)).toEqual([false, false, false])
  expect(isTooMany(1_999)).toBe(true)
})
