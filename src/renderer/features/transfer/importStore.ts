import type { ErrorCode, FailureData } from '@shared/ipc/errors'
import type {
  TransferCounts,
  TransferEvent,
  TransferProgress,
  TransferResult,
  TransferSource,
} from '@shared/model/transfer'
import { create } from 'zustand'
import { client } from '../../ipc/client'
import { troubleOf } from '../chat/chatStore'

/** What is known of the import that main runs, or ran last. */
export type ImportState =
  | { readonly type: 'none' }
  /** The system's dialog is open. */
  | { readonly type: 'choosing' }
  | {
      readonly type: 'running'
      readonly name: string
      readonly source: TransferSource | null
      readonly progress: TransferProgress | null
      readonly added: TransferCounts | null
      readonly isCancelling: boolean
    }
  | { readonly type: 'ended'; readonly transferId: string; readonly result: TransferResult }
  /** It did not even begin. */
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly data?: FailureData }

interface ImportStore {
  readonly state: ImportState
  /** Asks for a file. */
  start(): Promise<void>
  /** After a reload: an import that goes on in main is shown again. */
  attach(): Promise<void>
  cancel(): Promise<void>
}

const afterEvent = (state: ImportState, event: TransferEvent): ImportState => {
  switch (event.type) {
    case 'started':
      return {
        type: 'running',
        name: event.name,
        source: event.source,
        progress: null,
        added: null,
        // What the file is, is told when it was looked into; who cancelled before that has.
        isCancelling: state.type === 'running' && state.isCancelling,
      }
    case 'progress': {
      const { progress, added } = event
      return state.type === 'running' ? { ...state, progress, added } : state
    }
    case 'ended':
      return { type: 'ended', transferId: event.transferId, result: event.result }
  }
}

/** Lives longer than the settings dialog: main's import goes on while it is closed. */
export const useImport = create<ImportStore>()((set, get) => {
  /** Whether anything was told. */
  const follow = async (name: 'transfer.import' | 'transfer.watchImport'): Promise<boolean> => {
    let isTold = false
    // Never aborted: it ends when the import does, or with the page.
    for await (const events of client.stream(name, {}, new AbortController().signal))
      for (const event of events) {
        isTold = true
        set({ state: afterEvent(get().state, event) })
      }
    return isTold
  }
  return {
    state: { type: 'none' },

    start: async () => {
      const before = get().state
      if (before.type === 'choosing' || before.type === 'running') return
      set({ state: { type: 'choosing' } })
      try {
        // The person chose nothing. (After an end, somebody may be choosing for the next one already.)
        if (!(await follow('transfer.import'))) set({ state: before })
      } catch (error) {
        set({ state: { type: 'refused', ...troubleOf(error) } })
      }
    },

    attach: async () => {
      if (get().state.type !== 'none') return
      try {
        await follow('transfer.watchImport')
      } catch (error) {
        console.error('The import could not be watched', error)
      }
    },

    cancel: async () => {
      const { state } = get()
      if (state.type !== 'running') return
      set({ state: { ...state, isCancelling: true } })
      await client.call('transfer.cancelImport', {})
    },
  }
})
