import { previewTitleOf } from '@shared/model/preview'
import { useCallback, useEffect, useRef, useState } from 'react'
import { client } from '../../ipc/client'
import { LinkQuestion } from './LinkQuestion'
import { PreviewHead } from './PreviewHead'
import { PreviewPage } from './PreviewPage'
import { type PreviewBlock, usePreview } from './previewStore'
import { savePreview } from './savePreview'

const kindNames: Readonly<Record<PreviewBlock['kind'], string>> = {
  html: 'Web page',
  svg: 'Picture',
  mermaid: 'Diagram',
  markdown: 'Document',
}

interface Props {
  /** What a file is called that has no title of its own. */
  readonly conversationTitle: string | null
}

/** What a block of code describes, beside the conversation. */
export const PreviewRegion = ({ conversationTitle }: Props) => {
  const block = usePreview((preview) => preview.block)
  const showing = usePreview((preview) => preview.showing)
  return block && <Region key={showing} block={block} conversationTitle={conversationTitle} />
}

const Region = ({ block, conversationTitle }: Props & { readonly block: PreviewBlock }) => {
  const region = useRef<HTMLElement>(null)
  const [zoom, setZoom] = useState(1)
  const [isLarge, setLarge] = useState(false)
  const [loading, setLoading] = useState(0)
  const [link, setLink] = useState<string | null>(null)
  const ownTitle = previewTitleOf(block.kind, block.text)
  const title = ownTitle ?? kindNames[block.kind]
  const close = () => usePreview.getState().close(true)
  const focusRegion = useCallback(() => region.current?.focus(), [])
  // The first stands until it is answered: a page cannot put another address under the button.
  const askAbout = useCallback((url: string) => setLink((asked) => asked ?? url), [])

  useEffect(focusRegion, [focusRegion])
  useEffect(() => {
    // What lies under it must not be reached by the keyboard.
    document.documentElement.toggleAttribute('data-preview-large', isLarge)
    return () => document.documentElement.removeAttribute('data-preview-large')
  }, [isLarge])

  return (
    <section
      ref={region}
      className="preview"
      aria-label="Preview"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.stopPropagation()
        close()
      }}
    >
      <PreviewHead
        isPicture={block.kind === 'svg' || block.kind === 'mermaid'}
        isPage={block.kind !== 'markdown'}
        title={title}
        zoom={zoom}
        isLarge={isLarge}
        onZoom={setZoom}
        onLarge={setLarge}
        onReload={() => setLoading(loading + 1)}
        onSave={() => savePreview(block, ownTitle ?? conversationTitle)}
        onClose={close}
      />
      {link !== null && (
        <LinkQuestion
          url={link}
          onAnswer={(isWanted) => {
            setLink(null)
            focusRegion()
            if (isWanted)
              client.call('app.openLink', { url: link }).catch((error: unknown) => {
                console.error('The link was not opened', error)
              })
          }}
        />
      )}
      <PreviewPage
        key={loading}
        block={block}
        title={title}
        zoom={zoom}
        onLink={askAbout}
        onEscape={focusRegion}
        onReload={() => setLoading(loading + 1)}
      />
    </section>
  )
}
