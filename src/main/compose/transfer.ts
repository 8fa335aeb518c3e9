import type { Organizer } from '../conversations/Organizer'
import type { DrawPage } from '../transfer/AnswerExport'
import type { ExportDialogs } from '../transfer/ExportDialogs'
import { Exports } from '../transfer/Exports'
import { type ImportDialogs, Imports } from '../transfer/Imports'
import type { DrawDiagrams } from '../transfer/LibraryWriter'
import type { PrintPage } from '../transfer/PdfExport'
import type { Foundation } from './foundation'

export interface TransferSurroundings {
  readonly importDialogs: ImportDialogs
  readonly exportDialogs: ExportDialogs
  readonly printPage: PrintPage
  readonly drawPage: DrawPage
  readonly drawDiagrams: DrawDiagrams
  readonly showInFolder: (path: string) => void
  readonly appVersion: string
}

/** History that comes in from elsewhere, and goes out. */
export const composeTransfer = (
  { library, settings, feeds, events, now, newId }: Foundation,
  organizer: Organizer,
  {
    importDialogs,
    exportDialogs,
    printPage,
    drawPage,
    drawDiagrams,
    showInFolder,
    appVersion,
  }: TransferSurroundings,
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
    drawPage,
    drawDiagrams,
    showInFolder,
    isReplacing,
    assistants: () => settings.get().assistants ?? [],
    appVersion,
    newId,
    now,
  }),
})
