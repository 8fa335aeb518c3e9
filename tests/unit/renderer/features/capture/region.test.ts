import { expect, it } from 'vitest'
import {
  isClick,
  regionBetween,
  regionByKey,
  sharesOf,
} from '../../../../../src/renderer/features/capture/region'

const all = { width: 1_000, height: 600 }

it('can be drawn in every direction, and not beyond the window', () => {
  const drawn = { x: 100, y: 50, width: 200, height: 150 }
  expect(regionBetween({ x: 100, y: 50 }, { x: 300, y: 200 }, all)).toEqual(drawn)
  expect(regionBetween({ x: 300, y: 200 }, { x: 100, y: 50 }, all)).toEqual(drawn)
  expect(regionBetween({ x: 900, y: 500 }, { x: 5_000, y: -5 }, all)).toEqual({
    x: 900,
    y: 0,
    width: 100,
    height: 500,
  })
})

it('by keys begins in the middle, moves, grows, and stays inside', () => {
  const begun = regionByKey(null, 'ArrowLeft', false, all)
  expect(begun).toEqual({ x: 250, y: 150, width: 500, height: 300 })
  let region = begun
  for (let press = 0; press < 100; press += 1) region = regionByKey(region, 'ArrowRight', false, all)
  expect(region).toEqual({ x: 500, y: 150, width: 500, height: 300 })
  for (let press = 0; press < 100; press += 1) region = regionByKey(region, 'ArrowDown', true, all)
  expect(region).toEqual({ x: 500, y: 150, width: 500, height: 450 })
  for (let press = 0; press < 100; press += 1) region = regionByKey(region, 'ArrowLeft', true, all)
  expect(region?.width).toBe(16)
  expect(regionByKey(region, 'a', false, all)).toBeNull()
})

it('is told as shares of the whole', () => {
  expect(sharesOf({ x: 250, y: 150, width: 500, height: 300 }, all)).toEqual({
    x: 0.25,
    y: 0.25,
    width: 0.5,
    height: 0.5,
  })
})

it('a click is none', () => {
  expect(isClick({ x: 5, y: 5, width: 3, height: 300 })).toBe(true)
  expect(isClick({ x: 5, y: 5, width: 40, height: 30 })).toBe(false)
})
