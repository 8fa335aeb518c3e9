import { problemOf, type SyncProblem } from '@shared/model/syncProblem'
import { type FailureTable, say } from './failureText'

/** Why the place did not do what it was asked for, in a sentence or two. */
export const problemWords: Readonly<Record<SyncProblem, string>> = {
  'sign-in': 'The server does not take this user and password.',
  locked: 'Something else holds the files for now.',
  busy: 'The server is busy and asks for patience.',
  full: 'There is no room left in the place.',
  'no-webdav': 'What answers there is no WebDAV server. A login page of this network may be in between.',
  certificate: 'The server’s certificate is not trusted here.',
  unreachable: 'The server cannot be reached.',
  'server-error': 'The server reports a fault of its own.',
  'no-folder': 'The folder is gone, or may not be written.',
  evicted: 'A file is in the cloud and not on this computer yet.',
  'disk-full': 'The disk of this computer is full.',
  damaged: 'A file in the place is damaged.',
  'not-ours': 'What lies there belongs to another history.',
  newer: 'It was written by a newer Parley. Update Parley here.',
  gap: 'Files are missing in the place. They may still be on their way.',
  'new-words': 'New words were chosen on another device.',
  'no-keyring': 'The keyring does not open what is kept in it.',
  failed: 'Something went wrong.',
}

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
    explain: (data) => problemWords[problemOf(data)],
    action: 'none',
  },
} satisfies FailureTable
