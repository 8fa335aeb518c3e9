import type { OpenLibrary } from './OpenLibrary'
import type { RestoreStore } from './transfer/archive/ArchiveJob'
import { countConversations, readRows } from './transfer/archive/readRows'
import { planRestore } from './transfer/archive/restorePlan'
import { restoreRows } from './transfer/archive/restoreRows'
import type { ExportStore } from './transfer/export/ExportJobs'
import { getPlacement } from './transfer/export/placement'
import type { ImportStore } from './transfer/import/ImportJob'
import { isKept, newMessages, writeSlices } from './transfer/import/importWriter'

/** What imports, exports and restores ask of the library beside its methods. */
export type TransferStore = ImportStore &
  RestoreStore &
  Pick<ExportStore, 'getPlacement' | 'readRows' | 'countArchived'>

export const createTransferStore = (library: OpenLibrary): TransferStore => ({
  findNewMessages: (slices) =>
    library.read((database) => slices.flatMap((slice) => newMessages(database, slice))),
  isKept: (id) => library.read((database) => isKept(database, id)),
  writeSlices: (slices, assets) => library.write((database) => writeSlices(database, slices, assets)),
  dropUnfinishedImport: () => library.guarded(() => library.dropUnfinishedImport()),
  getPlacement: ({ id }) => library.read((database) => getPlacement(database, id)),
  readRows: ({ table, after }) => library.read((database) => readRows(database, table, after)),
  countArchived: () =>
    library.read((database) => ({
      conversations: countConversations(database),
      schemaVersion: library.schemaVersion,
    })),
  planRestore: (counts) => library.write((database) => planRestore(database, counts)),
  restoreRows: (batch) => library.write((database) => restoreRows(database, batch)),
})
