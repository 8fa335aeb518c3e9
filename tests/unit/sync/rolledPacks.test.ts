import { expect, it } from 'vitest'
import { packNamesIn } from '../../../src/sync/rolledPacks'

it('knows the packs in a file of many, and is not filled by a name that speaks of a hundred million', () => {
  expect([...packNamesIn(['00000003-00000005.packs', '00000006.pack'])]).toEqual(
    expect.arrayContaining(['00000003.pack', '00000004.pack', '00000005.pack', '00000006.pack']),
  )
  const before = process.memoryUsage().heapUsed
  const names = packNamesIn(['00000001-99999999.packs', '00000002-99999999.packs', '00000009.pack'])
  expect(names.has('00000001.pack')).toBe(true)
  expect(names.has('00000009.pack')).toBe(true)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(200e6)
}, 20_000)
