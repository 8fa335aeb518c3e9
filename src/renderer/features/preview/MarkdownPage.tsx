import { useLayoutEffect, useRef } from 'react'
import { MarkdownView } from '../chat/markdown/MarkdownView'

/** Markdown as answers are drawn: nothing in it runs or loads. */
export const MarkdownPage = ({ text }: { readonly text: string }) => {
  const root = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = root.current
    if (!element) return
    const view = new MarkdownView(element)
    view.append(text)
    view.finish()
    return () => {
      view.dispose()
      element.replaceChildren()
    }
  }, [text])
  return (
    // It scrolls, so it takes the keys that scroll.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
    <div className="preview-document" tabIndex={0}>
      <div ref={root} className="markdown" />
    </div>
  )
}
