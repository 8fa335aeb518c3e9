import type { Clock } from '@shared/sync/clock'

export type { GivenChanges, ReadPosition, SyncedLibrary } from '@shared/sync/syncedLibrary'

/** Earlier than all moments of the device. */
export const lowest = (device: string): Clock => `${'0'.repeat(17)}-${device}`
