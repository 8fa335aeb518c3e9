/** Nearer to the end than this counts as being there. */
const nearPx = 48

/**
 * Keeps a scroller at its end while its content grows, until the person scrolls up; takes up again when they come back.
 * Tells `onChange` when that changes. Returns what undoes it.
 */
export const followEnd = (
  scroller: HTMLElement,
  content: HTMLElement,
  onChange: (isFollowing: boolean) => void,
): { toEnd(): void; release(): void; undo(): void } => {
  let isFollowing = true
  let last = scroller.scrollTop

  const set = (next: boolean) => {
    if (next === isFollowing) return
    isFollowing = next
    onChange(next)
  }
  const jump = () => {
    scroller.scrollTop = scroller.scrollHeight
    last = scroller.scrollTop
  }
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller
    if (scrollHeight - scrollTop - clientHeight < nearPx) set(true)
    // Growth alone never lowers the position: only somebody scrolling up does.
    else if (scrollTop < last - 2) set(false)
    last = scrollTop
  }
  const onWheel = ({ deltaY }: WheelEvent) => {
    // At once, before a drawing pulls the view back down under the wheel.
    if (deltaY < 0 && scroller.scrollHeight > scroller.clientHeight) set(false)
  }
  const sizes = new ResizeObserver(() => {
    if (isFollowing) jump()
  })
  sizes.observe(content)
  sizes.observe(scroller)
  scroller.addEventListener('scroll', onScroll, { passive: true })
  scroller.addEventListener('wheel', onWheel, { passive: true })
  return {
    toEnd: () => {
      set(true)
      jump()
    },
    release: () => set(false),
    undo: () => {
      sizes.disconnect()
      scroller.removeEventListener('scroll', onScroll)
      scroller.removeEventListener('wheel', onWheel)
    },
  }
}
