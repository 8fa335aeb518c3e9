/** Nearer to the end than this counts as being there. */
const nearPx = 48
/** A scroll this soon after a wheel turn, key or drag is the user's. */
const intentMs = 400
/** Corrections follow a change of size within a few frames; a busy machine draws few of them. */
const correctionMs = 1_000
const scrollingKeys = new Set(['ArrowUp', 'PageUp', 'Home', 'ArrowDown', 'PageDown', 'End', ' '])

export interface EndFollower {
  toEnd(): void
  /**
   * Brings the view to a place by `place` and keeps it there: again after every change of size (bodies come,
   * heights become real) until `settle` or until the user moves. Only the user, or `toEnd`, takes up the end
   * again.
   */
  hold(place: () => void): void
  /** The place is reached: what changes from now on does not move the view. */
  settle(): void
  undo(): void
}

/**
 * Keeps a scroller at its end while its content grows, until the user scrolls up; takes up again when they
 * come back. Positions alone do not tell who scrolled: blocks that come into view get their real height, and
 * where that is less than was thought the browser lowers the position too, by any amount. So a scroll counts
 * as the user's after they did something, or where no size has changed lately. Tells `onChange` when it
 * changes.
 */
export const followEnd = (
  scroller: HTMLElement,
  content: HTMLElement,
  onChange: (isFollowing: boolean) => void,
): EndFollower => {
  let isFollowing = true
  // A list that is still measuring passes by its own end; that must not count as the user coming back to it.
  let isHeld = false
  let place: (() => void) | null = null
  let last = scroller.scrollTop
  let lastIntent = Number.NEGATIVE_INFINITY
  let lastResize = Number.NEGATIVE_INFINITY
  let isDragging = false
  // A button that moves away between press and release is not pressed: what grows meanwhile is followed after
  // that.
  let isOwed = false

  const set = (next: boolean) => {
    if (next === isFollowing) return
    isFollowing = next
    onChange(next)
  }
  const jump = () => {
    scroller.scrollTop = scroller.scrollHeight
    last = scroller.scrollTop
  }
  const isIntended = () => isDragging || performance.now() - lastIntent < intentMs
  const isDeliberate = () => isIntended() || performance.now() - lastResize > correctionMs

  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller
    const isNear = scrollHeight - scrollTop - clientHeight < nearPx
    if (isNear && (!isHeld || isIntended())) {
      isHeld = false
      set(true)
    } else if (scrollTop < last - 2 && isDeliberate()) set(false)
    last = scrollTop
  }
  const intend = () => {
    lastIntent = performance.now()
    place = null
  }
  const onWheel = ({ deltaY }: WheelEvent) => {
    intend()
    // At once, before a drawing pulls the view back down under the wheel.
    if (deltaY < 0 && scroller.scrollHeight > scroller.clientHeight) set(false)
  }
  const onKey = ({ key }: KeyboardEvent) => {
    if (scrollingKeys.has(key)) intend()
  }
  const startDrag = () => {
    isDragging = true
    place = null
  }
  const endDrag = () => {
    if (!isDragging) return
    isDragging = false
    intend()
    if (!isOwed) return
    isOwed = false
    // The click comes before the next frame.
    requestAnimationFrame(() => {
      if (isFollowing) jump()
    })
  }

  const sizes = new ResizeObserver(() => {
    lastResize = performance.now()
    if (!isFollowing) place?.()
    else if (isDragging) isOwed = true
    else jump()
  })
  sizes.observe(content)
  sizes.observe(scroller)
  const stopping = new AbortController()
  const options = { passive: true, signal: stopping.signal }
  scroller.addEventListener('scroll', onScroll, options)
  scroller.addEventListener('wheel', onWheel, options)
  scroller.addEventListener('keydown', onKey, options)
  scroller.addEventListener('pointerdown', startDrag, options)
  // Tab brings what it reaches into view.
  scroller.addEventListener('focusin', intend, options)
  window.addEventListener('pointerup', endDrag, options)
  window.addEventListener('pointercancel', endDrag, options)
  return {
    toEnd: () => {
      isHeld = false
      place = null
      set(true)
      jump()
    },
    hold: (goThere) => {
      isHeld = true
      place = goThere
      // The key that asked for it does not count against it.
      lastIntent = Number.NEGATIVE_INFINITY
      set(false)
      goThere()
    },
    settle: () => {
      place = null
    },
    undo: () => {
      sizes.disconnect()
      stopping.abort()
    },
  }
}
