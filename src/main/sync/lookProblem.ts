import { AppError } from '@shared/ipc/errors'
import { problemOf, type SyncProblem } from '@shared/model/syncProblem'

/** Problems that no second try mends: the user has to do something first. */
const needUser: readonly SyncProblem[] = ['sign-in', 'no-keyring', 'new-words', 'certificate', 'newer']
export const needsUser = (problem: SyncProblem): boolean => needUser.includes(problem)

/** What the user is told of a look that failed. */
export const problemFor = (error: unknown): SyncProblem => {
  if (!(error instanceof AppError)) return 'failed'
  if (error.code === 'sync/place') return problemOf(error.data)
  if (error.code.startsWith('secrets/')) return 'no-keyring'
  if (error.code === 'sync/newer') return 'newer'
  if (error.code === 'sync/wrong-words') return 'new-words'
  return error.code.endsWith('disk-full') || error.code === 'library/no-room' ? 'disk-full' : 'failed'
}
