import { describe, expect, test } from 'vitest'
import { quickBounds, quickSize } from '../../../../src/main/desktop/quickPlace'

const left = { x: 0, y: 24, width: 1920, height: 1056 }
const right = { x: 1920, y: 0, width: 2560, height: 1440 }

const isInside = (area: typeof left, { x, y, width, height }: typeof left) =>
  x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height

describe('the quick-ask window', () => {
  test('is in the middle of its display, above its half', () => {
    expect(quickBounds(right, 96)).toEqual({ x: 1920 + (2560 - 680) / 2, y: 259, width: 680, height: 96 })
  })

  test('grows downwards with what it shows, from the same corner, up to a limit', () => {
    const heights = [0, 96, 300.2, 5_000].map((wanted) => quickBounds(left, wanted))
    expect(heights.map(({ height }) => height)).toEqual([96, 96, 301, 697])
    expect(new Set(heights.map(({ y }) => y)).size).toBe(1)
    expect(heights.every((bounds) => isInside(left, bounds))).toBe(true)
  })

  test.each([
    { x: 0, y: 0, width: 640, height: 480 },
    { x: -1366, y: 200, width: 1366, height: 768 },
    { x: 0, y: 0, width: 480, height: 90 },
    { x: 0, y: 0, width: 7680, height: 4320 },
  ])('stays on a display of $width × $height', (area) => {
    for (const wanted of [0, quickSize.leastHeight, 400, 100_000]) {
      expect(isInside(area, quickBounds(area, wanted))).toBe(true)
    }
  })
})
