import type { Clock } from './clock'
import type { SyncRecord } from './record'

/** Changes on their way out. They count as told once `confirmChanges` has the batch. */
export interface GivenChanges {
  /** What `confirmChanges` is to be told. */
  readonly batch: number
  /** Where the backlog goes on after this; null where none of it is in the batch. */
  readonly backlog: string | null
  readonly records: readonly SyncRecord[]
  /** All moments of this device up to here are in this batch, or were in those before. */
  readonly upTo: Clock
}

/** Changes that are on disk outside of the library, and up to where its log holds them. */
export interface ConfirmedChanges extends Pick<GivenChanges, 'batch' | 'backlog'> {
  readonly sealed?: SealedPosition | undefined
}

/** How far another device's log was read. */
export interface ReadPosition {
  readonly number: number
  /** Of the last pack that was read: the next one names it. */
  readonly hash: string
  /** Of the key that its log has reached: an older one is not gone back to. Absent for the first. */
  readonly generation?: number | undefined
}

export interface ReadRecords {
  /** Whose log they are of. */
  readonly device: string
  /** All moments of that device up to here have now been read. */
  readonly upTo: Clock
  readonly records: readonly SyncRecord[]
  /** With the last records of a pack: how far the log of that device was read with them. */
  readonly position?: ReadPosition | undefined
  /** With the last records of a pack of a base: how much of it was taken with them. */
  readonly base?: TakenBase | undefined
  /** More follows, with which all will be on disk: this need not be waited for. */
  readonly hasMore?: boolean
}

/** How many packs of a base were taken. */
export interface TakenBase {
  readonly name: string
  readonly packs: number
}

/** Up to where a library is told in its own log: the number and hash of the pack, and the moment. */
export interface SealedPosition extends ReadPosition {
  /** Empty before the first. */
  readonly upTo: Clock
}

/** Whose log a library goes on with. It has to fit what lies outside: libraries are restored and copied. */
export interface LibraryIdentity {
  readonly device: string
  /** The latest moment that it knows of. */
  readonly latest: Clock
  readonly sealed: SealedPosition
}

export interface ToldThing {
  readonly kind: string
  readonly id: string
}

export interface ToldAgain {
  readonly device: string
  readonly upTo: Clock
  readonly things: readonly ToldThing[]
}

export interface NewName {
  readonly device: string
  /** Up to where the log of the old name holds what is here; from there it is read like any other's. */
  readonly after: SealedPosition
  /** What was told under the old name later than that and does not lie there; `all` where it is not known. */
  readonly again: readonly ToldThing[] | 'all'
}

/** So much would go that the user is asked. */
export interface HeldDeletions {
  readonly device: string
  /** Conversations that would go, and how many there are. */
  readonly count: number
  readonly of: number
}

/**
 * What the sync process asks of the library, over a port of their own. Each may be repeated without harm:
 * the answer may have been lost with its process.
 */
export interface SyncedLibrary extends SyncedBase {
  giveChanges(most: number): Promise<GivenChanges>
  /** They are on disk here, and need not be given again. */
  confirmChanges(given: ConfirmedChanges): Promise<void>
  /** Of each other device. A library that was set back tells what it has really read. */
  readPositions(): Promise<Readonly<Record<string, ReadPosition>>>
  /** The last base that was taken, whole or in part. A library that was set back tells what it really has. */
  readTakenBase(): Promise<TakenBase | null>
  applyRecords(read: ReadRecords): Promise<void>
  /**
   * All logs are read as far as they go: what the others trashed and deleted happens here too now. Where it
   * is much, all of it waits for the user's word.
   */
  settleLook(): Promise<HeldDeletions | null>
  /** Null where the library has never been told to anyone. */
  readIdentity(): Promise<LibraryIdentity | null>
  /** Tells all that is here once, under that name. */
  beginAs(device: string): Promise<void>
  takeName(name: NewName): Promise<void>
  /** Tells them once more, as written by this device, and by that one no later than `upTo`. */
  tellAgain(told: ToldAgain): Promise<void>
}

/** The bytes of a picture or of an attached file, by the SHA-256 of what they are, in hex. */
export interface BlobName {
  readonly kind: 'picture' | 'file'
  readonly hash: string
}

/** What the sync process asks of the library about bytes: they go from file to file, not by messages. */
export interface SyncedBlobs {
  /** Null where it is not here. */
  blobPath(blob: BlobName): Promise<string | null>
  /** The newest first. */
  listMissingBlobs(most: number): Promise<readonly (BlobName & { readonly bytes: number })[]>
  /** Checks hash and size and moves the file in place. */
  takeBlob(blob: BlobName & { readonly path: string }): Promise<void>
}

/** Where a log was read to, and up to which of its device's moments that is. */
export interface LogEnd extends ReadPosition {
  readonly upTo: Clock
}

export interface BaseOutline {
  /** The last used first. */
  readonly conversations: readonly { readonly id: string; readonly updatedAt: number }[]
  /** Of each other device. */
  readonly ends: Readonly<Record<string, LogEnd>>
  /** All moments of this device up to here are in what is read from now on. */
  readonly latest: Clock
}

export interface BasePage {
  readonly records: readonly SyncRecord[]
  /** Where the next page begins; null after the last. */
  readonly next: string | null
}

/** What the sync process asks of the library to write down its whole state, page by page. */
export interface SyncedBase {
  outlineBase(): Promise<BaseOutline>
  giveConversations(ids: readonly string[]): Promise<readonly SyncRecord[]>
  /** What belongs to no conversation. `after` is empty for the first page. */
  giveRest(page: { readonly after: string; readonly most: number }): Promise<BasePage>
}

/** Its methods by name; the compiler names one that is missing. */
export const syncedLibraryMethods = Object.keys({
  giveChanges: true,
  confirmChanges: true,
  readPositions: true,
  readTakenBase: true,
  applyRecords: true,
  readIdentity: true,
  beginAs: true,
  takeName: true,
  tellAgain: true,
  settleLook: true,
  outlineBase: true,
  giveConversations: true,
  giveRest: true,
  blobPath: true,
  listMissingBlobs: true,
  takeBlob: true,
} satisfies Record<keyof (SyncedLibrary & SyncedBlobs), true>) as readonly (keyof (SyncedLibrary &
  SyncedBlobs))[]
