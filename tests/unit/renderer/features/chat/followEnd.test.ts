import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { followEnd } from '../../../../../src/renderer/features/chat/followEnd'

/** A scroller as far as is needed: it clamps its position as a browser does. */
class Scroller extends EventTarget {
  readonly clientHeight = 100
  scrollHeight = 1_000
  private top = 0

  get scrollTop(): number {
    return this.top
  }

  set scrollTop(top: number) {
    this.top = Math.max(0, Math.min(top, this.scrollHeight - this.clientHeight))
  }
}

let resized = () => {}
let drawn: (() => void)[] = []

beforeEach(() => {
  drawn = []
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => drawn.push(draw))
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(callback: () => void) {
        resized = callback
      }
      observe() {}
      disconnect() {}
    },
  )
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const follow = () => {
  const scroller = new Scroller()
  const element = scroller as unknown as HTMLElement
  followEnd(element, element, () => {})
  const grow = (by: number) => {
    scroller.scrollHeight += by
    resized()
  }
  const frame = () => {
    for (const draw of drawn.splice(0)) draw()
  }
  resized()
  return { scroller, grow, frame }
}

describe('followEnd', () => {
  it('keeps what grows at its end', () => {
    const { scroller, grow } = follow()
    grow(200)
    expect(scroller.scrollTop).toBe(1_100)
  })

  it('holds still under a press, so that the release is a click on the same thing, then follows again', () => {
    const { scroller, grow, frame } = follow()
    scroller.dispatchEvent(new Event('pointerdown'))
    grow(200)
    expect(scroller.scrollTop).toBe(900)
    window.dispatchEvent(new Event('pointerup'))
    expect(scroller.scrollTop).toBe(900)
    frame()
    expect(scroller.scrollTop).toBe(1_100)
    grow(50)
    expect(scroller.scrollTop).toBe(1_150)
  })

  it('stays where the user went by that press', () => {
    const { scroller, grow, frame } = follow()
    scroller.dispatchEvent(new Event('pointerdown'))
    grow(200)
    scroller.scrollTop = 300
    scroller.dispatchEvent(new Event('scroll'))
    window.dispatchEvent(new Event('pointerup'))
    frame()
    expect(scroller.scrollTop).toBe(300)
    grow(50)
    expect(scroller.scrollTop).toBe(300)
  })
})
