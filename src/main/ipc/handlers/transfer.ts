import type { transfer as contract } from '@shared/ipc/transfer'
import type { Exports } from '../../transfer/Exports'
import type { Imports } from '../../transfer/Imports'
import type { Handlers } from '../contexts'

interface Needs {
  readonly imports: Imports
  readonly historyExports: Exports
}

export const transferHandlers = ({ imports, historyExports }: Needs): Handlers<typeof contract> => ({
  'transfer.import': (_input, { windowId, signal }) => imports.import(windowId, signal),
  'transfer.lookInto': ({ fileId }, { windowId }) => imports.lookInto(fileId, windowId),
  'transfer.importDropped': ({ fileId }, { windowId, signal }) =>
    imports.importDropped(fileId, windowId, signal),
  'transfer.watchImport': (_input, { signal }) => imports.watch(signal),
  'transfer.cancelImport': () => imports.cancel(),
  'transfer.export': (input, { windowId, signal }) =>
    historyExports.exportConversations(input, windowId, signal),
  'transfer.exportAnswer': (input, { windowId, signal }) =>
    historyExports.exportAnswer(input, windowId, signal),
  'transfer.exportEverything': (_input, { windowId, signal }) =>
    historyExports.exportEverything(windowId, signal),
  'transfer.watchExport': (_input, { signal }) => historyExports.watch(signal),
  'transfer.cancelExport': () => historyExports.cancel(),
  'transfer.showExport': ({ transferId }) => historyExports.show(transferId),
  'transfer.saveReport': ({ transferId }, { windowId }) => imports.saveReport(transferId, windowId),
})
