import type { SyncProblem } from '@shared/model/sync'
import { SyncFault, type SyncFaultReason } from './faults'
import { PlaceFault } from './placeFaults'

/** What the user is told of a failure. */
export const problemOf = (error: unknown): SyncProblem => {
  if (error instanceof PlaceFault) return error.reason
  if (error instanceof SyncFault) return problemOfReason(error.reason)
  return 'failed'
}

export const problemOfReason = (reason: SyncFaultReason): SyncProblem =>
  reason === 'wrong-words' ? 'new-words' : reason
