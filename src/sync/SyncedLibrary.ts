export { lowest } from '@shared/sync/clock'
export type { GivenChanges, ReadPosition, SyncedLibrary } from '@shared/sync/syncedLibrary'
