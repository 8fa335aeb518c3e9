import { method } from './method'

/** What the library found and did when it opened. */
export interface LibraryReport {
  /**
   * Answers that were being written when the app last ended; they are `interrupted` now, with all their text.
   */
  readonly recoveredMessages: number
  /** The folder of a damaged database that was set aside, never deleted; null when all was well. */
  readonly setAside: string | null
  /** Set when nothing can be written (disk full, read-only folder); reading still works. */
  readonly readOnly: 'disk-full' | 'not-writable' | null
  /** Version of the schema after migrations. */
  readonly schemaVersion: number
  /** What else was found or done; absent when there is nothing to tell. */
  readonly findings?: LibraryFindings
}

export interface LibraryFindings {
  /**
   * The damaged library's messages that are in the new one, and how many of them came from which backup
   * (its time).
   */
  readonly saved?: {
    readonly messages: number
    readonly filledMessages?: number
    readonly filledFrom?: number
  }
  /** The schema was brought up to date; the file as it was is kept there. */
  readonly updated?: { readonly from: number; readonly kept: string }
  /** A backup took the library's place; what was there before is kept there. */
  readonly restored?: { readonly kept: string }
  /** The end was unclean and the file is large: ask for `checkLibrary` when there is time. */
  readonly isUnchecked?: true
  /** The end was unclean and the log beside the file is gone. */
  readonly isLogMissing?: true
  /** The log of an unclean end was damaged: what it had lost is gone, and a copy of it is kept there. */
  readonly damagedLog?: string
  /** Damage that cannot be repaired for lack of room. */
  readonly isDamaged?: true
  /** True where there is no library, but there are backups of one. */
  readonly isMissing?: true
}

/** What damage was met and dealt with while the library is open; told once. */
export interface DamageFound {
  /**
   * Rows that could not be read, and how many of them came back from the backup of that time (0: none did).
   */
  readonly rows?: {
    readonly messages: number
    /** Choices or times of conversations and pictures. */
    readonly conversations: number
    readonly mended: number
    readonly mendedFrom: number
  }
  /** The search's index was damaged and is made anew. */
  readonly isIndex?: true
}

/** Main's client knows whether this app run had the library open before. */
export interface OpenMode {
  /**
   * Only the library's process had ended: what was being written still is, and must not be taken for
   * interrupted.
   */
  readonly isResumed: boolean
}

export const openingMethods = {
  /** First request after every start. */
  open: method<OpenMode, LibraryReport>(),
}
