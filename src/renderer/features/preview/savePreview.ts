import { previewTitleOf } from '@shared/model/preview'
import { client } from '../../ipc/client'
import { chatStore } from '../chat/useChat'
import type { PreviewBlock } from './previewStore'
import { drawnDiagram } from './useDrawing'

/** Saves what is shown: a diagram as its picture, on light ground. False where the user cancels. */
export const savePreview = async ({ kind, text }: PreviewBlock): Promise<boolean> => {
  const title = previewTitleOf(kind, text) ?? chatStore.getState().chat?.conversation.title ?? null
  return client.call(
    'preview.save',
    kind === 'mermaid'
      ? { kind: 'svg', text: await drawnDiagram(text, false), title }
      : { kind, text, title },
  )
}
