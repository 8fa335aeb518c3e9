import { pictureUrl } from '@shared/model/picture'
import { ChevronLeft, ChevronRight, ImageDown, ImageOff, Maximize, ZoomIn, ZoomOut } from 'lucide-react'
import {
  type DragEventHandler,
  type PointerEvent,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { IconButton } from '../../ui/IconButton'
import type { Trouble } from './gallery/useThumbnail'
import { fitting, percent, scrollFor, stepFrom, wheeled, type Zoom } from './zoom'

/** What keys of the dialog do. */
export interface StageKeys {
  zoomIn(): void
  zoomOut(): void
  fit(): void
  /** It is larger than its stage: arrows look around in it. */
  isLarge(): boolean
}

interface Props {
  readonly pictureId: string
  readonly prompt: string
  /** Null: not known yet. */
  readonly size: { readonly width: number; readonly height: number } | null
  readonly keys: React.Ref<StageKeys>
  /** Why it cannot be shown. */
  readonly trouble: Trouble | null
  /** Where it is missing: another device may still bring it. */
  readonly isAwaited: boolean
  readonly onTrouble: () => void
  readonly onDragStart?: DragEventHandler<HTMLElement>
  readonly onPrevious: (() => void) | null
  readonly onNext: (() => void) | null
}

const troubleWords: Readonly<Record<Trouble, string>> = {
  missing: 'The file of this picture is missing.',
  damaged: 'The file of this picture is damaged and cannot be shown.',
}

interface TroubleProps {
  readonly trouble: Trouble
  readonly isToCome: boolean
}

const TroubleNote = ({ trouble, isToCome }: TroubleProps) => {
  const Sign = isToCome ? ImageDown : ImageOff
  return (
    <p className="picture-missing" role="note">
      <Sign size={18} aria-hidden="true" />
      {isToCome ? 'This picture is not here yet.' : troubleWords[trouble]}
    </p>
  )
}

/** The point at which the picture was grabbed, or is to stay. */
interface Anchor {
  readonly shareX: number
  readonly shareY: number
  readonly atX: number
  readonly atY: number
}

/** One picture, as large as wanted. */
export const ImageStage = ({
  pictureId,
  prompt,
  size,
  keys,
  trouble,
  isAwaited,
  onTrouble,
  onDragStart,
  onPrevious,
  onNext,
}: Props) => {
  const stage = useRef<HTMLDivElement>(null)
  const image = useRef<HTMLImageElement>(null)
  const [zoom, setZoom] = useState<Zoom>(null)
  const [box, setBox] = useState({ width: 0, height: 0 })
  const anchor = useRef<Anchor | null>(null)
  const isReady = size !== null && box.width > 0 && trouble === null
  const fit = isReady ? fitting(size, box) : 1
  const shown = zoom ?? fit
  const [width, height] = size ? [size.width * shown, size.height * shown] : [0, 0]
  const isLarge = width > box.width + 1 || height > box.height + 1

  // Another picture begins as a whole.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the picture that makes it so
  useLayoutEffect(() => setZoom(null), [pictureId])
  useLayoutEffect(() => {
    const { current } = stage
    if (!current) return
    const measure = () => setBox({ width: current.clientWidth, height: current.clientHeight })
    // Scrollbars that come and go are no other size: they lie over the picture's own edge.
    const sizes = new ResizeObserver(measure)
    sizes.observe(current)
    measure()
    return () => sizes.disconnect()
  }, [])

  /** Around a point of the stage; without one, around its middle. */
  const zoomTo = (next: Zoom, point?: { readonly x: number; readonly y: number }) => {
    const [{ current }, picture] = [stage, image.current]
    if (!current || !picture || !isReady) return
    const frame = current.getBoundingClientRect()
    const now = picture.getBoundingClientRect()
    const [x, y] = point
      ? [point.x - frame.left, point.y - frame.top]
      : [current.clientWidth / 2, current.clientHeight / 2]
    anchor.current = {
      shareX: (x + frame.left - now.left) / Math.max(1, now.width),
      shareY: (y + frame.top - now.top) / Math.max(1, now.height),
      atX: x,
      atY: y,
    }
    setZoom(next)
  }
  useLayoutEffect(() => {
    const [{ current }, at] = [stage, anchor.current]
    anchor.current = null
    if (!current || !at) return
    current.scrollLeft = scrollFor(at.shareX, at.atX, width, current.clientWidth)
    current.scrollTop = scrollFor(at.shareY, at.atY, height, current.clientHeight)
  }, [width, height])

  const zoomIn = () => zoomTo(stepFrom(shown, fit, 1))
  const zoomOut = () => zoomTo(stepFrom(shown, fit, -1))
  useImperativeHandle(keys, () => ({
    zoomIn,
    zoomOut,
    fit: () => zoomTo(null),
    isLarge: () => isLarge,
  }))

  // React's own wheel listener is passive: the page could not be kept from zooming.
  const wheel = useRef((_event: WheelEvent) => {})
  wheel.current = (event) => {
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    zoomTo(wheeled(shown, event.deltaY), { x: event.clientX, y: event.clientY })
  }
  useEffect(() => {
    const { current } = stage
    const listen = (event: WheelEvent) => wheel.current(event)
    current?.addEventListener('wheel', listen, { passive: false })
    return () => current?.removeEventListener('wheel', listen)
  }, [])

  const grab = (event: PointerEvent<HTMLDivElement>) => {
    const { current } = stage
    if (!current || !isLarge || event.button !== 0 || event.pointerType !== 'mouse') return
    // A large picture is moved, a whole one is dragged out of the window.
    event.preventDefault()
    current.focus({ preventScroll: true })
    current.setPointerCapture(event.pointerId)
    const begin = { x: event.clientX, y: event.clientY, left: current.scrollLeft, top: current.scrollTop }
    const move = (moved: globalThis.PointerEvent) => {
      current.scrollLeft = begin.left + begin.x - moved.clientX
      current.scrollTop = begin.top + begin.y - moved.clientY
    }
    const end = () => {
      current.removeEventListener('pointermove', move)
      current.removeEventListener('pointerup', end)
      current.removeEventListener('pointercancel', end)
    }
    current.addEventListener('pointermove', move)
    current.addEventListener('pointerup', end)
    current.addEventListener('pointercancel', end)
  }

  return (
    <div className="image-stage">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the same is on the buttons */}
      <div
        ref={stage}
        className="image-scroll"
        tabIndex={isLarge ? 0 : -1}
        data-large={isLarge || undefined}
        onPointerDown={grab}
        onDoubleClick={(event) =>
          zoomTo(zoom === null ? (fit < 0.99 ? 1 : 2) : null, { x: event.clientX, y: event.clientY })
        }
      >
        {trouble !== null ? (
          <TroubleNote trouble={trouble} isToCome={trouble === 'missing' && isAwaited} />
        ) : (
          <img
            ref={image}
            key={pictureId}
            src={pictureUrl(pictureId)}
            alt={prompt}
            draggable={!isLarge}
            onDragStart={onDragStart}
            // Its place is kept until its size is known.
            style={isReady ? { width, height } : { maxWidth: '100%', maxHeight: '100%' }}
            decoding="async"
            onError={onTrouble}
          />
        )}
      </div>
      {onPrevious && (
        <IconButton label="Previous picture" className="image-turn is-previous" onClick={onPrevious}>
          <ChevronLeft size={22} />
        </IconButton>
      )}
      {onNext && (
        <IconButton label="Next picture" className="image-turn is-next" onClick={onNext}>
          <ChevronRight size={22} />
        </IconButton>
      )}
      {isReady && (
        <div role="toolbar" aria-label="Zoom" className="image-zoom">
          <IconButton label="Zoom out" onClick={zoomOut}>
            <ZoomOut size={17} />
          </IconButton>
          <button
            type="button"
            className="image-percent"
            aria-label={`${percent(shown)}: show at 100 %`}
            onClick={() => zoomTo(1)}
          >
            {percent(shown)}
          </button>
          <IconButton label="Zoom in" onClick={zoomIn}>
            <ZoomIn size={17} />
          </IconButton>
          <IconButton label="Show all of it" aria-pressed={zoom === null} onClick={() => zoomTo(null)}>
            <Maximize size={16} />
          </IconButton>
        </div>
      )}
    </div>
  )
}
