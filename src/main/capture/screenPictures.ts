/** Which picture shows which display. Plain data: taking pictures and cutting them is the caller's. */

interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Display {
  readonly id: number
  readonly bounds: Rectangle
}

interface Source {
  /** Empty where the system does not say. */
  readonly displayId: string
}

/** A part of a picture, as shares of the whole. */
export type Share = Rectangle

const all: Share = { x: 0, y: 0, width: 1, height: 1 }

export interface DisplayPicture<D, S> {
  readonly display: D
  readonly source: S
  /** What of the picture is this display. */
  readonly share: Share
}

/**
 * Joins displays with pictures of them. Where the system gives one picture for several displays it shows them
 * all side by side; where a desktop's own dialog gave one of several, it is shown on the first.
 */
export const picturesOf = <D extends Display, S extends Source>(
  displays: readonly D[],
  sources: readonly S[],
  /** The user chose one screen in the desktop's dialog. */
  isChosen: boolean,
): readonly DisplayPicture<D, S>[] => {
  const [first] = displays
  const [only] = sources
  if (!first || !only) return []
  const known = displays.flatMap((display) => {
    const source = sources.find(({ displayId }) => displayId === String(display.id))
    return source ? [{ display, source, share: all }] : []
  })
  if (known.length > 0) return known
  if (sources.length > 1) {
    // In the same order, as far as they go.
    return displays.flatMap((display, index) => {
      const source = sources[index]
      return source ? [{ display, source, share: all }] : []
    })
  }
  if (isChosen || displays.length === 1) return [{ display: first, source: only, share: all }]
  const left = Math.min(...displays.map(({ bounds }) => bounds.x))
  const top = Math.min(...displays.map(({ bounds }) => bounds.y))
  const width = Math.max(...displays.map(({ bounds }) => bounds.x + bounds.width)) - left
  const height = Math.max(...displays.map(({ bounds }) => bounds.y + bounds.height)) - top
  return displays.map((display) => ({
    display,
    source: only,
    share: {
      x: (display.bounds.x - left) / width,
      y: (display.bounds.y - top) / height,
      width: display.bounds.width / width,
      height: display.bounds.height / height,
    },
  }))
}

/** A share in whole pixels, never beyond the picture; null for what is too small to be meant. */
export const pixelsOf = (
  share: Share,
  { width, height }: { readonly width: number; readonly height: number },
): Rectangle | null => {
  const x = Math.round(share.x * width)
  const y = Math.round(share.y * height)
  const right = Math.min(width, Math.round((share.x + share.width) * width))
  const bottom = Math.min(height, Math.round((share.y + share.height) * height))
  // A click without a drag.
  if (right - x < 4 || bottom - y < 4) return null
  return { x, y, width: right - x, height: bottom - y }
}
