import type { Database } from './Database'
import { type DeletionStep, removeDeletedStep } from './deletion'
import { catchUpStep } from './search/catchUp'
import { mergeStep } from './search/mergeStep'
import { rebuildStep } from './search/rebuildIndex'
import { readNumber } from './values'

/** Pages given back to the disk in one step: some milliseconds. */
const pagesPerStep = 256

const notDone: DeletionStep = { isDone: false, freedBytes: 0 }

/**
 * What a deletion leaves to do, in steps that fit between requests: take out its messages, let the search
 * catch up, merge deleted words out of the search index, give free pages back to the disk, and empty the log,
 * which still has what was overwritten.
 */
export const maintenanceStep = (database: Database): DeletionStep => {
  const removed = removeDeletedStep(database)
  if (!removed.isDone) return removed
  if (catchUpStep(database) || rebuildStep(database)) return notDone
  if (mergeStep(database)) return notDone
  const free = readNumber(database.get('PRAGMA freelist_count')?.freelist_count)
  if (free > 0) {
    database.all(`PRAGMA incremental_vacuum(${pagesPerStep})`)
    if (readNumber(database.get('PRAGMA freelist_count')?.freelist_count) < free) return notDone
  }
  database.checkpoint()
  return { isDone: true, freedBytes: 0 }
}
