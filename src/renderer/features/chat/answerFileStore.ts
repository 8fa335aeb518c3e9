import type { AnswerExportRequest } from '@shared/model/exports'
import { create } from 'zustand'
import { followTransfers, isTransferBusy, type TransferStore } from '../../common/transfers/transferState'
import { client } from '../../ipc/client'

interface AnswerFileStore extends TransferStore {
  /** The answer that is being saved, or was saved last. */
  readonly answer: Pick<AnswerExportRequest, 'conversationId' | 'messageId'> | null
  save(answer: AnswerFileStore['answer'], format: AnswerExportRequest['format']): void
  /** Ends it, or puts what was told away. */
  dismiss(): void
}

/** One answer on its way into a picture or a PDF. */
export const useAnswerFile = create<AnswerFileStore>()((set, get) => {
  const { begin, ...shared } = followTransfers(set, get, {
    watch: 'transfer.watchExport',
    cancel: 'transfer.cancelExport',
    isPastNews: false,
  })
  return {
    ...shared,
    answer: null,

    save: (answer, format) => {
      if (!answer || isTransferBusy(get().state)) return
      shared.forget()
      set({ answer, state: { type: 'none' } })
      const scheme = isDark() ? 'dark' : 'light'
      void begin((signal) => client.stream('transfer.exportAnswer', { ...answer, format, scheme }, signal))
    },

    dismiss: () => {
      if (isTransferBusy(get().state)) void get().cancel()
      else set({ answer: null, state: { type: 'none' } })
    },
  }
})

const isDark = (): boolean => {
  const { theme } = document.documentElement.dataset
  return theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
}
