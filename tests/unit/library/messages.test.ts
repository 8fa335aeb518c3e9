import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pathEnd, pathIn } from '../../../src/library/messages'

const packed = (parents: readonly (string | null)[], ids: readonly string[]) => ({
  ids: JSON.stringify(ids),
  parents: JSON.stringify(parents),
  times: '[]',
  roles: '',
  states: '',
})

test('the end of a branch is the end of the whole branch, whatever the tree and the order of its messages', () => {
  const trees = fc
    .uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 40 })
    .chain((keys) =>
      fc.record({
        ids: fc.constant(keys.map((key) => `m${key}`)),
        // Of none, of one that is there (a ring included), or of one that is not.
        parents: fc.array(
          fc.oneof(fc.constant(null), fc.constantFrom(...keys.map((key) => `m${key}`)), fc.constant('gone')),
          {
            minLength: keys.length,
            maxLength: keys.length,
          },
        ),
      }),
    )
  fc.assert(
    fc.property(trees, fc.nat(50), fc.integer({ min: 1, max: 50 }), ({ ids, parents }, leaf, most) => {
      const outline = packed(parents, ids)
      const leafId = ids[leaf % ids.length] ?? null
      expect(pathEnd(outline, leafId, most)).toEqual(pathIn(outline, leafId).slice(-most))
    }),
  )
  expect(pathEnd(packed([null], ['m1']), null, 10)).toEqual([])
  expect(pathEnd(packed([null], ['m1']), 'gone', 10)).toEqual([])
  expect(pathEnd(packed([null], ['m1']), 'm1', 0)).toEqual([])
})
