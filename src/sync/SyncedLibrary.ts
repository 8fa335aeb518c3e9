import type { Clock } from '@shared/sync/clock'
import type { SyncRecord } from '@shared/sync/record'

export interface GivenChanges {
  readonly batch: number
  readonly backlog: string | null
  readonly records: readonly SyncRecord[]
  readonly upTo: Clock
}

/** How far another device's log was read. */
export interface ReadPosition {
  readonly number: number
  /** Of the last pack that was read: the next one names it. */
  readonly hash: string
}

/** What the library is asked for, in its own process. */
export interface SyncedLibrary {
  giveChanges(most: number): Promise<GivenChanges>
  /** They are on disk here, and need not be given again. */
  confirmChanges(given: Pick<GivenChanges, 'batch' | 'backlog'>): Promise<void>
  applyRecords(read: {
    readonly device: string
    readonly upTo: Clock
    readonly records: readonly SyncRecord[]
  }): Promise<void>
}

/** Earlier than all moments of the device. */
export const lowest = (device: string): Clock => `${'0'.repeat(17)}-${device}`
