import { Download, Maximize2, Minimize2, RotateCw, X, ZoomIn, ZoomOut } from 'lucide-react'
import { useOutcome } from '../../common/failures/useOutcome'
import { IconButton } from '../../ui/IconButton'

interface Props {
  /** It can be zoomed. */
  readonly isPicture: boolean
  /** It runs, and can be loaded again. */
  readonly isPage: boolean
  readonly title: string
  readonly zoom: number
  readonly isLarge: boolean
  readonly onZoom: (zoom: number) => void
  readonly onLarge: (isLarge: boolean) => void
  readonly onReload: () => void
  readonly onSave: () => Promise<boolean>
  readonly onClose: () => void
}

const step = 1.5
const smallest = 1
const largest = step ** 6

/** What can be done with the preview. */
export const PreviewHead = ({ title, zoom, isLarge, onZoom, onLarge, ...rest }: Props) => {
  const { isPicture, isPage, onReload, onSave, onClose } = rest
  const { outcome, run } = useOutcome()
  return (
    <>
      <header className="preview-head">
        <h2 className="preview-title">
          <bdi>{title}</bdi>
        </h2>
        {isPicture && (
          <>
            <IconButton
              label="Zoom out"
              disabled={zoom <= smallest}
              onClick={() => onZoom(Math.max(smallest, zoom / step))}
            >
              <ZoomOut size={16} />
            </IconButton>
            <IconButton
              label="Zoom in"
              disabled={zoom >= largest}
              onClick={() => onZoom(Math.min(largest, zoom * step))}
            >
              <ZoomIn size={16} />
            </IconButton>
          </>
        )}
        {isPage && (
          <IconButton label="Reload" onClick={onReload}>
            <RotateCw size={15} />
          </IconButton>
        )}
        <IconButton
          label="Save as file…"
          onClick={() => void run(async () => ((await onSave()) ? 'Saved' : null))}
        >
          <Download size={16} />
        </IconButton>
        <IconButton label={isLarge ? 'Make smaller' : 'Open large'} onClick={() => onLarge(!isLarge)}>
          {isLarge ? <Minimize2 size={15} /> : <Maximize2 size={15} />}
        </IconButton>
        <IconButton label="Close preview" onClick={onClose}>
          <X size={17} />
        </IconButton>
      </header>
      {outcome && (
        <p role={outcome.kind === 'failed' ? 'alert' : 'status'} className={`preview-note ${outcome.kind}`}>
          {outcome.words}
        </p>
      )}
    </>
  )
}
