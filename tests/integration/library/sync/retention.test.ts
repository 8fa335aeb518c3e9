import { afterEach, expect, test } from 'vitest'
import { forgetRemovedContent, restoreMessage } from '../../../../src/library/removal'
import { conversation, question, textParts } from '../helpers'
import { SyncDevice, settle } from './SyncDevice'

let devices: SyncDevice[] = []
afterEach(() => {
  for (const device of devices) device.close()
  devices = []
})
const makeDevices = (): readonly [SyncDevice, SyncDevice] => {
  let time = 1_000_000
  const now = () => {
    time += 7
    return time
  }
  const made = [new SyncDevice('a', now), new SyncDevice('b', now)] as const
  devices = [...made]
  made[0].methods.addMessages({
    conversation: conversation('c', { leafId: 'next' }),
    messages: [
      question('q', 'Why?'),
      question('a', 'So.', { parentId: 'q', role: 'assistant', createdAt: 2_000 }),
      question('next', 'And?', { parentId: 'a', createdAt: 3_000 }),
    ],
  })
  settle(made)
  return made
}
const same = (one: SyncDevice, other: SyncDevice) => {
  expect(one.digest()).toBe(other.digest())
  expect(one.shown()).toBe(other.shown())
}

test('what was taken out stays out once its content is given up, and comes back from where it is not', () => {
  const [a, b] = makeDevices()
  const removed = b.methods.removeMessage({ id: 'a' })
  if (!removed) throw new Error('It was there')
  settle([a, b])
  expect(a.shown()).toBe('c q<null next<q')
  // The app was begun anew there.
  forgetRemovedContent(a.database)
  settle([a, b])
  same(a, b)
  b.methods.restoreMessage({ removed })
  settle([a, b])
  expect(a.shown()).toBe('c q<null a<q next<a')
  expect(a.methods.loadMessages({ ids: ['a'] })[0]?.parts).toEqual(textParts('So.'))
  same(a, b)
})

test('given up on all machines, only the gap is left, whatever else is said', () => {
  const [a, b] = makeDevices()
  a.methods.removeMessage({ id: 'a' })
  settle([a, b])
  for (const { database } of [a, b]) forgetRemovedContent(database)
  b.methods.addMessages({
    conversation: conversation('c', { leafId: 'more' }),
    messages: [question('more', 'Well?', { parentId: 'next', createdAt: 4_000 })],
  })
  settle([a, b])
  expect(a.shown()).toBe('c q<null next<q more<next')
  same(a, b)
})

test('the emptied trash is emptied everywhere, unless something was said there since', () => {
  const [a, b] = makeDevices()
  a.methods.arrangeConversations({ places: [{ id: 'c', trashedAt: 5 }] })
  settle([a, b])
  // Its thirty days are over here; there it was brought back before that came.
  a.methods.deleteConversation({ id: 'c' })
  b.methods.addMessages({
    conversation: conversation('c', { leafId: 'back' }),
    messages: [question('back', 'Again', { parentId: 'next', createdAt: 5_000 })],
  })
  settle([a, b])
  expect(a.messageIds('c')).toEqual(['a', 'back', 'next', 'q'])
  expect(a.methods.getConversation({ id: 'c' })?.trashedAt).toBeUndefined()
  same(a, b)
})

test('an undo on one machine and an answer below on the other both hold', () => {
  const [a, b] = makeDevices()
  const removed = a.methods.removeMessage({ id: 'a' })
  if (!removed) throw new Error('It was there')
  settle([a, b])
  b.methods.addMessages({
    conversation: conversation('c', { leafId: 'below' }),
    messages: [question('below', 'Or?', { parentId: 'q', createdAt: 4_000 })],
  })
  restoreMessage(a.database, removed)
  settle([a, b])
  expect(b.shown()).toBe('c q<null a<q next<a below<q')
  same(a, b)
})
