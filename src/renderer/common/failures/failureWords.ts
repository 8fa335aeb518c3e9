import type { ErrorCode, FailureData } from '@shared/ipc/errors'
import { formatBytes, formatNumber } from '../../ui/amounts'
import { formatWait } from '../../ui/dates'

/** What a button under a failure does. `again`: continues an answer that has text, asks anew otherwise. */
export type FailureAction =
  | 'check-key'
  | 'choose-model'
  | 'check-server'
  | 'again'
  | 'continue'
  | 'new-conversation'
  | 'open-folder'
  | 'see-costs'
  | 'choose-listener'
  | 'choose-microphone'
  | 'none'

export interface FailureWords {
  readonly title: string
  /** One or two sentences: what happened, and what helps. Never a server's own words. */
  readonly explain: (data: FailureData) => string
  readonly action: FailureAction
}

const say = (text: string) => () => text

const text = (data: FailureData, key: string): string | null => {
  const value = data[key]
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null
}

const model = (data: FailureData): string => {
  const name = text(data, 'model')
  return name ? `The model “${name}”` : 'This model'
}

const server = (data: FailureData): string => {
  const host = text(data, 'host')
  return host ? `The server at ${host}` : 'The server'
}

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
  'ipc/disconnected': {
    title: 'The window lost its connection',
    explain: say('The answer itself goes on in the background. It appears here once the connection is back.'),
    action: 'again',
  },
  'engine/none': {
    title: 'Nothing answers yet',
    explain: say('Choose where answers come from: an API key, a server of your own, or the built-in engine.'),
    action: 'check-key',
  },
  'engine/no-key': {
    title: 'A key is missing',
    explain: say('This engine wants an API key and none is set. Add one in the settings.'),
    action: 'check-key',
  },
  'engine/bad-key': {
    title: 'The key was not accepted',
    explain: (data) =>
      `${server(data)} refused the API key. It may be mistyped, revoked, or from another project. Check it in the settings.`,
    action: 'check-key',
  },
  'engine/forbidden': {
    title: 'Not allowed with this key',
    explain: (data) =>
      `${server(data)} knows the key but does not allow this. The account, the project or the region may be limited.`,
    action: 'check-key',
  },
  'engine/model-not-found': {
    title: 'This model is not available',
    explain: (data) => {
      const replacement = text(data, 'replacement')
      const next = replacement ? ` Its maker names “${replacement}” instead.` : ' Choose another one.'
      return `${model(data)} is unknown to the server or no longer offered.${next}`
    },
    action: 'choose-model',
  },
  'engine/not-found': {
    title: 'The server does not know this address',
    explain: (data) =>
      data.reason === 'redirect'
        ? `${server(data)} sends questions on to another address. That is not followed, since the key would go along: enter the final address instead.`
        : `${server(data)} answered, but not at this path. The base URL may lack its ending, often “/v1”.`,
    action: 'check-server',
  },
  'engine/bad-request': {
    title: 'The server did not accept the request',
    explain: say(
      'Something in the request does not suit this model. Another model or another wording may work.',
    ),
    action: 'choose-model',
  },
  'engine/context-too-long': {
    title: 'The conversation is too long for this model',
    explain: say('Choose a model with a larger memory, go on from an earlier message, or begin anew.'),
    action: 'choose-model',
  },
  'engine/refused': {
    title: 'The engine declined',
    explain: say('Its rules do not allow an answer to this. Another wording may.'),
    action: 'again',
  },
  'engine/rate-limited': {
    title: 'Too many requests',
    explain: (data) => {
      const wait = data.retryAfterMs
      return typeof wait === 'number' && wait > 0
        ? `${server(data)} asks for a pause of ${formatWait(wait)}. Then it can go on.`
        : `${server(data)} asks for a pause. Wait a little, then try again.`
    },
    action: 'again',
  },
  'engine/no-credit': {
    title: 'The account has no credit left',
    explain: say(
      'Add credit with the provider, use another key, or choose another engine. Waiting does not help.',
    ),
    action: 'check-key',
  },
  'engine/overloaded': {
    title: 'The server is overloaded',
    explain: say('It has too much to do just now. Trying again in a moment usually works.'),
    action: 'again',
  },
  'engine/server-error': {
    title: 'The server had a fault',
    explain: (data) => {
      const status = text(data, 'status')
      return `${server(data)} failed to answer${status ? ` (status ${status})` : ''}. This is on its side. Try again.`
    },
    action: 'again',
  },
  'engine/unreachable': {
    title: 'The server cannot be reached',
    explain: (data) =>
      `${server(data)} did not answer. Is this computer online, and if the server is a local one, is it running?`,
    action: 'again',
  },
  'engine/timeout': {
    title: 'The server took too long',
    explain: (data) =>
      `${server(data)} did not begin to answer in time. Try again, or allow more time in the settings.`,
    action: 'again',
  },
  'engine/stalled': {
    title: 'The answer stalled',
    explain: say('Nothing more came for a while, so the connection was closed. What had arrived is kept.'),
    action: 'again',
  },
  'engine/cut': {
    title: 'The connection broke',
    explain: say('The answer was cut off on its way. What had arrived is kept.'),
    action: 'again',
  },
  'engine/malformed': {
    title: 'The server’s answer was garbled',
    explain: (data) =>
      data.reason === 'too-long'
        ? `${server(data)} sent more than anybody can read, and was cut off. What came before is kept.`
        : `${server(data)} sent something that cannot be read. What came before it is kept.`,
    action: 'again',
  },
  'engine/no-finish': {
    title: 'The answer may be incomplete',
    explain: say('The server stopped without saying that it was done. What had arrived is kept.'),
    action: 'again',
  },
  'engine/answer-limit': {
    title: 'The answer reached its limit',
    explain: say('The model may write no more in one go. Continue lets it go on from here.'),
    action: 'again',
  },
  'engine/unsupported': {
    title: 'This engine cannot do that',
    explain: ({ what }) =>
      what === 'pictures'
        ? 'It draws no pictures. Another engine or model may.'
        : what === 'picture-edits'
          ? 'It draws pictures but does not change any. Another engine or model may.'
          : 'The server does not offer it. Another engine or model may.',
    action: 'choose-model',
  },
  'tool/unknown': {
    title: 'The model asked for a tool that does not exist',
    explain: say('Asking again usually helps.'),
    action: 'again',
  },
  'tool/bad-input': {
    title: 'A tool could not understand the model',
    explain: say('What the model wrote for it was not usable. Asking again usually helps.'),
    action: 'again',
  },
  'tool/too-many-rounds': {
    title: 'The model used its tools without end',
    explain: say('It was ended after eight rounds. What it had found is kept.'),
    action: 'again',
  },
  'run/busy': {
    title: 'An answer is still being written',
    explain: say('Wait for it, or stop it first.'),
    action: 'none',
  },
  'run/interrupted': {
    title: 'The answer was interrupted',
    explain: say('Parley ended before it was complete. What had arrived is kept.'),
    action: 'again',
  },
  'run/over-budget': {
    title: 'This month’s limit is reached',
    explain: say(
      'You set a monthly limit and asked Parley to stop there, so nothing was asked. Raise the limit, or wait for the next month.',
    ),
    action: 'see-costs',
  },
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
  'picture/not-found': {
    title: 'The picture file is missing',
    explain: say('Its entry is here, but the file in the pictures folder is not. A backup may have it.'),
    action: 'open-folder',
  },
  'picture/unreadable': {
    title: 'The picture cannot be read',
    explain: (data) =>
      typeof data.width === 'number' && typeof data.height === 'number'
        ? `It says that it is ${data.width} × ${data.height} pixels large. More than 100 million are not opened.`
        : 'The data is not a picture that Parley knows (PNG, JPEG or WebP), or it is damaged.',
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
  'screen/denied': {
    title: 'The system does not let Parley see the screen',
    explain: say(
      'Allow it in the system’s settings under Privacy, Screen Recording, and start Parley again.',
    ),
    action: 'none',
  },
  'screen/unavailable': {
    title: 'There was no screen to see',
    explain: say('The desktop gave no picture of it, or you said no in its dialog. Nothing was taken.'),
    action: 'none',
  },
  'speech/unavailable': {
    title: 'Reading aloud does not work just now',
    explain: say('Neither the engine nor the offline voice could speak this.'),
    action: 'again',
  },
  'speech/strayed': {
    title: 'The voice did not read word for word',
    explain: say('What it said was not what is written. Another voice reads instead.'),
    action: 'again',
  },
  'speech/not-kept': {
    title: 'This speech was not kept',
    explain: say('Only what was spoken whole, just now, can be kept.'),
    action: 'again',
  },
  'listening/unsupported': {
    title: 'Nobody here turns speech into text',
    explain: (data) => {
      const name = text(data, 'engine') ?? 'This engine'
      return data.isBuiltin
        ? 'The built-in guide can speak but has no ears. OpenAI and many servers of one’s own have; choose one, or one for listening alone, in the settings.'
        : `${name} has shown that it does not. Choose another engine for listening in the settings; if it can by now, connect it once more.`
    },
    action: 'choose-listener',
  },
  'microphone/denied': {
    title: 'The system does not let Parley use the microphone',
    explain: say('Allow it in the system’s settings under Privacy, Microphone, then try again.'),
    action: 'choose-microphone',
  },
  'microphone/none': {
    title: 'There is no microphone',
    explain: say('Plug one in, or switch it on in the system’s sound settings, then try again.'),
    action: 'choose-microphone',
  },
  'microphone/busy': {
    title: 'The microphone cannot be opened',
    explain: say('Another program may be keeping it for itself. Close that, or choose another microphone.'),
    action: 'choose-microphone',
  },
  'microphone/gone': {
    title: 'The microphone went away',
    explain: say('It was unplugged or switched off. What was said until then is kept.'),
    action: 'choose-microphone',
  },
  'recording/silent': {
    title: 'Nothing was heard',
    explain: say('Is this the right microphone, and is it switched on? Nothing was sent.'),
    action: 'choose-microphone',
  },
  'recording/wordless': {
    title: 'No words were understood',
    explain: say('There was sound, but no words came of it.'),
    action: 'choose-microphone',
  },
  'recording/not-found': {
    title: 'This recording is gone',
    explain: say('Its words have come already, or it was thrown away in another window.'),
    action: 'none',
  },
}

/** Title and explanation for a failure, ready to show. */
export const wordsFor = (
  code: ErrorCode,
  data: FailureData = {},
): { readonly title: string; readonly explanation: string; readonly action: FailureAction } => {
  const words = failureWords[code] ?? failureWords.internal
  return { title: words.title, explanation: words.explain(data), action: words.action }
}
