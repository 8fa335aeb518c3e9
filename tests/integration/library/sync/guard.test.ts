import type { SyncRecord } from '@shared/sync/record'
import type { BasePage } from '@shared/sync/syncedLibrary'
import { afterEach, expect, test } from 'vitest'
import { applyRecords } from '../../../../src/library/sync/applyRecords'
import { giveConversations, giveRest } from '../../../../src/library/sync/base'
import { conversation, question } from '../helpers'
import { SyncDevice, settle } from './SyncDevice'

let devices: SyncDevice[] = []
afterEach(() => {
  for (const device of devices) device.close()
})

/** Three devices with so many conversations, which all have. */
const makeDevices = (count: number): readonly [SyncDevice, SyncDevice, SyncDevice] => {
  let time = 1_000_000
  const now = () => {
    time += 7
    return time
  }
  const made = [new SyncDevice('a', now), new SyncDevice('b', now), new SyncDevice('c', now)] as const
  devices = [...made]
  const [a] = made
  for (let index = 0; index < count; index += 1)
    a.methods.addMessages({
      conversation: conversation(`c${index}`, { leafId: `q${index}` }),
      messages: [question(`q${index}`, `Why ${index}?`, { conversationId: `c${index}` })],
    })
  settle(made)
  return made
}
const trash = (device: SyncDevice, count: number) => {
  for (let index = 0; index < count; index += 1)
    device.methods.arrangeConversations({ places: [{ id: `c${index}`, trashedAt: 9 }] })
}
const remove = (device: SyncDevice, count: number) => {
  for (let index = 0; index < count; index += 1) device.methods.deleteConversation({ id: `c${index}` })
}
const listed = (device: SyncDevice) =>
  device.ids('SELECT id FROM conversations WHERE trashed_at IS NULL').length

test('a few deletions, and many of a long history, happen without a question', () => {
  const [a, b, c] = makeDevices(30)
  remove(a, 20)
  settle([a, b, c])
  expect([b.held, c.held]).toEqual([null, null])
  expect([a, b, c].map((each) => each.conversationIds().length)).toEqual([10, 10, 10])
})

test('many that are little of the history go as well', () => {
  const [a, b, c] = makeDevices(220)
  trash(a, 22)
  settle([a, b, c])
  expect(b.held).toBeNull()
  expect([a, b, c].map(listed)).toEqual([198, 198, 198])
})

test('much waits for the word, on each device; wanted, it is gone everywhere', () => {
  const [a, b, c] = makeDevices(60)
  remove(a, 15)
  trash(a, 30)
  settle([a, b, c])
  expect(b.held).toEqual({ device: 'a', count: 30, of: 60 })
  expect(listed(b)).toBe(60)
  // What else is said of them comes all the same, and the word is asked for once more after the next look.
  a.methods.addMessages({
    conversation: conversation('new', { leafId: 'n' }),
    messages: [question('n', 'And?', { conversationId: 'new' })],
  })
  settle([a, b, c])
  expect(listed(b)).toBe(61)
  for (const device of [b, c]) device.settleDeletions(true)
  settle([a, b, c])
  expect([a, b, c].map(listed)).toEqual([31, 31, 31])
  expect([a, b, c].map((each) => each.held)).toEqual([null, null, null])
  expect(new Set([a, b, c].map((each) => each.digest())).size).toBe(1)
})

test('not wanted, all devices keep them, also the one that deleted them', () => {
  const [a, b, c] = makeDevices(40)
  const before = b.messageIds('c3')
  remove(a, 25)
  a.methods.arrangeConversations({ places: [{ id: 'c30', trashedAt: 9 }] })
  settle([a, b, c])
  expect(a.conversationIds()).toHaveLength(15)
  b.settleDeletions(false)
  settle([a, b, c])
  // Undecided here: nothing is lost.
  expect(listed(c)).toBe(40)
  c.settleDeletions(true)
  settle([a, b, c])
  for (const device of [a, b, c]) {
    expect(listed(device)).toBe(40)
    expect(device.messageIds('c3')).toEqual(before)
  }
  expect(new Set([a, b, c].map((each) => each.digest())).size).toBe(1)
})

test('a base that is written meanwhile says what waits: a device that joins by it is asked as well', () => {
  const [a, b, c] = makeDevices(40)
  remove(a, 30)
  settle([a, b, c])
  const joined = new SyncDevice('d', b.now)
  devices.push(joined)
  const records = [
    ...giveConversations(b.database, b.conversationIds(), b.now),
    ...pagesOf((after) => giveRest(b.database, after, 7)),
  ]
  applyRecords(joined.database, { device: 'a', upTo: '00000000000000000-a', records }, joined.now)
  expect(joined.held).toEqual({ device: 'a', count: 30, of: 40 })
  joined.settleDeletions(true)
  expect(joined.conversationIds()).toEqual(a.conversationIds())
})

const pagesOf = (give: (after: string) => BasePage): readonly SyncRecord[] => {
  const { records, next } = give('')
  const all = [...records]
  for (let after = next; after !== null; ) {
    const page = give(after)
    all.push(...page.records)
    after = page.next
  }
  return all
}

test('what lies in the trash here may go without a word, and what was taken out again is not counted', () => {
  const [a, b, c] = makeDevices(60)
  trash(a, 30)
  settle([a, b, c])
  for (const device of [b, c]) device.settleDeletions(true)
  settle([a, b, c])
  remove(a, 30)
  settle([a, b, c])
  expect([a, b, c].map((each) => each.conversationIds().length)).toEqual([30, 30, 30])
  trashAll(a)
  a.send()
  for (const id of a.conversationIds()) a.methods.arrangeConversations({ places: [{ id, trashedAt: null }] })
  settle([a, b, c])
  expect([b.held, c.held]).toEqual([null, null])
  expect([a, b, c].map(listed)).toEqual([30, 30, 30])
})

const trashAll = (device: SyncDevice) => {
  for (const id of device.conversationIds())
    device.methods.arrangeConversations({ places: [{ id, trashedAt: 9 }] })
}
