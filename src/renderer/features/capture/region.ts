/** A part of a window, in its own pixels. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Size {
  readonly width: number
  readonly height: number
}

interface Point {
  readonly x: number
  readonly y: number
}

const within = (value: number, most: number): number => Math.min(Math.max(value, 0), most)

/** The part between two corners, whichever way it was drawn, and never beyond the window. */
export const regionBetween = (one: Point, other: Point, { width, height }: Size): Region => {
  const left = within(Math.min(one.x, other.x), width)
  const top = within(Math.min(one.y, other.y), height)
  return {
    x: left,
    y: top,
    width: within(Math.max(one.x, other.x), width) - left,
    height: within(Math.max(one.y, other.y), height) - top,
  }
}

const smallest = 16

/** The region by keys: the first arrow begins in the middle, others move it, or size it with Shift. */
export const regionByKey = (
  region: Region | null,
  key: string,
  isSizing: boolean,
  all: Size,
): Region | null => {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  }
  const direction = steps[key]
  if (!direction) return null
  if (!region) return { x: all.width / 4, y: all.height / 4, width: all.width / 2, height: all.height / 2 }
  const [right, down] = direction
  const stepX = right * Math.max(8, all.width / 60)
  const stepY = down * Math.max(8, all.height / 60)
  if (isSizing) {
    return {
      ...region,
      width: Math.max(smallest, Math.min(region.width + stepX, all.width - region.x)),
      height: Math.max(smallest, Math.min(region.height + stepY, all.height - region.y)),
    }
  }
  return {
    ...region,
    x: within(region.x + stepX, all.width - region.width),
    y: within(region.y + stepY, all.height - region.height),
  }
}

/** The region as shares of the whole, which hold for the picture in its own pixels, too. */
export const sharesOf = ({ x, y, width, height }: Region, all: Size): Region => ({
  x: x / all.width,
  y: y / all.height,
  width: width / all.width,
  height: height / all.height,
})

/** Too small to be more than a click. */
export const isClick = ({ width, height }: Region): boolean => width < 4 || height < 4
