import type { ErrorCode, FailureData } from '@shared/ipc/errors'
import type {
  TransferCounts,
  TransferEvent,
  TransferProgress,
  TransferResult,
  TransferSource,
} from '@shared/model/transfer'
import { client } from '../../ipc/client'
import { troubleOf } from '../failures/trouble'

/** What is known of the import or export of one kind that main runs, or ran last. */
export type TransferState =
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

/**
 * What the stores of them share. They live longer than the dialogs: main's work goes on while those are
 * closed.
 */
export interface TransferStore {
  readonly state: TransferState
  /** What goes on in main is shown again after a reload. */
  attach(): Promise<void>
  cancel(): Promise<void>
  /** What the last one came to was seen. Nothing happens to one that runs. */
  forget(): void
}

export const isTransferBusy = ({ type }: TransferState): boolean => type === 'choosing' || type === 'running'

const afterEvent = (state: TransferState, event: TransferEvent): TransferState => {
  switch (event.type) {
    case 'started':
      return {
        type: 'running',
        name: event.name,
        source: event.source,
        progress: null,
        added: null,
        // What a file is, is told when it was looked into; who cancelled before that has.
        isCancelling: state.type === 'running' && state.isCancelling,
      }
    case 'progress': {
      const { progress, added } = event
      return state.type === 'running' ? { ...state, progress, added } : state
    }
    case 'ended':
      return event
  }
}

type Events = AsyncIterable<readonly TransferEvent[]>

interface Kind {
  readonly watch: 'transfer.watchImport' | 'transfer.watchExport' | 'pictures.watchExport'
  readonly cancel: 'transfer.cancelImport' | 'transfer.cancelExport' | 'pictures.cancelExport'
  /** Whether one that was over before this page came is news. */
  readonly isPastNews: boolean
}

/** The verbs of such a store, and `begin`, for those that are its own. */
export const followTransfers = (
  set: (patch: { readonly state: TransferState }) => void,
  get: () => { readonly state: TransferState },
  { watch, cancel, isPastNews }: Kind,
) => {
  // Never aborted: a stream ends when the work does, or with the page.
  const { signal } = new AbortController()
  const take = (events: readonly TransferEvent[]) => {
    for (const event of events) set({ state: afterEvent(get().state, event) })
  }
  const begin = async (open: (signal: AbortSignal) => Events): Promise<void> => {
    const before = get().state
    if (isTransferBusy(before)) return
    set({ state: { type: 'choosing' } })
    try {
      let isTold = false
      for await (const events of open(signal)) {
        isTold ||= events.length > 0
        take(events)
      }
      // The user chose nothing. (After an end, the user may be choosing for the next one already.)
      if (!isTold) set({ state: before })
    } catch (error) {
      set({ state: { type: 'refused', ...troubleOf(error) } })
    }
  }
  const store: TransferStore = {
    state: { type: 'none' },

    attach: async () => {
      if (get().state.type !== 'none') return
      try {
        for await (const events of client.stream(watch, {}, signal)) {
          const { type } = get().state
          // This page began one meanwhile.
          if (type === 'choosing') return
          if (!isPastNews && type === 'none' && events.some((event) => event.type === 'ended')) return
          take(events)
        }
      } catch (error) {
        console.error(`What ${watch} tells could not be followed`, error)
      }
    },

    cancel: async () => {
      const { state } = get()
      if (state.type !== 'running') return
      set({ state: { ...state, isCancelling: true } })
      await client.call(cancel, {})
    },

    forget: () => {
      if (!isTransferBusy(get().state)) set({ state: { type: 'none' } })
    },
  }
  return { ...store, begin }
}
