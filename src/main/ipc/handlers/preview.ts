import type { preview as contract } from '@shared/ipc/preview'
import type { PagePreviews } from '../../preview/PagePreviews'
import type { Handlers } from '../contexts'

interface Needs {
  readonly pagePreviews: PagePreviews
}

export const previewHandlers = ({ pagePreviews }: Needs): Handlers<typeof contract> => ({
  'preview.open': (input, { windowId, signal }) => pagePreviews.open(input, windowId, signal),
  'preview.save': (input, { windowId }) => pagePreviews.save(input, windowId),
})
