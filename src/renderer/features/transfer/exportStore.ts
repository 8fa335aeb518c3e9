import type { ErrorCode, FailureData } from '@shared/ipc/errors'
import { defaultExportOptions, type ExportOptions } from '@shared/model/exports'
import type { TransferEvent, TransferProgress, TransferResult } from '@shared/model/transfer'
import { create } from 'zustand'
import { client } from '../../ipc/client'
import { troubleOf } from '../chat/chatStore'

/** What is known of the export that main runs, or ran last. */
export type ExportState =
  | { readonly type: 'none' }
  /** The system's dialog is open. */
  | { readonly type: 'choosing' }
  | {
      readonly type: 'running'
      readonly name: string
      readonly progress: TransferProgress | null
      readonly isCancelling: boolean
    }
  | { readonly type: 'ended'; readonly transferId: string; readonly result: TransferResult }
  /** It did not even begin. */
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly data?: FailureData }

interface ExportStore {
  readonly state: ExportState
  /** As they were chosen last. */
  readonly options: ExportOptions
  choose(patch: Partial<ExportOptions>): void
  /** Asks where to, and writes these conversations. */
  exportConversations(conversationIds: readonly string[]): Promise<void>
  exportEverything(): Promise<void>
  /** After a reload: an export that goes on in main is shown again. */
  attach(): Promise<void>
  cancel(): Promise<void>
  /** What the last one came to was seen. Nothing happens to one that runs. */
  forget(): void
}

const afterEvent = (state: ExportState, event: TransferEvent): ExportState => {
  switch (event.type) {
    case 'started':
      return { type: 'running', name: event.name, progress: null, isCancelling: false }
    case 'progress':
      return state.type === 'running' ? { ...state, progress: event.progress } : state
    case 'ended':
      return { type: 'ended', transferId: event.transferId, result: event.result }
  }
}

/** Lives longer than the dialogs: main's export goes on while they are closed. */
export const useExport = create<ExportStore>()((set, get) => {
  // Never aborted: it ends when the export does, or with the page.
  const signal = new AbortController().signal
  /** Whether anything was told. */
  const follow = async (events: AsyncIterable<readonly TransferEvent[]>): Promise<boolean> => {
    let isTold = false
    for await (const some of events)
      for (const event of some) {
        isTold = true
        set({ state: afterEvent(get().state, event) })
      }
    return isTold
  }
  const start = async (open: () => AsyncIterable<readonly TransferEvent[]>): Promise<void> => {
    const before = get().state
    if (before.type === 'choosing' || before.type === 'running') return
    set({ state: { type: 'choosing' } })
    try {
      // The person chose nothing. (After an end, somebody may be choosing for the next one already.)
      if (!(await follow(open()))) set({ state: before })
    } catch (error) {
      set({ state: { type: 'refused', ...troubleOf(error) } })
    }
  }
  return {
    state: { type: 'none' },
    options: defaultExportOptions,

    choose: (patch) => set({ options: { ...get().options, ...patch } }),

    exportConversations: (conversationIds) =>
      start(() =>
        client.stream(
          'transfer.export',
          { conversationIds: [...conversationIds], options: get().options },
          signal,
        ),
      ),

    exportEverything: () => start(() => client.stream('transfer.exportEverything', {}, signal)),

    attach: async () => {
      if (get().state.type !== 'none') return
      try {
        await follow(client.stream('transfer.watchExport', {}, signal))
      } catch (error) {
        console.error('The export could not be watched', error)
      }
    },

    cancel: async () => {
      const { state } = get()
      if (state.type !== 'running') return
      set({ state: { ...state, isCancelling: true } })
      await client.call('transfer.cancelExport', {})
    },

    forget: () => {
      const { type } = get().state
      if (type === 'ended' || type === 'refused') set({ state: { type: 'none' } })
    },
  }
})
