import { expect, test } from 'vitest'
import { takeAnnouncement } from '../../../../../src/renderer/app/announcer/takeAnnouncement'

test('sentences are said together, in whole ones, as long as they are no book', () => {
  const waiting = ['One.', 'Two.']
  expect(takeAnnouncement(waiting)).toBe('One. Two.')
  expect(waiting).toEqual([])
  const long = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(100)}.`)
  const all = [...long]
  const parts: string[] = []
  while (long.length > 0) parts.push(takeAnnouncement(long))
  expect(parts.join(' ')).toBe(all.join(' '))
  expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(4_000)
})

test('one sentence is said whole, whatever its length', () => {
  const waiting = ['x'.repeat(10_000), 'y']
  expect(takeAnnouncement(waiting)).toHaveLength(10_000)
  expect(waiting).toEqual(['y'])
})
