import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeClock } from '../../../../src/shared/sync/clock'
import { isUnseen, mergeRecords, mergeVectors } from '../../../../src/shared/sync/merge'
import { canonicalJson, type SyncRecord, syncRecordSchema } from '../../../../src/shared/sync/record'

const device = fc.constantFrom('a', 'b', 'c')
// Few moments, so that the same ones meet.
const clock = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 1 }), device)
  .map(([ms, count, by]) => makeClock(ms, count, by))
const vector = fc.dictionary(device, clock)
const title = fc.record({
  text: fc.string({ maxLength: 3 }),
  source: fc.constantFrom('question', 'model', 'person'),
})
const value = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom(null, true, 'x'), title)
const register = fc.tuple(value, clock)
const record: fc.Arbitrary<SyncRecord> = fc.record({
  v: fc.integer({ min: 1, max: 3 }),
  kind: fc.constant('conversation'),
  id: fc.constant('c'),
  set: fc.dictionary(fc.constantFrom('title', 'updatedAt', 'leafId', 'later.field'), register),
  written: vector,
  deleted: vector,
})
const text = (each: SyncRecord) => canonicalJson(each)
const base: SyncRecord = { v: 1, kind: 'conversation', id: 'c', set: {}, written: {}, deleted: {} }

describe('merging', () => {
  it('comes to the same in any order, however often, and by whatever way', () => {
    fc.assert(
      fc.property(record, record, record, (one, two, three) => {
        expect(text(mergeRecords(one, two))).toBe(text(mergeRecords(two, one)))
        expect(text(mergeRecords(mergeRecords(one, two), three))).toBe(
          text(mergeRecords(one, mergeRecords(two, three))),
        )
        expect(text(mergeRecords(one, one))).toBe(text(one))
        const both = mergeRecords(one, two)
        expect(text(mergeRecords(both, two))).toBe(text(both))
      }),
    )
  })

  it('loses no field, also none of a later version', () => {
    fc.assert(
      fc.property(record, record, (one, two) => {
        const fields = Object.keys(mergeRecords(one, two).set).sort()
        expect(fields).toEqual([...new Set([...Object.keys(one.set), ...Object.keys(two.set)])].sort())
      }),
    )
  })

  it('a name that the user gave stays, and of two the later', () => {
    const named = (source: string, name: string, ms: number, by = 'a'): SyncRecord => ({
      ...base,
      set: { title: [{ text: name, source }, makeClock(ms, 0, by)] },
    })
    const nameOf = (...all: SyncRecord[]) => all.reduce(mergeRecords).set.title?.[0]
    const [mine, models, later] = [
      named('person', 'Mine', 1),
      named('model', 'Its', 5),
      named('person', 'Ours', 2, 'b'),
    ]
    expect(nameOf(mine, models)).toMatchObject({ text: 'Mine' })
    expect(nameOf(models, mine, later)).toMatchObject({ text: 'Ours' })
    expect(nameOf(named('question', 'Q', 9), models)).toMatchObject({ text: 'Its' })
  })
})

describe('deleting', () => {
  it('reaches what its deleter had seen, and nothing that was written elsewhere meanwhile', () => {
    const seen = { a: makeClock(5, 0, 'a'), b: makeClock(3, 0, 'b') }
    expect(isUnseen({ a: makeClock(5, 0, 'a'), b: makeClock(2, 0, 'b') }, seen)).toBe(false)
    expect(isUnseen({ a: makeClock(1, 0, 'a'), b: makeClock(4, 0, 'b') }, seen)).toBe(true)
    expect(isUnseen({ c: makeClock(1, 0, 'c') }, seen)).toBe(true)
    expect(isUnseen({}, seen)).toBe(false)
  })

  it('once something reached it, it stays reached as devices learn of each other', () => {
    fc.assert(
      fc.property(vector, vector, vector, (written, one, other) => {
        if (isUnseen(written, one)) return
        expect(isUnseen(written, mergeVectors(one, other))).toBe(false)
      }),
    )
  })
})

it.each([
  ['no moment', { ...base, set: { title: ['x', 'yesterday'] } }],
  ['no id', { ...base, id: '' }],
  ['a version that is none', { ...base, v: 0 }],
  ['another device’s name that is none', { ...base, written: { 'A B': makeClock(1, 0, 'a') } }],
])('a record is refused: %s', (_, input) => expect(syncRecordSchema.safeParse(input).success).toBe(false))

it('a record of a later version is read with all its fields', () => {
  const later = { ...base, v: 2, kind: 'project', set: { colour: [{ deep: [1] }, makeClock(1, 0, 'a')] } }
  expect(syncRecordSchema.parse(JSON.parse(JSON.stringify(later)))).toEqual(later)
})

it('a field named as what all objects have is no field', () => {
  const set = JSON.parse('{"__proto__":[{"x":1},"00000000000100001-a"],"title":["x","00000000000100001-a"]}')
  const parsed = syncRecordSchema.parse({ ...base, set })
  expect(Object.entries(parsed.set)).toEqual([['title', ['x', '00000000000100001-a']]])
  expect(Object.getPrototypeOf(parsed.set)).toBe(Object.prototype)
})
