import type { SyncPlace, SyncProblem } from '@shared/model/sync'
import { formatNumber } from '../../ui/amounts'

/** What the button beside a problem does. */
export type SyncHelp =
  | 'change-password'
  | 'change-address'
  | 'choose-folder'
  | 'change-place'
  | 'enter-words'
  | 'enter-new-words'
  | 'try-again'

interface ProblemWords {
  readonly title: string
  /** One or two sentences: what it means, and what helps. `where` begins a sentence. */
  readonly explain: (where: string) => string
  /** Null where it goes on by itself or outside Parley, and a press would change nothing. */
  readonly help: SyncHelp | null
  /** The changes of this computer wait until it is over, and go by themselves then. */
  readonly keepsChanges: boolean
}

/** Our own words for every reason why sync does not go on. */
export const syncProblemWords: Readonly<Record<SyncProblem, ProblemWords>> = {
  'sign-in': {
    title: 'The password is not accepted',
    explain: (where) => `${where} does not accept the user or the password.`,
    help: 'change-password',
    keepsChanges: true,
  },
  locked: {
    title: 'The files are in use',
    explain: (where) => `${where} holds them for another program.`,
    help: 'try-again',
    keepsChanges: true,
  },
  busy: {
    title: 'The server asks to wait',
    explain: (where) => `${where} has too much to do.`,
    help: null,
    keepsChanges: true,
  },
  full: {
    title: 'No room is left',
    explain: (where) => `${where} is full. Make room there, then try again.`,
    help: 'try-again',
    keepsChanges: true,
  },
  'no-webdav': {
    title: 'This is no WebDAV server',
    explain: (where) =>
      `Something else answers for ${where}. If this network wants you to sign in first, do that in a browser; otherwise look at the address.`,
    help: 'change-address',
    keepsChanges: true,
  },
  certificate: {
    title: 'The server cannot be trusted',
    explain: (where) =>
      `The certificate of ${where} is not one that this computer trusts: it may have expired, or be for another address. Nothing was sent.`,
    help: 'change-address',
    keepsChanges: true,
  },
  unreachable: {
    title: 'The server cannot be reached',
    explain: (where) => `${where} does not answer, or this computer is offline.`,
    help: 'try-again',
    keepsChanges: true,
  },
  'server-error': {
    title: 'The server has a fault',
    explain: (where) => `${where} could not do what it was asked for.`,
    help: 'try-again',
    keepsChanges: true,
  },
  'no-folder': {
    title: 'The folder cannot be used',
    explain: (where) =>
      `${where} was moved or deleted, is on a drive that is not connected, or may not be written.`,
    help: 'choose-folder',
    keepsChanges: true,
  },
  evicted: {
    title: 'Waiting for the cloud',
    explain: (where) =>
      `${where} has files that are not on this computer yet. Have its program keep them on this computer; it goes on by itself.`,
    help: 'try-again',
    keepsChanges: false,
  },
  'disk-full': {
    title: 'The disk of this computer is full',
    explain: () => 'Make room on it, then try again. Nothing is lost.',
    help: 'try-again',
    keepsChanges: false,
  },
  damaged: {
    title: 'A file is damaged',
    explain: (where) =>
      `${where} gave back something else than was written. It was not used, and what is here is as it was.`,
    help: 'try-again',
    keepsChanges: false,
  },
  'not-ours': {
    title: 'Another history is there',
    explain: (where) =>
      `${where} now holds a history that is not the one shared here. Nothing was taken from it, and nothing was sent.`,
    help: 'change-place',
    keepsChanges: false,
  },
  newer: {
    title: 'Update Parley on this computer',
    explain: () =>
      'Another computer writes with a newer Parley. Its changes wait until then; those of this computer are sent.',
    help: null,
    keepsChanges: false,
  },
  gap: {
    title: 'Some changes have not arrived yet',
    explain: (where) =>
      `${where} has later changes, but not those before them. They are taken as soon as all are there.`,
    help: 'try-again',
    keepsChanges: false,
  },
  'new-words': {
    title: 'There are new words',
    explain: () =>
      'A device was removed on another computer, which showed new words then. Enter them to go on; if it was this one that was removed, leave sync.',
    help: 'enter-new-words',
    keepsChanges: false,
  },
  'no-keyring': {
    title: 'The keyring does not open',
    explain: () =>
      'The key and the password of sync are kept in this system’s keyring. Unlock it, then choose Sync now; where it is gone, enter the words again.',
    help: 'enter-words',
    keepsChanges: false,
  },
  failed: {
    title: 'Something went wrong in Parley',
    explain: () => 'This is a fault of ours; the log says more. What is here is as it was.',
    help: 'try-again',
    keepsChanges: false,
  },
}

/** The place as it begins a sentence: its server, or its folder. */
export const whereOf = (place: SyncPlace): string => {
  if (place.type === 'webdav') return hostOf(place.address) ?? 'The server'
  const name = place.path.split(/[\\/]/).findLast((part) => part !== '')
  return name === undefined ? 'The folder' : `The folder “${name}”`
}

const hostOf = (address: string): string | null => (URL.canParse(address) ? new URL(address).host : null)

export const nameOfDevice = (name: string): string =>
  name.trim() === '' ? 'A computer without a name' : name

/** "Desktop wants to delete 240 of 1,200 conversations" */
export const deletionWords = (deviceName: string, count: number, of: number): string =>
  `${nameOfDevice(deviceName)} wants to delete ${formatNumber(count)} of ${formatNumber(of)} conversations`
