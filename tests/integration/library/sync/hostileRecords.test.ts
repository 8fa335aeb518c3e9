import { makeClock } from '@shared/sync/clock'
import { type SyncRecord, syncRecordSchema } from '@shared/sync/record'
import { afterEach, expect, test } from 'vitest'
import { applyRecords } from '../../../../src/library/sync/applyRecords'
import { readPositions } from '../../../../src/library/sync/positions'
import { conversation, question } from '../helpers'
import { SyncDevice } from './SyncDevice'

let devices: SyncDevice[] = []
afterEach(() => {
  for (const device of devices) device.close()
  devices = []
})

let time = 1_000_000
const now = () => {
  time += 7
  return time
}
const make = (name: string): SyncDevice => {
  const device = new SyncDevice(name, now)
  devices.push(device)
  return device
}
const recordOf = (kind: string, id: string, values: Readonly<Record<string, unknown>>): SyncRecord => {
  const clock = makeClock(now(), 0, 'x')
  return {
    v: 1,
    kind,
    id,
    set: Object.fromEntries(Object.entries(values).map(([field, value]) => [field, [value, clock] as const])),
    written: { x: clock },
    deleted: {},
  }
}
const take = (device: SyncDevice, ...records: readonly SyncRecord[]) =>
  applyRecords(device.database, { device: 'x', upTo: makeClock(now(), 0, 'x'), records }, now)
const conversationOf = (id: string, values: Readonly<Record<string, unknown>> = {}) =>
  recordOf('conversation', id, {
    title: { text: 'Tides', source: 'person' },
    createdAt: 1,
    updatedAt: 2,
    leafId: null,
    ...values,
  })
const rowOf = (change: Readonly<Record<string, unknown>> = {}) => ({
  conversationId: 'c',
  parentId: null,
  role: 'user',
  state: 'complete',
  parts: [{ type: 'text', text: 'Why?' }],
  createdAt: 3,
  ...change,
})

test('rings of parents, ends elsewhere and moved messages are taken, read, removed and told on', () => {
  const a = make('a')
  take(
    a,
    conversationOf('c', { leafId: 'm1' }),
    conversationOf('d', { leafId: 'm1' }),
    recordOf('message', 'm1', { row: rowOf({ parentId: 'm2' }) }),
    recordOf('message', 'm2', { row: rowOf({ parentId: 'm1' }) }),
    recordOf('message', 'self', { row: rowOf({ parentId: 'self' }) }),
    recordOf('message', 'moved', { row: rowOf({ parentId: 'm1' }) }),
    recordOf('message', 'under', { row: rowOf({ parentId: 'moved' }) }),
  )
  take(a, recordOf('message', 'moved', { row: rowOf({ conversationId: 'd', parentId: 'under' }) }))
  for (const id of ['c', 'd']) expect(a.methods.openConversation({ id, limit: 50 })).not.toBeNull()
  expect(a.messageIds('c')).toEqual(['m1', 'm2', 'self', 'under'])
  expect(a.messageIds('d')).toEqual(['moved'])
  const removed = ['m1', 'self', 'm2'].map((id) => a.methods.removeMessage({ id }))
  for (const each of removed) if (each) a.methods.restoreMessage({ removed: each })
  for (const id of ['c', 'd']) expect(a.methods.openConversation({ id, limit: 50 })).not.toBeNull()
  take(a, recordOf('message', 'm1', { removed: true }), recordOf('message', 'm2', { removed: true }))
  for (const id of ['c', 'd']) expect(a.methods.openConversation({ id, limit: 50 })).not.toBeNull()
})

test.each([
  ['a control', 'a\u0007b'],
  ['the end of a name', 'a\u0000'],
  ['half a character', 'a\ud800'],
  ['no end', 'x'.repeat(500)],
])('an id with %s is none, as in an import', (_, id) => {
  const a = make('a')
  take(
    a,
    conversationOf('c'),
    conversationOf(id),
    recordOf('message', id, { row: rowOf() }),
    recordOf('message', 'm1', { row: rowOf({ parentId: id }) }),
    recordOf('folder', id, { name: 'F', position: 1, createdAt: 1 }),
    recordOf('cost', id, {
      row: {
        kind: 'title',
        at: 1,
        conversationId: null,
        model: null,
        costUsd: 1,
        inputTokens: 0,
        cachedInputTokens: 0,
        outputTokens: 0,
        reasoningTokens: 0,
        pictures: 0,
      },
    }),
    recordOf('fact', id, { text: 'x' }),
  )
  expect(a.conversationIds()).toEqual(['c'])
  expect(a.messageIds('c')).toEqual([])
  expect(a.folderIds()).toEqual([])
})

test('what stands in a row is bounded as in an import', () => {
  const a = make('a')
  const long = 'x'.repeat(100_000)
  const records = [
    recordOf('folder', 'f', { name: long, position: 1, createdAt: 1 }),
    conversationOf('c', {
      title: { text: long, source: 'person' },
      'choices.temperature': 'hot',
      'choices.leftOutTools': [1],
      'choices.systemPrompt': 'x'.repeat(200_000),
      'choices.model': 'good',
      'choices.ofLater': { any: true },
    }),
    recordOf('message', 'm1', { row: rowOf({ costUsd: -1e300, model: 'x'.repeat(400), engineId: long }) }),
    recordOf('message', 'm2', { row: rowOf({ costUsd: 1e300, finishedAt: -5 }) }),
  ]
  take(a, ...records)
  expect(a.methods.listFolders()[0]?.name.length).toBe(100)
  const found = a.methods.getConversation({ id: 'c' })
  expect(found?.title.length).toBe(300)
  expect(found?.choices).toEqual({ model: 'good', ofLater: { any: true } })
  const messages = a.methods.loadMessages({ ids: ['m1', 'm2'] })
  for (const message of messages) {
    expect(message.costUsd ?? 0).toBeGreaterThanOrEqual(0)
    expect(message.costUsd ?? 0).toBeLessThanOrEqual(1e9)
  }
  // In another order it is the same.
  const b = make('b')
  take(b, ...records.toReversed())
  expect(b.digest()).toBe(a.digest())
})

test('a library whose clock was pushed to the end of time still writes what others can read', () => {
  const [a, b] = [make('a'), make('b')]
  const last = makeClock(253_402_300_799_999, 0xfffff, 'x')
  const pushed = conversationOf('c')
  take(a, {
    ...pushed,
    set: Object.fromEntries(Object.entries(pushed.set).map(([f, [v]]) => [f, [v, last] as const])),
    written: { x: last },
  })
  a.methods.addMessages({
    conversation: conversation('own'),
    messages: [question('own1', 'Hello', { conversationId: 'own' })],
  })
  a.send()
  const records = a.log.flatMap(({ records }) => records)
  expect(records.length).toBeGreaterThan(0)
  for (const record of records) expect(syncRecordSchema.safeParse(record).success).toBe(true)
  b.readFrom(a)
  expect(b.messageIds('own')).toEqual(['own1'])
})

test('a log that has reached a newer key does not go back, but where it is read from its beginning', () => {
  const a = make('a')
  const read = (number: number, generation?: number) =>
    applyRecords(
      a.database,
      {
        device: 'x',
        upTo: makeClock(now(), 0, 'x'),
        records: [],
        position: { number, hash: 'h', generation },
      },
      now,
    )
  read(1)
  expect(readPositions(a.database)).toEqual({ x: { number: 1, hash: 'h' } })
  read(2, 3)
  read(3, 2)
  expect(readPositions(a.database)).toEqual({ x: { number: 3, hash: 'h', generation: 3 } })
  read(0)
  read(1)
  expect(readPositions(a.database)).toEqual({ x: { number: 1, hash: 'h' } })
})
