import type { PreviewStop } from '@shared/ipc/preview'
import { PagePreviews } from '../preview/PagePreviews'
import type { ExportDialogs } from '../transfer/ExportDialogs'
import type { Foundation } from './foundation'

export interface PreviewSurroundings {
  readonly watchPreview: (
    address: string,
    windowId: number,
    signal: AbortSignal,
  ) => Promise<PreviewStop | null>
  readonly exportDialogs: ExportDialogs
}

/** Pages and pictures that a model wrote, shown apart from everything. */
export const composePreview = (
  { newId }: Foundation,
  { watchPreview, exportDialogs }: PreviewSurroundings,
) => ({
  pagePreviews: new PagePreviews({
    newId,
    watch: watchPreview,
    chooseFile: (asked, windowId) => exportDialogs.chooseFile(asked, windowId),
  }),
})
