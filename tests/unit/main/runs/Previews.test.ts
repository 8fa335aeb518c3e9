import { expect, it } from 'vitest'
import { Previews } from '../../../../src/main/runs/Previews'

it('tells a window that comes late of the newest unfinished picture of every part', () => {
  const previews = new Previews()
  previews.put('m', 1, new Uint8Array([1]))
  previews.put('m', 1, new Uint8Array([2]))
  previews.put('m', 3, new Uint8Array([3]))
  previews.put('m2', 0, new Uint8Array([4]))
  expect(previews.of('m')).toEqual([
    { messageId: 'm', index: 1, revision: 2 },
    { messageId: 'm', index: 3, revision: 1 },
  ])
  expect(previews.get('m', 1)).toEqual(new Uint8Array([2]))
  previews.drop('m')
  expect([previews.of('m'), previews.of('m2').length]).toEqual([[], 1])
})
