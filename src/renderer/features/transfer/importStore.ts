import { create } from 'zustand'
import { followTransfers, type TransferStore } from '../../common/transfers/transferState'
import { client } from '../../ipc/client'

interface ImportStore extends TransferStore {
  /** Asks for a file. */
  start(): Promise<void>
  /** Brings in what was dropped on the window. */
  startDropped(fileId: string): Promise<void>
}

/** What comes in from elsewhere. */
export const useImport = create<ImportStore>()((set, get) => {
  const { begin, ...shared } = followTransfers(set, get, {
    watch: 'transfer.watchImport',
    cancel: 'transfer.cancelImport',
    isPastNews: true,
  })
  return {
    ...shared,
    start: () => begin((signal) => client.stream('transfer.import', {}, signal)),
    startDropped: (fileId) => begin((signal) => client.stream('transfer.importDropped', { fileId }, signal)),
  }
})
