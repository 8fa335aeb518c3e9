import type { Database } from '../Database'
import type { KeptKind } from '../retention/needs'
import { isSyncing } from './schema'

/**
 * Whether the bytes are still to come from another device. What has lost them here is fetched again where
 * sync is on: the place may have them.
 */
export const isAwaited = (database: Database, kind: KeptKind, id: string): boolean => {
  if (kind === 'speech_clips' || !isSyncing(database)) return false
  const isKnown = database.run(
    `INSERT OR IGNORE INTO sync_missing_blobs (kind, id, bytes, created_at)
     SELECT ?, id, byte_length, created_at FROM ${kind} WHERE id = ?`,
    [kind === 'pictures' ? 'picture' : 'file', id],
  )
  return isKnown === 0
}
