/** Nearer to the end than this counts as being there. */
const nearPx = 48
/** A scroll this soon after a wheel turn, key or drag is the person's. */
const intentMs = 400
/** Corrections follow a change of size within a frame or two. */
const correctionMs = 150
const scrollingKeys = new Set(['ArrowUp', 'PageUp', 'Home', 'ArrowDown', 'PageDown', 'End', ' '])

export interface EndFollower {
  toEnd(): void
  /** Stay where the view is now. */
  release(): void
  undo(): void
}

/**
 * Keeps a scroller at its end while its content grows, until the person scrolls up; takes up again when they come back.
 * Positions alone do not tell who scrolled: blocks that come into view get their real height, and where that is less
 * than was thought the browser lowers the position too. So a scroll counts as the person's after they did something,
 * where no size has changed, or where it is larger than such corrections can be. Tells `onChange` when it changes.
 */
export const followEnd = (
  scroller: HTMLElement,
  content: HTMLElement,
  onChange: (isFollowing: boolean) => void,
): EndFollower => {
  let isFollowing = true
  let last = scroller.scrollTop
  let lastIntent = Number.NEGATIVE_INFINITY
  let lastResize = Number.NEGATIVE_INFINITY
  let isDragging = false

  const set = (next: boolean) => {
    if (next === isFollowing) return
    isFollowing = next
    onChange(next)
  }
  const jump = () => {
    scroller.scrollTop = scroller.scrollHeight
    last = scroller.scrollTop
  }
  const isDeliberate = (drop: number) => {
    const now = performance.now()
    return (
      isDragging ||
      now - lastIntent < intentMs ||
      now - lastResize > correctionMs ||
      drop > scroller.clientHeight * 1.5
    )
  }

  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller
    if (scrollHeight - scrollTop - clientHeight < nearPx) set(true)
    else if (scrollTop < last - 2 && isDeliberate(last - scrollTop)) set(false)
    last = scrollTop
  }
  const intend = () => {
    lastIntent = performance.now()
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
  }
  const endDrag = () => {
    if (isDragging) intend()
    isDragging = false
  }

  const sizes = new ResizeObserver(() => {
    lastResize = performance.now()
    if (isFollowing) jump()
  })
  sizes.observe(content)
  sizes.observe(scroller)
  const stopping = new AbortController()
  const options = { passive: true, signal: stopping.signal }
  scroller.addEventListener('scroll', onScroll, options)
  scroller.addEventListener('wheel', onWheel, options)
  scroller.addEventListener('keydown', onKey, options)
  scroller.addEventListener('pointerdown', startDrag, options)
  window.addEventListener('pointerup', endDrag, options)
  window.addEventListener('pointercancel', endDrag, options)
  return {
    toEnd: () => {
      set(true)
      jump()
    },
    release: () => set(false),
    undo: () => {
      sizes.disconnect()
      stopping.abort()
    },
  }
}
