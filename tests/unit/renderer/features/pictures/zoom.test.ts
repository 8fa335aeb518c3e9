import { expect, test } from 'vitest'
import { cutFor } from '../../../../../src/renderer/features/pictures/gallery/thumbnailTask'
import { fitting, scrollFor, stepFrom, wheeled } from '../../../../../src/renderer/features/pictures/zoom'

test('a picture is shown as a whole, never blown up, and stepping past that size stays there', () => {
  expect(fitting({ width: 2_000, height: 1_000 }, { width: 500, height: 500 })).toBe(0.25)
  expect(fitting({ width: 20, height: 10 }, { width: 500, height: 500 })).toBe(1)
  expect(stepFrom(0.5, 0.4, -1)).toBeNull()
  expect(stepFrom(0.33, 0.4, 1)).toBeNull()
  expect([stepFrom(0.4, 0.4, 1), stepFrom(0.4, 0.4, -1)]).toEqual([0.5, 0.33])
  expect([stepFrom(8, 1, 1), stepFrom(0.05, 1, -1)]).toEqual([8, 0.05])
  expect([wheeled(1, -100_000), wheeled(1, 100_000)]).toEqual([8, 0.05])
})

test('what is under the pointer stays under it', () => {
  // A picture of 1,000 on a stage of 400: its middle is to be at 100.
  expect(scrollFor(0.5, 100, 1_000, 400)).toBe(400)
  // One that fits is not scrolled at all.
  expect(scrollFor(0.5, 200, 300, 400)).toBe(0)
})

test('a thumbnail fills a tile; small pictures stay as they are, and long ones lose their ends', () => {
  expect(cutFor({ width: 1_024, height: 1_536 })).toMatchObject({ x: 0, y: 0, toWidth: 384, toHeight: 576 })
  expect(cutFor({ width: 96, height: 64 })).toMatchObject({ toWidth: 96, toHeight: 64 })
  expect(cutFor({ width: 10_000, height: 1_000 })).toEqual({
    x: 3_500,
    y: 0,
    width: 3_000,
    height: 1_000,
    toWidth: 1_152,
    toHeight: 384,
  })
  expect(cutFor({ width: 1, height: 1_000 })).toMatchObject({ toWidth: 1, toHeight: 3 })
})
