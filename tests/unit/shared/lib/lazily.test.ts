import { lazily } from '@shared/lib/lazily'
import { expect, test } from 'vitest'

test('nothing is made before it is wanted, and one thing however often it is wanted', () => {
  let made = 0
  const thing = lazily(() => ({ number: ++made }))
  expect(made).toBe(0)
  expect([thing(), thing()]).toEqual([{ number: 1 }, { number: 1 }])
})

test('what could not be made is made the next time', () => {
  let isReady = false
  const thing = lazily(() => {
    if (!isReady) throw new Error('not yet')
    return { isReady }
  })
  expect(thing).toThrow('not yet')
  isReady = true
  expect(thing()).toEqual({ isReady: true })
})
