import { formatBytes, formatNumber } from '../../ui/amounts'
import { type FailureTable, say } from './failureText'

/** Words for what is kept: conversations, pictures, the library and its backups. */
export const historyFailures = {
  'conversation/not-found': {
    title: 'This conversation is gone',
    explain: say('It was deleted, here or in another window.'),
    action: 'new-conversation',
  },
  'conversation/not-in-trash': {
    title: 'It is not in the trash',
    explain: say('Only what lies in the trash is deleted for ever. Move it there first.'),
    action: 'none',
  },
  'folder/not-found': {
    title: 'This folder is gone',
    explain: say('It was deleted, perhaps from another window. Its conversations are still there.'),
    action: 'none',
  },
  'folder/too-many': {
    title: 'Too many folders',
    explain: say('A thousand folders is as many as there can be. Delete one that is not used.'),
    action: 'none',
  },
  'order/too-late': {
    title: 'Too late to undo',
    explain: say(
      'Too much has changed since, or Parley was restarted. What is in the trash can be put back there.',
    ),
    action: 'none',
  },
  'message/not-found': {
    title: 'This message is gone',
    explain: say('It was deleted, here or in another window.'),
    action: 'none',
  },
  'message/damaged': {
    title: 'This message is damaged',
    explain: say(
      'It, or a part of it, could not be read from the history file. Nothing of it was deleted; a backup may still have it.',
    ),
    action: 'none',
  },
  'picture/not-found': {
    title: 'The picture file is missing',
    explain: say('Its entry is here, but the file in the pictures folder is not. A backup may have it.'),
    action: 'open-folder',
  },
  'picture/unreadable': {
    title: 'The picture cannot be read',
    explain: (data) => {
      if (typeof data.width === 'number' && typeof data.height === 'number')
        return `It says that it is ${data.width} × ${data.height} pixels large. More than 100 million are not opened.`
      if (typeof data.mostMegabytes === 'number')
        return `It is larger than ${data.mostMegabytes} MB. The rest of the answer is here.`
      if (typeof data.mostPictures === 'number')
        return `Parley keeps at most ${data.mostPictures} pictures of one answer. The rest of it is here.`
      return 'The data is not a picture that Parley knows (PNG, JPEG or WebP), or it is damaged.'
    },
    action: 'again',
  },
  'picture/too-large': {
    title: 'The picture is too large for this format',
    explain: (data) =>
      `It takes at most ${typeof data.mostPixels === 'number' ? formatNumber(data.mostPixels) : '16,383'} pixels a side. PNG takes more.`,
    action: 'none',
  },
  'picture/prompt-too-long': {
    title: 'The description is too long',
    explain: (data) =>
      `A picture model reads at most ${typeof data.limit === 'number' ? formatNumber(data.limit) : '32,000'} characters. Nothing was sent.`,
    action: 'none',
  },
  'library/unavailable': {
    title: 'The history cannot be reached just now',
    explain: say('The part of Parley that keeps it is being restarted. Try again in a moment.'),
    action: 'again',
  },
  'library/disk-full': {
    title: 'The disk is full',
    explain: say(
      'Nothing new can be kept, so nothing new is asked. Everything so far can be read. Make room, then try again.',
    ),
    action: 'open-folder',
  },
  'library/read-only': {
    title: 'The history is read-only',
    explain: say('Its folder does not allow writing. Everything so far can be read.'),
    action: 'open-folder',
  },
  'library/damaged': {
    title: 'The history is damaged',
    explain: say(
      'A part of its file cannot be read. Quit Parley and start it again: it then saves what can be read, and keeps the damaged file.',
    ),
    action: 'open-folder',
  },
  'library/newer': {
    title: 'The history is from a newer Parley',
    explain: say('This version cannot read it and leaves it as it is. Install the newer version.'),
    action: 'open-folder',
  },
  'library/no-room': {
    title: 'There is not enough room on the disk',
    explain: (data) => {
      const { neededBytes, freeBytes } = data
      const sizes =
        typeof neededBytes === 'number' && typeof freeBytes === 'number'
          ? ` It takes ${formatBytes(neededBytes)}, and ${formatBytes(freeBytes)} are free.`
          : ''
      return `Nothing was begun and nothing was changed.${sizes}`
    },
    action: 'open-folder',
  },
  'library/update-failed': {
    title: 'The history could not be brought up to date',
    explain: say('It was left as it is. The version of Parley before can still open it.'),
    action: 'open-folder',
  },
  'backup/busy': {
    title: 'A backup is being made or restored',
    explain: say('Wait until it is done, then try again.'),
    action: 'none',
  },
  'backup/not-found': {
    title: 'This backup is gone',
    explain: say('Its folder was moved or deleted. Nothing was changed.'),
    action: 'open-folder',
  },
  'backup/damaged': {
    title: 'The backup did not pass its check',
    explain: say('It is not whole, so it is not used. Nothing was changed.'),
    action: 'none',
  },
} satisfies FailureTable
