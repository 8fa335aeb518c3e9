/** `0xrrggbb` */
export type Colour = number

/** The distance of a point from a shape's edge, in its units: negative inside. */
export type Shape = {
  readonly distance: (x: number, y: number) => number
  /** left, top, right, bottom */
  readonly bounds: readonly [number, number, number, number]
}

/** Painting goes on in steps, so that its caller can let other work in between. */
export type Painting = Generator<void, void, undefined>

/** Rows between two steps: about a millisecond of work. */
const rowsAStep = 8
/** The share of a distance that is relied on: those of waves and dots are near, not exact. */
const trusted = 0.5

/** Flat shapes with smooth edges on an RGB raster, in coordinates that are 1024 high whatever the pixels. */
export class Canvas {
  readonly pixels: Uint8Array
  readonly unitWidth: number
  readonly unitHeight = 1024
  private readonly scale: number

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.pixels = new Uint8Array(width * height * 3)
    this.scale = height / this.unitHeight
    this.unitWidth = width / this.scale
  }

  /** Fills the shape; `colour` may differ from point to point (null: leave what is there). */
  *fill(shape: Shape, colour: Colour | ((x: number, y: number) => Colour | null)): Painting {
    const [left, top, right, bottom] = shape.bounds
    const fromX = Math.max(0, Math.floor(left * this.scale) - 1)
    const toX = Math.min(this.width, Math.ceil(right * this.scale) + 1)
    const fromY = Math.max(0, Math.floor(top * this.scale) - 1)
    const toY = Math.min(this.height, Math.ceil(bottom * this.scale) + 1)
    for (let y = fromY; y < toY; y += 1) {
      if (y % rowsAStep === 0) yield
      this.fillRow(shape, colour, y, fromX, toX)
    }
  }

  /**
   * A distance holds for its neighbours too: what is far outside is skipped, what is far inside not asked
   * again.
   */
  private fillRow(
    shape: Shape,
    colour: Colour | ((x: number, y: number) => Colour | null),
    y: number,
    fromX: number,
    toX: number,
  ): void {
    const unitY = (y + 0.5) / this.scale
    let wholeUntil = fromX
    for (let x = fromX; x < toX; x += 1) {
      const unitX = (x + 0.5) / this.scale
      let coverage = 1
      if (x >= wholeUntil) {
        const distance = shape.distance(unitX, unitY) * this.scale
        coverage = Math.min(1, 0.5 - distance)
        if (coverage <= 0) {
          x += Math.max(0, Math.floor(distance * trusted) - 1)
          continue
        }
        wholeUntil = x + Math.max(1, Math.floor(-distance * trusted))
      }
      const value = typeof colour === 'number' ? colour : colour(unitX, unitY)
      if (value !== null) this.blend(x, y, value, coverage)
    }
  }

  /** The shape with a bold line around it. */
  *outlined(shape: Shape, colour: Colour, line: number, ink: Colour): Painting {
    yield* this.fill(grown(shape, line), ink)
    yield* this.fill(shape, colour)
  }

  private blend(x: number, y: number, colour: Colour, coverage: number): void {
    const at = (y * this.width + x) * 3
    if (coverage === 1) {
      this.pixels[at] = colour >> 16
      this.pixels[at + 1] = colour >> 8
      this.pixels[at + 2] = colour
      return
    }
    for (let channel = 0; channel < 3; channel += 1) {
      const wanted = (colour >> (16 - channel * 8)) & 0xff
      const there = this.pixels[at + channel] ?? 0
      this.pixels[at + channel] = there + (wanted - there) * coverage
    }
  }
}

const grown = (shape: Shape, by: number): Shape => {
  const [left, top, right, bottom] = shape.bounds
  return {
    distance: (x, y) => shape.distance(x, y) - by,
    bounds: [left - by, top - by, right + by, bottom + by],
  }
}

export const circle = (centreX: number, centreY: number, radius: number): Shape => ({
  distance: (x, y) => Math.hypot(x - centreX, y - centreY) - radius,
  bounds: [centreX - radius, centreY - radius, centreX + radius, centreY + radius],
})

export const box = (left: number, top: number, width: number, height: number): Shape => {
  const centreX = left + width / 2
  const centreY = top + height / 2
  return {
    distance: (x, y) => {
      const outX = Math.abs(x - centreX) - width / 2
      const outY = Math.abs(y - centreY) - height / 2
      const outside = Math.hypot(Math.max(outX, 0), Math.max(outY, 0))
      return outside + Math.min(Math.max(outX, outY), 0)
    },
    bounds: [left, top, left + width, top + height],
  }
}

/** A polygon of any form; points in order. */
export const polygon = (points: readonly (readonly [number, number])[]): Shape => {
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  return {
    distance: (x, y) => {
      let nearest = Number.POSITIVE_INFINITY
      let isInside = false
      for (const [index, [fromX, fromY]] of points.entries()) {
        const [toX, toY] = points[(index + 1) % points.length] ?? [fromX, fromY]
        const alongX = toX - fromX
        const alongY = toY - fromY
        const length = alongX * alongX + alongY * alongY
        const part = length === 0 ? 0 : ((x - fromX) * alongX + (y - fromY) * alongY) / length
        const at = Math.max(0, Math.min(1, part))
        nearest = Math.min(nearest, Math.hypot(x - fromX - alongX * at, y - fromY - alongY * at))
        if (fromY > y !== toY > y && x < (alongX * (y - fromY)) / alongY + fromX) isInside = !isInside
      }
      return isInside ? -nearest : nearest
    },
    bounds: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
  }
}

export const both = (one: Shape, other: Shape): Shape => ({
  distance: (x, y) => Math.max(one.distance(x, y), other.distance(x, y)),
  bounds: one.bounds,
})

/** The printed dots of pop art: `strength` (0 to 1) says how large they are at a point. */
export const halftone = (
  within: Shape,
  pitch: number,
  strength: (x: number, y: number) => number,
): Shape => ({
  distance: (x, y) => {
    // Rows of dots stand at 45 degrees, as in print.
    const alongX = (x + y) * Math.SQRT1_2
    const alongY = (x - y) * Math.SQRT1_2
    const dotX = (Math.round(alongX / pitch) - alongX / pitch) * pitch
    const dotY = (Math.round(alongY / pitch) - alongY / pitch) * pitch
    const radius = pitch * 0.62 * Math.max(0, Math.min(1, strength(x, y)))
    return Math.max(Math.hypot(dotX, dotY) - radius, within.distance(x, y))
  },
  bounds: within.bounds,
})
