import { describe, expect, it } from 'vitest'
import { picturesOf, pixelsOf } from '../../../../src/main/capture/screenPictures'

const left = { id: 1, bounds: { x: 0, y: 0, width: 1920, height: 1080 } }
const right = { id: 2, bounds: { x: 1920, y: 0, width: 960, height: 540 } }
const all = { x: 0, y: 0, width: 1, height: 1 }

describe('which picture shows which display', () => {
  it('is as the system says', () => {
    const sources = [{ displayId: '2' }, { displayId: '1' }]
    expect(picturesOf([left, right], sources, false)).toEqual([
      { display: left, source: sources[1], share: all },
      { display: right, source: sources[0], share: all },
    ])
  })

  it('is by order where it says nothing', () => {
    const sources = [{ displayId: '' }, { displayId: '' }]
    expect(picturesOf([left, right], sources, false).map(({ source }) => source)).toEqual(sources)
  })

  it('one picture of all displays is cut', () => {
    const [one, other] = picturesOf([left, right], [{ displayId: '' }], false)
    expect(one?.share).toEqual({ x: 0, y: 0, width: 2 / 3, height: 1 })
    expect(other?.share).toEqual({ x: 2 / 3, y: 0, width: 1 / 3, height: 0.5 })
  })

  it('one that was chosen in a dialog is shown whole, on the first display', () => {
    expect(picturesOf([left, right], [{ displayId: '' }], true)).toEqual([
      { display: left, source: { displayId: '' }, share: all },
    ])
  })

  it('a display without a picture is left out, and no picture means none', () => {
    expect(picturesOf([left, right], [{ displayId: '2' }], false)).toHaveLength(1)
    expect(picturesOf([left], [], false)).toEqual([])
  })
})

describe('a part in pixels', () => {
  const size = { width: 2880, height: 1080 }
  it('is whole pixels inside the picture', () => {
    expect(pixelsOf({ x: 0.1, y: 0.5, width: 0.25, height: 0.25 }, size)).toEqual({
      x: 288,
      y: 540,
      width: 720,
      height: 270,
    })
    expect(pixelsOf({ x: 0.9, y: 0.9, width: 1, height: 1 }, size)).toEqual({
      x: 2592,
      y: 972,
      width: 288,
      height: 108,
    })
  })

  it('is nothing for a click, or a line', () => {
    expect(pixelsOf({ x: 0.5, y: 0.5, width: 0, height: 0 }, size)).toBeNull()
    expect(pixelsOf({ x: 0.5, y: 0.5, width: 0.5, height: 0.001 }, size)).toBeNull()
  })
})
