import { type FailureTable, say, text } from './failureText'

/** Words for files that come in or go out, and for stored keys. */
export const fileFailures = {
  'file/exists': {
    title: 'A file with this name exists',
    explain: say('Nothing was overwritten. Choose another name.'),
    action: 'none',
  },
  'file/not-writable': {
    title: 'The file cannot be written there',
    explain: say('The folder does not allow it. Choose another place.'),
    action: 'none',
  },
  'file/disk-full': {
    title: 'The disk is full',
    explain: say('Nothing half-written was left behind. Make room, then try again.'),
    action: 'none',
  },
  'file/too-large': {
    title: 'The file is too large',
    explain: (data) => {
      const name = text(data, 'name')
      return `${name ? `“${name}”` : 'It'} is more than one question can take. Attach a smaller one, or a part of it.`
    },
    action: 'none',
  },
  'file/unsupported': {
    title: 'This kind of file cannot be attached',
    explain: say('Pictures (PNG, JPEG, WebP, GIF), PDFs, and files of plain text or code can.'),
    action: 'none',
  },
  'file/unreadable': {
    title: 'The file cannot be read',
    explain: say('It is damaged, or not what its name says.'),
    action: 'none',
  },
  'file/encrypted': {
    title: 'The file is locked with a password',
    explain: say('Save a copy without the password, then attach that.'),
    action: 'none',
  },
  'file/empty': {
    title: 'There is nothing in the file to read',
    explain: say(
      'It is empty, or holds scanned pages without text. Pictures of the pages can be attached instead.',
    ),
    action: 'none',
  },
  'file/not-found': {
    title: 'The file is missing',
    explain: say('It was attached once but is no longer kept on this computer. Attach it again.'),
    action: 'none',
  },
  'file/changed': {
    title: 'The file was changed meanwhile',
    explain: say(
      'Something else wrote to it while it was being read. What was read until then is kept. Try again.',
    ),
    action: 'again',
  },
  'file/newer': {
    title: 'The file is from a newer Parley',
    explain: say('It may hold what this version does not know. Update Parley, then try again.'),
    action: 'none',
  },
  'file/damaged': {
    title: 'The file is damaged',
    explain: (data) => {
      const name = text(data, 'name')
      const at = text(data, 'at')
      const where = `${name ? ` in “${name}”` : ''}${at ? ` after ${at} bytes` : ''}`
      return `It cannot be read any further${where}. What came before was whole and is kept.`
    },
    action: 'none',
  },
  'transfer/busy': {
    title: 'An import or export is still running',
    explain: say('Wait until it is done, or cancel it.'),
    action: 'none',
  },
  'transfer/too-tall': {
    title: 'The answer is too long for one picture',
    explain: say('Save it as a PDF instead: that has as many pages as it needs.'),
    action: 'none',
  },
  'secrets/unreadable': {
    title: 'The kept key cannot be opened',
    explain: say(
      'The keyring that locked it is closed or has changed. The key was not deleted: unlock the keyring, or enter the key again.',
    ),
    action: 'check-key',
  },
  'secrets/other-address': {
    title: 'The key was given for another server',
    explain: ({ host, before }) =>
      `The address of this engine has changed to ${host ?? 'another one'} since its key was entered${before ? ` for ${before}` : ''}. Nothing was sent. If you changed it yourself, enter the key again.`,
    action: 'check-key',
  },
} satisfies FailureTable
