/** The reason why a backup was made. */
export const backupReasons = ['daily', 'asked', 'before-update', 'before-restore', 'before-sync'] as const
export type BackupReason = (typeof backupReasons)[number]

/** What is kept in a backup, as it was counted when it was made. */
export interface BackupContents {
  readonly conversations: number
  readonly messages: number
  readonly pictures: number
  readonly files: number
}

/** A copy of the history as it was at one time. */
export interface Backup extends BackupContents {
  readonly id: string
  /** The time by the clock of then, in ms since the epoch. The order is by `number`: clocks are set back. */
  readonly takenAt: number
  /** 1, 2, 3 … in the order in which they were made. */
  readonly number: number
  readonly reason: BackupReason
  readonly schemaVersion: number
  /** The size of the history, its pictures and its files together. */
  readonly bytes: number
  /** It was opened, counted and compared with the original; otherwise it is the original, put here. */
  readonly isVerified: boolean
  /** Pictures and files that the history names but that were not there, or not as they should be. */
  readonly missingFiles: number
}

/** The progress of a long job, in bytes or any other unit. */
export interface JobProgress {
  readonly done: number
  readonly total: number
}

/** What became of a restored backup. */
export interface Restored {
  readonly backup: Backup
  /** The backup that holds what was there before. */
  readonly before: Backup
  /** Pictures and files that were brought back into their folders. */
  readonly broughtBack: number
  /** Those that could not be. */
  readonly missingFiles: number
}
