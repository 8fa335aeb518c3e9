import { describe, expect, test } from 'vitest'
import { noPlaces, parseKeptPlaces, placeFor, withPlace } from '../../../../src/main/shell/windowPlaces'

const left = { id: 'left', workArea: { x: 0, y: 24, width: 1920, height: 1056 } }
const right = { id: 'right', workArea: { x: 1920, y: 0, width: 2560, height: 1440 } }
const small = { id: 'small', workArea: { x: 0, y: 0, width: 800, height: 560 } }
const usual = { width: 1120, height: 780 }
const minimum = { width: 480, height: 400 }

const inRight = { bounds: { x: 2100, y: 100, width: 1500, height: 1200 }, isMaximized: false }

describe('where a window opens', () => {
  test('the first time it is in the middle of the first display', () => {
    expect(placeFor(noPlaces, [left, right], usual, minimum)).toEqual({
      bounds: { x: 400, y: 162, width: 1120, height: 780 },
      isMaximized: false,
    })
  })

  test('it comes back to where it was', () => {
    expect(placeFor(withPlace(noPlaces, right, inRight), [left, right], usual, minimum)).toEqual(inRight)
  })

  test('it goes along with a display that has moved', () => {
    const moved = { ...right, workArea: { ...right.workArea, x: -2560, y: 300 } }
    expect(placeFor(withPlace(noPlaces, right, inRight), [left, moved], usual, minimum).bounds).toEqual({
      x: -2380,
      y: 400,
      width: 1500,
      height: 1200,
    })
  })

  test('each display has its own place', () => {
    const inLeft = { bounds: { x: 10, y: 40, width: 700, height: 600 }, isMaximized: false }
    const kept = withPlace(withPlace(noPlaces, left, inLeft), right, inRight)
    expect(placeFor(kept, [left, right], usual, minimum)).toEqual(inRight)
    expect(placeFor(kept, [left], usual, minimum)).toEqual(inLeft)
  })

  test('where its display is gone, it is wholly on one that is there, as large as fits', () => {
    const kept = withPlace(noPlaces, right, inRight)
    expect(placeFor(kept, [left], usual, minimum).bounds).toEqual({
      x: 210,
      y: 24,
      width: 1500,
      height: 1056,
    })
    expect(placeFor(kept, [small], usual, minimum).bounds).toEqual({ x: 0, y: 0, width: 800, height: 560 })
  })

  test('where its display became smaller, it is pulled in', () => {
    const shrunk = { ...right, workArea: { x: 1920, y: 0, width: 1280, height: 720 } }
    expect(placeFor(withPlace(noPlaces, right, inRight), [left, shrunk], usual, minimum).bounds).toEqual({
      x: 1920,
      y: 0,
      width: 1280,
      height: 720,
    })
  })

  test('a display smaller than the smallest window is filled, not left', () => {
    const tiny = { id: 'tiny', workArea: { x: 50, y: 60, width: 300, height: 200 } }
    expect(placeFor(noPlaces, [tiny], usual, minimum).bounds).toEqual(tiny.workArea)
  })

  test('a maximised window comes back maximised, over the size it had', () => {
    const kept = withPlace(noPlaces, left, { ...inRight, isMaximized: true })
    expect(placeFor(kept, [left], usual, minimum).isMaximized).toBe(true)
  })

  test.each([
    { x: -50_000, y: -50_000, width: 1, height: 1 },
    { x: 50_000, y: 50_000, width: 90_000, height: 90_000 },
  ])('a place that is nowhere (%o) becomes one on the display', (bounds) => {
    const kept = { last: 'left', places: { left: { bounds, isMaximized: false } } }
    const { x, y, width, height } = placeFor(kept, [left], usual, minimum).bounds
    expect(x).toBeGreaterThanOrEqual(0)
    expect(y).toBeGreaterThanOrEqual(24)
    expect(x + width).toBeLessThanOrEqual(1920)
    expect(y + height).toBeLessThanOrEqual(1080)
    expect(width).toBeGreaterThanOrEqual(minimum.width)
  })
})

test('of many displays the ones used last are kept', () => {
  const ids = Array.from({ length: 30 }, (_, index) => `display-${index}`)
  const kept = ids.reduce((places, id) => withPlace(places, { ...left, id }, inRight), noPlaces)
  expect(Object.keys(kept.places)).toEqual(ids.slice(-12))
  expect(parseKeptPlaces(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
})

test.each([
  { places: { left: { bounds: { x: 0, y: 0, width: 0, height: 10 }, isMaximized: false } } },
  { places: { left: { bounds: { x: null, y: 0, width: 10, height: 10 }, isMaximized: false } } },
  { places: { left: { bounds: { x: 0, y: 0, width: 10, height: 10 } } } },
  { places: { left: 'here' } },
  { places: [], last: 5 },
  { last: 5 },
  [],
  null,
  'here',
])('%o holds no place', (value) => {
  expect(parseKeptPlaces(value)).toEqual(noPlaces)
})

test('one damaged place costs no other', () => {
  const kept = withPlace(noPlaces, left, inRight)
  expect(parseKeptPlaces({ ...kept, places: { ...kept.places, other: { bounds: 'everywhere' } } })).toEqual(
    kept,
  )
})
