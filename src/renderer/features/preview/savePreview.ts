import { client } from '../../ipc/client'
import { standaloneDiagram } from '../chat/markdown/diagram'
import type { PreviewBlock } from './previewStore'

/** Saves what is shown: a diagram as its picture, on light ground. False where the user cancels. */
export const savePreview = async ({ kind, text }: PreviewBlock, title: string | null): Promise<boolean> =>
  client.call(
    'preview.save',
    kind === 'mermaid'
      ? { kind: 'svg', text: await standaloneDiagram(text, false), title }
      : { kind, text, title },
  )
