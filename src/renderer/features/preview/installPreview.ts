import { previewKindOf } from '@shared/model/preview'
import { codeBlockOf } from '../chat/markdown/CodeBlock'
import { usePreview } from './previewStore'

/** One listener for the preview buttons of all code blocks, which live outside React. */
export const installPreview = (): void => {
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-preview-code]') : null
    const frame = button?.closest('.md-code')
    const block = frame && codeBlockOf(frame)
    const kind = block && previewKindOf(block.language, block.text)
    if (!(button instanceof HTMLElement) || !kind) return
    usePreview.getState().open({ kind, text: block.text }, button)
  })
}
