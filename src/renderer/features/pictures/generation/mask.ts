/** A place on the picture, in its own pixels. */
export interface Point {
  readonly x: number
  readonly y: number
}
/** One pull of the brush; a single point is a dab. */
export interface Stroke {
  /** The brush's width in the picture's pixels. */
  readonly width: number
  readonly points: readonly Point[]
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

export const paintStrokes = (context: Context, strokes: readonly Stroke[]): void => {
  context.lineCap = 'round'
  context.lineJoin = 'round'
  for (const { width, points } of strokes) {
    const [first] = points
    if (!first) continue
    context.lineWidth = width
    context.beginPath()
    context.moveTo(first.x, first.y)
    // A line of no length is drawn as its round end.
    for (const { x, y } of points.length === 1 ? [first] : points) context.lineTo(x, y)
    context.stroke()
  }
}

/** The mask as engines want it: a PNG of the picture's size, clear where it is to be changed. */
export const maskOf = async (
  strokes: readonly Stroke[],
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Uint8Array<ArrayBuffer>> => {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('No 2d context')
  context.fillStyle = '#000'
  context.fillRect(0, 0, width, height)
  context.globalCompositeOperation = 'destination-out'
  paintStrokes(context, strokes)
  const blob = await canvas.convertToBlob({ type: 'image/png' })
  return new Uint8Array(await blob.arrayBuffer())
}

/** A canvas of more pixels is too much beside the picture itself: then the whole picture is changed. */
export const mostMaskPixels = 30_000_000

/** An arrow key moves the brush by half its width, and never out of the picture. */
export const moved = (
  from: Point,
  key: string,
  step: number,
  { width, height }: { readonly width: number; readonly height: number },
): Point | null => {
  const ways: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  }
  const way = ways[key]
  if (!way) return null
  return {
    x: Math.max(0, Math.min(width, from.x + way[0] * step)),
    y: Math.max(0, Math.min(height, from.y + way[1] * step)),
  }
}
