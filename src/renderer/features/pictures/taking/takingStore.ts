import type { ErrorCode, FailureData } from '@shared/ipc/errors'
import type { PictureExportOptions } from '@shared/model/pictureExport'
import type { TransferEvent, TransferProgress } from '@shared/model/transfer'
import { create } from 'zustand'
import { client } from '../../../ipc/client'
import { troubleOf } from '../../chat/chatStore'
import { type ExportEnd, runExport } from './runExport'

/** What is known of the export of pictures that main runs, or ran last. */
export type TakingState =
  | { readonly type: 'none' }
  /** The system's dialog is open. */
  | { readonly type: 'choosing' }
  | {
      readonly type: 'running'
      readonly name: string
      readonly progress: TransferProgress | null
      readonly isCancelling: boolean
    }
  | ExportEnd
  /** It did not even begin. */
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly data?: FailureData }

interface TakingStore {
  /** The pictures that somebody is asked about; null: nobody is. */
  readonly pictureIds: readonly string[] | null
  readonly state: TakingState
  ask(pictureIds: readonly string[]): void
  close(): void
  start(options: PictureExportOptions): Promise<void>
  /** After a reload: an export that goes on in main is shown again. */
  attach(): Promise<void>
  cancel(): Promise<void>
}

const afterEvent = (state: TakingState, event: TransferEvent): TakingState => {
  switch (event.type) {
    case 'started':
      return { type: 'running', name: event.name, progress: null, isCancelling: false }
    case 'progress':
      return state.type === 'running' ? { ...state, progress: event.progress } : state
    case 'ended':
      return event
  }
}

const isBusy = ({ type }: TakingState): boolean => type === 'choosing' || type === 'running'

/** Pictures on their way out. Lives longer than the dialog: main's export goes on while it is closed. */
export const useTaking = create<TakingStore>()((set, get) => ({
  pictureIds: null,
  state: { type: 'none' },

  ask: (pictureIds) => {
    if (pictureIds.length === 0) return
    // How the last one ended is no news here.
    set({ pictureIds, ...(isBusy(get().state) ? {} : { state: { type: 'none' } }) })
  },

  close: () => set({ pictureIds: null }),

  start: async (options) => {
    const { pictureIds, state: before } = get()
    if (pictureIds === null || isBusy(before)) return
    set({ state: { type: 'choosing' } })
    try {
      const end = await runExport(pictureIds, options, (event) =>
        set({ state: afterEvent(get().state, event) }),
      )
      if (end === null) set({ state: before })
    } catch (error) {
      set({ state: { type: 'refused', ...troubleOf(error) } })
    }
  },

  attach: async () => {
    if (get().state.type !== 'none') return
    try {
      // Never aborted: it ends when the export does, or with the page.
      for await (const events of client.stream('taking.watch', {}, new AbortController().signal)) {
        const { state } = get()
        // How the last one ended is no news here; nor is one that this page began meanwhile.
        if (state.type === 'none' && events.some(({ type }) => type === 'ended')) return
        if (state.type === 'choosing') return
        for (const event of events) set({ state: afterEvent(get().state, event) })
      }
    } catch (error) {
      console.error('The export of pictures could not be watched', error)
    }
  },

  cancel: async () => {
    const { state } = get()
    if (state.type !== 'running') return
    set({ state: { ...state, isCancelling: true } })
    await client.call('taking.cancel', {})
  },
}))

/** Asks how these pictures are to be written, and writes them. */
export const exportPictures = (pictureIds: readonly string[]): void => useTaking.getState().ask(pictureIds)

/** Says why pictures could not be dragged, where they can be taken to another place. */
export const refuseDrag = (pictureIds: readonly string[], error: unknown): void => {
  const { state } = useTaking.getState()
  useTaking.setState({
    pictureIds,
    ...(isBusy(state) ? {} : { state: { type: 'refused', ...troubleOf(error) } }),
  })
}
