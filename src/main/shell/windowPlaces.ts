/**
 * Where windows were, a display at a time. Plain data and pure functions: what is on which display is the
 * caller's to ask.
 */

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface KeptPlace {
  /** The bounds from the corner of the display's work area: displays move when others are plugged in. */
  readonly bounds: Rectangle
  readonly isMaximized: boolean
}

export interface KeptPlaces {
  /** The display that the window was on last. */
  readonly last: string | null
  readonly places: Readonly<Record<string, KeptPlace>>
}

export const noPlaces: KeptPlaces = { last: null, places: {} }

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isKeptPlace = (value: unknown): value is KeptPlace => {
  if (!isRecord(value) || !isRecord(value.bounds) || typeof value.isMaximized !== 'boolean') return false
  const { x, y, width, height } = value.bounds
  return [x, y, width, height].every(Number.isFinite) && Number(width) > 0 && Number(height) > 0
}

/**
 * What a file holds, as far as it is good. By hand: a schema's library is not worth loading before the first
 * frame.
 */
export const parseKeptPlaces = (value: unknown): KeptPlaces => {
  if (!isRecord(value) || !isRecord(value.places)) return noPlaces
  const places = Object.entries(value.places).filter((entry): entry is [string, KeptPlace] =>
    isKeptPlace(entry[1]),
  )
  return { last: typeof value.last === 'string' ? value.last : null, places: Object.fromEntries(places) }
}

/** What of a display matters here. `workArea`: without panels and docks. */
export interface DisplayArea {
  readonly id: string
  readonly workArea: Rectangle
}

export interface WindowPlacement {
  readonly bounds: Rectangle
  readonly isMaximized: boolean
}

export interface Size {
  readonly width: number
  readonly height: number
}

const between = (value: number, least: number, most: number): number =>
  Math.round(Math.min(Math.max(value, least), Math.max(least, most)))

/** Wholly on the display, as large as it was where that fits. */
const fitInto = ({ workArea }: DisplayArea, { x, y, width, height }: Rectangle, minimum: Size): Rectangle => {
  const fitting = {
    width: between(width, Math.min(minimum.width, workArea.width), workArea.width),
    height: between(height, Math.min(minimum.height, workArea.height), workArea.height),
  }
  return {
    ...fitting,
    x: between(workArea.x + x, workArea.x, workArea.x + workArea.width - fitting.width),
    y: between(workArea.y + y, workArea.y, workArea.y + workArea.height - fitting.height),
  }
}

const inTheMiddle = ({ workArea }: DisplayArea, { width, height }: Size): Rectangle => ({
  x: (workArea.width - width) / 2,
  y: (workArea.height - height) / 2,
  width,
  height,
})

/**
 * Where a window opens: on the display where it was last, as it was there; where that display is gone, on the
 * first one, as it was there, or else in its middle and as large as it was last. `displays`: the main one
 * first, at least one.
 */
export const placeFor = (
  { last, places }: KeptPlaces,
  displays: readonly [DisplayArea, ...DisplayArea[]],
  usual: Size,
  minimum: Size,
): WindowPlacement => {
  const display = displays.find(({ id }) => id === last) ?? displays[0]
  const kept = places[display.id]
  const size = (last === null ? undefined : places[last]?.bounds) ?? usual
  return {
    bounds: fitInto(display, kept?.bounds ?? inTheMiddle(display, size), minimum),
    isMaximized: kept?.isMaximized ?? false,
  }
}

/** Displays come and go at desks, meetings and beamers; the ones used last are kept. */
const mostDisplays = 12

/** The places with one more: the window is here now. */
export const withPlace = (
  { places }: KeptPlaces,
  { id, workArea }: DisplayArea,
  { bounds, isMaximized }: WindowPlacement,
): KeptPlaces => {
  const { [id]: _before, ...others } = places
  const kept = Object.entries(others).slice(1 - mostDisplays)
  const relative = { ...bounds, x: bounds.x - workArea.x, y: bounds.y - workArea.y }
  return { last: id, places: { ...Object.fromEntries(kept), [id]: { bounds: relative, isMaximized } } }
}
