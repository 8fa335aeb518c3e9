export const articleOf = (messageId: string): HTMLElement | null =>
  document.querySelector(`[role="log"] [data-message="${CSS.escape(messageId)}"]`)

/** The place is brought into view where it is not there; true where it was. */
export const showRange = (range: Range | null): boolean => {
  const log = document.querySelector('[role="log"]')
  if (!range || !log) return false
  const place = range.getBoundingClientRect()
  const view = log.getBoundingClientRect()
  if (place.top > view.top + 60 && place.bottom < view.bottom - 40) return true
  // As a turn of the wheel would: the view is no longer to follow the end.
  log.dispatchEvent(new WheelEvent('wheel', { deltaY: -1 }))
  log.scrollTop += place.top - (view.top + view.height / 2)
  return false
}
