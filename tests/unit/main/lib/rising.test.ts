import { expect, test } from 'vitest'
import { rising } from '../../../../src/main/lib/rising'

test('no moment is told twice, and a clock that was set back is believed', () => {
  const times = [5_000, 5_000, 5_000, 5_001, 5_010, 1_000, 1_000]
  const now = rising(() => times.shift() ?? 0)
  expect(Array.from({ length: 7 }, now)).toEqual([5_000, 5_001, 5_002, 5_003, 5_010, 1_000, 1_001])
})
