import type { SyncProblem } from '@shared/model/sync'
import { SyncFault } from './faults'
import { PlaceFault } from './placeFaults'

/** What the user is told of a failure. */
export const problemOf = (error: unknown): SyncProblem => {
  if (error instanceof PlaceFault) return error.reason
  if (error instanceof SyncFault) return error.reason === 'wrong-words' ? 'new-words' : error.reason
  return 'failed'
}
