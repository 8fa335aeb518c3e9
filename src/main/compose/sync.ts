import { Sync, type SyncDialogs } from '../sync/Sync'

export interface SyncSurroundings {
  readonly syncDialogs: SyncDialogs
}

/** One history on several devices. */
export const composeSync = ({ syncDialogs }: SyncSurroundings) => ({
  sync: new Sync({ dialogs: syncDialogs }),
})
