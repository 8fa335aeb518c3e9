import { expect, test } from 'vitest'
import { placeOf } from '../../../src/mcp/placeOf'

test('an error is told by its kind and place, without what was said', () => {
  const told = placeOf(new TypeError('what a server sent\nin two lines'))
  expect(told).toMatch(/^TypeError\n {4}at .*placeOf\.test\.ts/)
  expect(told).not.toMatch(/server sent|two lines/)
  expect(placeOf('words')).toBe('A thrown string')
})
