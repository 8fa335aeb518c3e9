import { Download, Maximize2, Minimize2, RotateCw, X, ZoomIn, ZoomOut } from 'lucide-react'
import { useOutcome } from '../../common/failures/useOutcome'
import { IconButton } from '../../ui/IconButton'
import type { PreviewBlock } from './previewStore'
import { savePreview } from './savePreview'

interface Props {
  readonly block: PreviewBlock
  readonly title: string
  readonly zoom: number
  readonly isLarge: boolean
  readonly onZoom: (zoom: number) => void
  readonly onLarge: (isLarge: boolean) => void
  readonly onReload: () => void
  readonly onClose: () => void
}

const step = 1.5
const smallest = 1
const largest = step ** 6

/** What can be done with the preview. */
export const PreviewHead = ({ block, title, zoom, isLarge, onZoom, onLarge, onReload, onClose }: Props) => {
  const { outcome, run } = useOutcome()
  const isPicture = block.kind === 'svg' || block.kind === 'mermaid'
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
        {block.kind !== 'markdown' && (
          <IconButton label="Reload" onClick={onReload}>
            <RotateCw size={15} />
          </IconButton>
        )}
        <IconButton
          label="Save as file…"
          onClick={() => void run(async () => ((await savePreview(block)) ? 'Saved' : null))}
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
