import { expect, it } from 'vitest'
import { LabelledBlocks } from '../../../../src/shared/markdown/LabelledBlocks'

it('a block with thousands of labels is parsed again a few times, however its definitions come', () => {
  const count = 2_000
  const blocks = new LabelledBlocks()
  blocks.add(0, Array.from({ length: count }, (_, index) => `[d${index}] `).join(''))
  const taken: number[] = []
  for (let index = 0; index < count; index += 1) {
    blocks.revise(`d${index}`)
    if (blocks.takeRevised(1_000_000).length > 0) taken.push(index)
    expect(blocks.isRevising).toBe(false)
  }
  // The first two at once; then as the number of links doubles.
  expect(taken.slice(0, 4)).toEqual([0, 1, 3, 7])
  expect(taken.length).toBeLessThan(13)
  blocks.finish()
  expect(blocks.takeRevised(1_000_000).map(({ index }) => index)).toEqual([0])
  expect(blocks.isRevising).toBe(false)
})

it('each block takes only its own definitions', () => {
  const blocks = new LabelledBlocks()
  blocks.add(0, 'see [one]')
  blocks.add(1, 'see [two] and [One]')
  blocks.add(2, 'no label')
  blocks.revise('two')
  expect(blocks.takeRevised(1_000).map(({ index }) => index)).toEqual([1])
  blocks.revise('one')
  expect(blocks.takeRevised(1_000).map(({ index }) => index)).toEqual([0, 1])
})
