import { asksInternet } from '@shared/model/preview'
import { MarkdownPage } from './MarkdownPage'
import { PageFrame } from './PageFrame'
import type { PreviewBlock } from './previewStore'
import { useDrawing } from './useDrawing'

interface Props {
  readonly block: PreviewBlock
  readonly title: string
  readonly zoom: number
  readonly onLink: (url: string) => void
  readonly onEscape: () => void
  readonly onReload: () => void
}

/** A picture scrolls where it is larger than its place. */
const Picture = ({
  zoom,
  ...page
}: Omit<Props, 'block'> & { readonly text: string; readonly isDark: boolean }) => (
  <div className="preview-scroll">
    <div className="preview-sheet" style={{ width: `${zoom * 100}%`, height: `${zoom * 100}%` }}>
      <PageFrame kind="svg" {...page} />
    </div>
  </div>
)

const Diagram = ({ block, ...page }: Props) => {
  const drawing = useDrawing(block.text)
  if (drawing === 'drawing') return null
  if (drawing === 'failed')
    return (
      <p role="alert" className="preview-stopped">
        This diagram could not be drawn. Its source may have a mistake.
      </p>
    )
  return <Picture {...page} text={drawing.svg} isDark={drawing.isDark} />
}

/** What a block describes, by its kind. */
export const PreviewPage = ({ block, ...page }: Props) => {
  switch (block.kind) {
    case 'html':
      return (
        <>
          <PageFrame kind="html" text={block.text} isDark={false} {...page} />
          {asksInternet(block.text) && (
            <p className="preview-note">
              Previews are offline: parts of this page that come from the internet are missing.
            </p>
          )}
        </>
      )
    case 'svg':
      return <Picture {...page} text={block.text} isDark={false} />
    case 'mermaid':
      return <Diagram block={block} {...page} />
    case 'markdown':
      return <MarkdownPage text={block.text} />
  }
}
