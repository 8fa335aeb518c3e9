import type { ErrorCode, FailureData } from '@shared/ipc/errors'
import { deviceFailures } from './deviceFailures'
import { engineFailures } from './engineFailures'
import { type FailureAction, type FailureWords, say } from './failureText'
import { fileFailures } from './fileFailures'
import { historyFailures } from './historyFailures'
import { syncFailures } from './syncFailures'
import { toolServerFailures } from './toolServerFailures'
import { webFailures } from './webFailures'

/** Our own words for every way in which something can be expected to fail. */
export const failureWords: Readonly<Record<ErrorCode, FailureWords>> = {
  cancelled: { title: 'Stopped', explain: say('This was stopped before it was done.'), action: 'again' },
  internal: {
    title: 'Something went wrong in Parley',
    explain: say(
      'This is a fault of ours, not of the server. What was written is kept. Trying again may help.',
    ),
    action: 'again',
  },
  'ipc/bad-input': {
    title: 'Parley could not take this',
    explain: say('The request was not in a form that can be used. A shorter or simpler one may work.'),
    action: 'none',
  },
  'ipc/bad-sender': {
    title: 'Refused',
    explain: say('This window is not allowed to ask for that. Restart Parley if it happens again.'),
    action: 'none',
  },
  'ipc/no-press': {
    title: 'This takes a press of yours',
    explain: say(
      'Parley does this only right after a key or a click in this window. Please press once more.',
    ),
    action: 'none',
  },
  'ipc/too-often': {
    title: 'Too often at once',
    explain: say('Parley opens only a few things outside within a second. Wait a moment, then try again.'),
    action: 'none',
  },
  'ipc/disconnected': {
    title: 'The window lost its connection',
    explain: say('The answer itself goes on in the background. It appears here once the connection is back.'),
    action: 'again',
  },
  ...engineFailures,
  ...historyFailures,
  ...fileFailures,
  ...deviceFailures,
  ...webFailures,
  ...toolServerFailures,
  ...syncFailures,
}

/** Title and explanation for a failure, ready to show. */
export const wordsFor = (
  code: ErrorCode,
  data: FailureData = {},
): { readonly title: string; readonly explanation: string; readonly action: FailureAction } => {
  const words = failureWords[code] ?? failureWords.internal
  return { title: words.title, explanation: words.explain(data), action: words.action }
}
