import { PagePreviews, type WatchPreview } from '../preview/PagePreviews'
import type { ExportDialogs } from '../transfer/ExportDialogs'
import type { Foundation } from './foundation'

export interface PreviewSurroundings {
  readonly watchPreview: WatchPreview
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
