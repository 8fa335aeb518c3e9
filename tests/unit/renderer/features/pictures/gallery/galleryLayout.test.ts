import type { PictureGroup } from '@shared/model/gallery'
import { describe, expect, test } from 'vitest'
import {
  headingPx,
  layoutOf,
  positionOf,
  rowsBetween,
  whereTo,
} from '../../../../../../src/renderer/features/pictures/gallery/galleryLayout'

const group = (from: number, count: number): PictureGroup => ({
  kind: 'month',
  from,
  until: from + 1,
  count,
})

describe('The gallery’s layout', () => {
  test.each([300, 592, 824, 2_250])('puts every picture into one place, %i pixels wide', (width) => {
    const layout = layoutOf([group(3, 7), group(2, 1), group(1, 12)], width)
    expect(layout.columns * layout.tile + (layout.columns - 1) * 10).toBeCloseTo(width)
    const places = Array.from({ length: 20 }, (_, index) => positionOf(layout, index))
    const seen = new Set(places.map((place) => `${place?.section.group.from} ${place?.row} ${place?.column}`))
    expect(seen.size).toBe(20)
    for (const place of places) {
      if (!place) throw new Error('no place')
      const [first, end] = rowsBetween(layout, place.section, place.top + 0.5, place.top + 1)
      expect([first, end]).toEqual([place.row, place.row + 1])
      expect(place.top + layout.tile).toBeLessThan(place.section.top + place.section.height)
    }
    expect([positionOf(layout, 20), positionOf(layout, -1)]).toEqual([null, null])
  })

  test('shows no rows of a section that is out of sight', () => {
    const layout = layoutOf([group(2, 100), group(1, 100)], 824)
    const [first, second] = layout.sections
    if (!first || !second) throw new Error('two sections')
    expect(rowsBetween(layout, second, 0, first.height)).toEqual([0, 0])
    const [from, end] = rowsBetween(layout, first, headingPx, headingPx + layout.step * 2)
    expect([from, end]).toEqual([0, 2])
  })

  test('is walked through by keys, across its sections and never beyond its ends', () => {
    // Four columns: 0–3, 4–6 | 7 | 8–11, 12–15, 16–19.
    const layout = layoutOf([group(3, 7), group(2, 1), group(1, 12)], 824)
    expect(layout.columns).toBe(4)
    const go = (index: number, key: string, isFar = false) => whereTo(layout, index, key, isFar, 2)
    expect([go(0, 'ArrowLeft'), go(6, 'ArrowRight'), go(19, 'ArrowRight')]).toEqual([0, 7, 19])
    // Down into a shorter row: its last one. And up again.
    expect([go(3, 'ArrowDown'), go(6, 'ArrowDown'), go(7, 'ArrowDown')]).toEqual([6, 7, 8])
    expect([go(8, 'ArrowUp'), go(7, 'ArrowUp'), go(2, 'ArrowUp')]).toEqual([7, 4, 2])
    expect([go(1, 'PageDown'), go(13, 'PageUp'), go(18, 'PageDown')]).toEqual([7, 7, 18])
    expect([go(5, 'Home'), go(5, 'End'), go(5, 'Home', true), go(5, 'End', true)]).toEqual([4, 6, 0, 19])
    expect([go(5, 'x'), whereTo(layoutOf([], 800), 0, 'End', true, 2)]).toEqual([null, null])
  })
})
