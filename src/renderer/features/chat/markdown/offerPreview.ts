import { previewKindOf } from '@shared/model/preview'
import { useNavigation } from '../../../common/navigation/navigation'
import { codeBlockOf } from './CodeBlock'
import { element } from './dom'
import type { Finisher } from './finishers'

/**
 * A button on a block that can be shown as what it describes. Only on a finished one: a page that is half
 * written would run again and again. The quick window has no room for it.
 */
export const offerPreview: Finisher = (node) => {
  const block = codeBlockOf(node)
  if (!block || useNavigation.getState().window !== 'main') return
  if (!previewKindOf(block.language, block.text)) return
  const button = element('button', 'md-code-preview', 'Preview')
  button.type = 'button'
  button.dataset.previewCode = ''
  block.head.querySelector('.md-code-name')?.after(button)
}
