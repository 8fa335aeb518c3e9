import type { Organizer } from '../conversations/Organizer'
import { type ExportDialogs, Exports } from '../transfer/Exports'
import { type ImportDialogs, Imports } from '../transfer/Imports'
import type { PrintPage } from '../transfer/PdfExport'
import type { Foundation } from './foundation'

export interface TransferSurroundings {
  readonly importDialogs: ImportDialogs
  readonly exportDialogs: ExportDialogs
  readonly printPage: PrintPage
  readonly showInFolder: (path: string) => void
  readonly appVersion: string
}

/** History that comes in from elsewhere, and goes out. */
export const composeTransfer = (
  { library, settings, feeds, events, now, newId }: Foundation,
  organizer: Organizer,
  { importDialogs, exportDialogs, printPage, showInFolder, appVersion }: TransferSurroundings,
  isReplacing: () => boolean,
) => ({
  imports: new Imports({
    library,
    dialogs: importDialogs,
    feeds,
    events,
    isReplacing,
    tellFolders: () => organizer.tellFolders(),
    newId,
    now,
  }),
  historyExports: new Exports({
    library,
    dialogs: exportDialogs,
    printPage,
    showInFolder,
    isReplacing,
    assistants: () => settings.get().assistants ?? [],
    appVersion,
    newId,
    now,
  }),
})
