import type { Database } from './database'
import { mergeStep } from './search/searchIndex'
import { readNumber } from './values'

/** Pages given back to the disk in one step: some milliseconds. */
const pagesPerStep = 256

/**
 * What a deletion leaves to do, in steps that fit between requests: merge deleted words out of the search index, give free
 * pages back to the disk, and empty the log, which still has what was overwritten. False when all is done.
 */
export const tidyStep = (database: Database): boolean => {
  if (mergeStep(database)) return true
  const free = readNumber(database.get('PRAGMA freelist_count')?.freelist_count)
  if (free > 0) {
    database.all(`PRAGMA incremental_vacuum(${pagesPerStep})`)
    if (readNumber(database.get('PRAGMA freelist_count')?.freelist_count) < free) return true
  }
  database.all('PRAGMA wal_checkpoint(TRUNCATE)')
  return false
}
