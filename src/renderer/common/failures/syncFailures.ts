import { problemOf } from '@shared/model/syncProblem'
import { type FailureTable, say } from './failureText'
import { syncProblemWords } from './syncProblems'

/** Words for one history on several devices. */
export const syncFailures = {
  'sync/wrong-words': {
    title: 'These are not the words',
    explain: say('They do not open the history that lies there. Check each of them.'),
    action: 'none',
  },
  'sync/nothing-there': {
    title: 'No history lies there',
    explain: say('Check the place, or start here to make a new shared history.'),
    action: 'none',
  },
  'sync/not-empty': {
    title: 'A history lies there already',
    explain: say('Join it with its words, or choose another place.'),
    action: 'none',
  },
  'sync/newer': {
    title: 'The history there is of a newer Parley',
    explain: say('Update Parley here, then join.'),
    action: 'none',
  },
  'sync/place': {
    title: 'The place cannot be used',
    explain: (data) => syncProblemWords[problemOf(data)].explain('The place'),
    action: 'none',
  },
} satisfies FailureTable
