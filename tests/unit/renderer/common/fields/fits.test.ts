import { expect, it } from 'vitest'
import { fits } from '../../../../../src/renderer/common/fields/fits'

it.each([
  ['Copy the last answer', 'copy', true],
  ['Copy the last answer', 'ans cop', true],
  ['Copy the last answer', '', true],
  ['Copy the last answer', 'opy', false],
  ['Copy the last answer', 'copy question', false],
])('%s for “%s”: %s', (title, query, expected) => {
  expect(fits(title, query)).toBe(expected)
})
