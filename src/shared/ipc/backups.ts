import { z } from 'zod'
import type { Backup, JobProgress, Restored } from '../model/backup'
import { call, stream } from './define'

export type BackupStep =
  | ({ readonly type: 'progress' } & JobProgress)
  | { readonly type: 'done'; readonly backup: Backup }
export type RestoreStep =
  | ({ readonly type: 'progress' } & JobProgress)
  | { readonly type: 'done'; readonly restored: Restored }

export const backups = {
  /** Newest first, with what each holds. */
  'backups.list': call<readonly Backup[]>()(z.object({})),
  /** Makes one now, or joins the one that is being made. Ends with `done`; goes on when the page leaves. */
  'backups.create': stream<BackupStep>()(z.object({})),
  /**
   * Restores a backup; the history before becomes one. Interrupts answers first; sends `library.replaced`. A
   * failure changes nothing: `backup/*`, `library/*`, or `transfer/busy` during an import or export.
   */
  'backups.restore': stream<RestoreStep>()(z.object({ id: z.string().regex(/^[\dTZ-]{1,60}$/) })),
  /** Tries again to open a history that could not be opened. */
  'backups.openAgain': call<void>()(z.object({})),
}
