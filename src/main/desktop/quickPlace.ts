/** Plain data and pure functions: which display there is and where the pointer is are the caller's to ask. */

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const quickSize = { width: 680, leastHeight: 96 } as const

/** The share of the display that an answer may fill before it scrolls. */
const mostShare = 0.66
const mostHeight = 760
/** The share above the window: the eye goes first above the middle. */
const topShare = 0.18

/**
 * The place of the quick-ask window on a display (its work area) for what it has to show. It grows downwards
 * only.
 */
export const quickBounds = (area: Rectangle, wanted: number): Rectangle => {
  const width = Math.min(quickSize.width, area.width)
  const most = Math.max(quickSize.leastHeight, Math.min(mostHeight, Math.round(area.height * mostShare)))
  const height = Math.min(Math.max(Math.ceil(wanted), quickSize.leastHeight), most, area.height)
  const top = Math.min(Math.round(area.height * topShare), area.height - Math.min(most, area.height))
  return {
    x: Math.round(area.x + (area.width - width) / 2),
    y: Math.round(area.y + Math.max(0, top)),
    width,
    height,
  }
}
