import { expect, it } from 'vitest'
import { moved } from '../../../../../src/renderer/common/fields/moved'

it('An assistant moves one place at a time, and not beyond the ends', () => {
  expect(moved(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c'])
  expect(moved(['a', 'b', 'c'], 'b', 1)).toEqual(['a', 'c', 'b'])
  expect(moved(['a', 'b'], 'a', -1)).toBeNull()
  expect(moved(['a', 'b'], 'b', 1)).toBeNull()
  expect(moved(['a', 'b'], 'gone', 1)).toBeNull()
})
