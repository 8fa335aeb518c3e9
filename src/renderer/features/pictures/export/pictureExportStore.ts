import type { PictureExportOptions } from '@shared/model/pictureExport'
import { create } from 'zustand'
import { troubleOf } from '../../../common/failures/trouble'
import { followTransfers, isTransferBusy, type TransferStore } from '../../../common/transfers/transferState'
import { client } from '../../../ipc/client'

interface PictureExportStore extends TransferStore {
  /** The pictures about which the user is asked; null: the user is not asked. */
  readonly pictureIds: readonly string[] | null
  ask(pictureIds: readonly string[]): void
  close(): void
  start(options: PictureExportOptions): Promise<void>
}

/** Pictures on their way out. */
export const usePictureExport = create<PictureExportStore>()((set, get) => {
  const { begin, ...shared } = followTransfers(set, get, {
    watch: 'pictures.watchExport',
    cancel: 'pictures.cancelExport',
    isPastNews: false,
  })
  return {
    ...shared,
    pictureIds: null,

    ask: (pictureIds) => {
      if (pictureIds.length === 0) return
      // How the last one ended is no news here.
      get().forget()
      set({ pictureIds })
    },

    close: () => set({ pictureIds: null }),

    start: async (options) => {
      const { pictureIds } = get()
      if (pictureIds === null) return
      await begin((signal) =>
        client.stream('pictures.export', { pictureIds: [...pictureIds], options }, signal),
      )
    },
  }
})

/** Asks how these pictures are to be written, and writes them. */
export const exportPictures = (pictureIds: readonly string[]): void =>
  usePictureExport.getState().ask(pictureIds)

/** Says why pictures could not be dragged, where they can be taken to another place. */
export const refuseDrag = (pictureIds: readonly string[], error: unknown): void => {
  const { state } = usePictureExport.getState()
  usePictureExport.setState({
    pictureIds,
    ...(isTransferBusy(state) ? {} : { state: { type: 'refused', ...troubleOf(error) } }),
  })
}
