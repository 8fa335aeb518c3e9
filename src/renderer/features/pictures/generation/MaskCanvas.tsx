import { type Picture, pictureUrl } from '@shared/model/picture'
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { moved, type Point, paintStrokes, type Stroke } from './mask'

interface Props {
  readonly picture: Picture
  readonly strokes: readonly Stroke[]
  /** The brush's width as a share of the picture's longer side. */
  readonly brush: number
  readonly onStroke: (stroke: Stroke) => void
  /** The picture cannot be painted on: it is missing, or turned by its own say. */
  readonly onUnfit: (why: 'missing' | 'turned') => void
}

const strokesPainted = (count: number): string =>
  count === 0 ? 'Nothing is painted' : count === 1 ? '1 stroke' : `${count} strokes`

/** The picture with what was painted over it. By pointer, or by arrows and the space bar. */
export const MaskCanvas = ({ picture, strokes, brush, onStroke, onUnfit }: Props) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const pull = useRef<Point[] | null>(null)
  const [cursor, setCursor] = useState<Point | null>(null)
  const { width, height } = picture
  const brushWidth = Math.max(1, Math.round(Math.max(width, height) * brush))

  const draw = (unfinished: readonly Point[] = []) => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    context.clearRect(0, 0, width, height)
    // Seen through by the element's own opacity: strokes that cross must not add up.
    context.strokeStyle = getComputedStyle(context.canvas).color
    paintStrokes(context, [...strokes, { width: brushWidth, points: unfinished }])
  }
  useEffect(() => draw())

  const pointOf = ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Point => {
    const box = canvas.current?.getBoundingClientRect()
    if (!box || box.width === 0 || box.height === 0) return { x: 0, y: 0 }
    return {
      x: ((clientX - box.left) / box.width) * width,
      y: ((clientY - box.top) / box.height) * height,
    }
  }
  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    setCursor(null)
    pull.current = [pointOf(event)]
    draw(pull.current)
  }
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!pull.current) return
    // All that happened since the last frame, so that quick pulls are round.
    const events = event.nativeEvent.getCoalescedEvents()
    pull.current.push(...(events.length > 0 ? events : [event]).map(pointOf))
    draw(pull.current)
  }
  const end = () => {
    const points = pull.current
    pull.current = null
    if (points) onStroke({ width: brushWidth, points })
  }
  const press = (event: KeyboardEvent<HTMLCanvasElement>) => {
    const from = cursor ?? { x: width / 2, y: height / 2 }
    const next = moved(from, event.key, brushWidth / 2, picture)
    if (next) {
      event.preventDefault()
      setCursor(next)
      if (event.shiftKey) onStroke({ width: brushWidth, points: [from, next] })
    } else if (event.key === ' ') {
      event.preventDefault()
      setCursor(from)
      onStroke({ width: brushWidth, points: [from] })
    }
  }

  return (
    <div className="mask-stage">
      <div className="mask-frame">
        <img
          src={pictureUrl(picture.id)}
          alt={picture.prompt}
          width={width}
          height={height}
          draggable={false}
          onLoad={({ currentTarget }) => {
            const { naturalWidth, naturalHeight } = currentTarget
            if (naturalWidth !== width || naturalHeight !== height) onUnfit('turned')
          }}
          onError={() => onUnfit('missing')}
        />
        <canvas
          ref={canvas}
          width={width}
          height={height}
          tabIndex={0}
          role="img"
          aria-label={`Paint what is to change. ${strokesPainted(strokes.length)}. Arrows move the brush, the space bar paints, Shift with arrows paints a line.`}
          onPointerDown={begin}
          onPointerMove={move}
          onPointerUp={end}
          onPointerCancel={end}
          onKeyDown={press}
          onBlur={() => setCursor(null)}
        />
        {cursor && (
          <span
            className="mask-cursor"
            style={{
              left: `${(cursor.x / width) * 100}%`,
              top: `${(cursor.y / height) * 100}%`,
              width: `${(brushWidth / width) * 100}%`,
            }}
          />
        )}
      </div>
    </div>
  )
}
