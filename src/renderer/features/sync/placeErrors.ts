import type { SyncPlace, SyncProblem } from '@shared/model/sync'
import { problemOf } from '@shared/model/syncProblem'
import { wordsFor } from '../../common/failures/failureWords'
import { syncProblemWords, whereOf } from '../../common/failures/syncProblems'
import { troubleOf } from '../../common/failures/trouble'
import type { FieldError, PlaceAccess, PlaceField } from './placeDraft'

const whereField = (type: SyncPlace['type']): PlaceField => (type === 'webdav' ? 'address' : 'path')

/** Where the cause of a problem was entered. */
const fieldOf = (problem: SyncProblem, type: SyncPlace['type']): PlaceField | null => {
  switch (problem) {
    case 'sign-in':
      return 'password'
    case 'no-folder':
    case 'no-webdav':
    case 'certificate':
    case 'unreachable':
    case 'server-error':
      return whereField(type)
    default:
      return null
  }
}

/** Words for a failure, at the field where its cause was entered. */
export const errorOf = (reason: unknown, { place }: PlaceAccess): FieldError => {
  const { code, data } = troubleOf(reason)
  if (code === 'sync/place') {
    const problem = problemOf(data)
    const { title, explain } = syncProblemWords[problem]
    return { field: fieldOf(problem, place.type), words: `${title}. ${explain(whereOf(place))}` }
  }
  const { title, explanation } = wordsFor(code, data)
  return { field: code === 'sync/wrong-words' ? 'words' : null, words: `${title}. ${explanation}` }
}

/** The same where the history that is shared already is looked for in another place. */
export const errorOfChange = (reason: unknown, access: PlaceAccess): FieldError =>
  troubleOf(reason).code === 'sync/nothing-there'
    ? {
        field: whereField(access.place.type),
        words: 'The shared history is not there. Nothing was changed.',
      }
    : errorOf(reason, access)
