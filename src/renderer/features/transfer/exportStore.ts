import { defaultExportOptions, type ExportOptions } from '@shared/model/exports'
import { create } from 'zustand'
import { followTransfers, type TransferStore } from '../../common/transfers/transferState'
import { client } from '../../ipc/client'

interface ExportStore extends TransferStore {
  /** The options that were chosen last. */
  readonly options: ExportOptions
  choose(patch: Partial<ExportOptions>): void
  /** Asks where to, and writes these conversations. */
  exportConversations(conversationIds: readonly string[]): Promise<void>
  exportEverything(): Promise<void>
}

/** Conversations on their way out. */
export const useExport = create<ExportStore>()((set, get) => {
  const { begin, ...shared } = followTransfers(set, get, {
    watch: 'transfer.watchExport',
    cancel: 'transfer.cancelExport',
    isPastNews: true,
  })
  return {
    ...shared,
    options: defaultExportOptions,

    choose: (patch) => set({ options: { ...get().options, ...patch } }),

    exportConversations: (conversationIds) =>
      begin((signal) =>
        client.stream(
          'transfer.export',
          { conversationIds: [...conversationIds], options: get().options },
          signal,
        ),
      ),

    exportEverything: () => begin((signal) => client.stream('transfer.exportEverything', {}, signal)),
  }
})
