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
   * Puts a backup in the history's place; what was there becomes a backup. Answers in progress are
   * interrupted first. Every window hears `library.replaced`. `backup/*` and `library/*` failures say why
   * not, `transfer/busy` that an import or export is under way; then nothing was changed.
   */
  'backups.restore': stream<RestoreStep>()(z.object({ id: z.string().regex(/^[\dTZ-]{1,60}$/) })),
  /** Tries again to open a history that could not be opened. */
  'backups.openAgain': call<void>()(z.object({})),
}
