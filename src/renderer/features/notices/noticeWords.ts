import { formatCost } from '@shared/model/cost'
import { isOfEnvironment, openaiEngineId } from '@shared/model/engine'
import type { Notice } from '@shared/model/notice'
import { problemOf } from '@shared/model/syncProblem'
import { deletionWords, syncProblemWords } from '../../common/failures/syncProblems'
import { counted, formatBytes } from '../../ui/amounts'
import { formatMoment } from '../../ui/dates'
import { contentsWords } from '../backups/backupWords'

type Facts = Notice['data']
export type NoticeAction =
  | 'choose-engine'
  | 'choose-model'
  | 'check-key'
  | 'open-folder'
  | 'see-costs'
  | 'see-backups'
  | 'see-sync'
  | 'open-again'
  | null
interface Words {
  readonly say: (facts: Facts) => string
  readonly action: NoticeAction
}

const fact = (facts: Facts, name: string): string => String(facts[name] ?? '')
const withFact = (facts: Facts, name: string, before: string, after = ''): string =>
  facts[name] === undefined ? '' : `${before}${fact(facts, name)}${after}`

/** An engine that is gone has left only its id. */
const goneEngine = (id: string): string => {
  if (id === openaiEngineId) return 'OpenAI'
  if (isOfEnvironment(id)) return 'The engine of the environment'
  const address = /^server:https?:\/\/([^/]+)/.exec(id)?.[1]
  return address === undefined ? 'The engine that was chosen' : `The server at ${address}`
}

/** Our own words for every notice. */
export const noticeWords: Readonly<Record<Notice['kind'], Words>> = {
  'library-restarted': {
    say: () => 'The part of Parley that keeps the history had to be restarted. Nothing was lost.',
    action: null,
  },
  'library-unavailable': {
    say: (facts) => {
      switch (facts.reason) {
        case 'library/newer':
          return 'This history was written by a newer version of Parley. It was left as it is; start that version to use it.'
        case 'library/no-room':
          return `The history has to be brought up to date first, and the disk has too little room for that${
            facts.neededBytes === undefined ? '' : `: ${formatBytes(Number(facts.neededBytes))} must be free`
          }. It was left as it is.`
        case 'library/update-failed':
          return 'The history could not be brought up to date for this version of Parley. It was left as it is, and the version before can still open it. The log says more.'
        case 'library/disk-full':
          return 'The disk is full, and the history cannot be opened without a little room. It was left as it is.'
        default:
          return 'The history cannot be reached just now. Answers go on and are written down as soon as it is back.'
      }
    },
    action: 'open-again',
  },
  'library-opening': {
    say: () =>
      'The history is being checked and made ready, which takes a while after a change or an unclean end. It appears by itself.',
    action: null,
  },
  'library-updated': {
    say: (facts) =>
      `The history was brought up to date for this version of Parley. As it was before, it is kept${withFact(facts, 'path', ' as ')}.`,
    action: null,
  },
  'library-restored': {
    say: (facts) => {
      if (facts.messages === undefined)
        return `The backup that was being restored is in place. What was there before is kept${withFact(facts, 'path', ' as ')}.`
      const missing = Number(facts.missingFiles ?? 0)
      const lacking =
        missing === 0
          ? ''
          : ` ${counted(missing, 'picture or file', 'pictures or files')} could not be brought back.`
      return `Restored ${contentsWords(facts)} as of ${formatMoment(Number(facts.takenAt))}.${lacking} What was there before is kept as a backup.`
    },
    action: 'see-backups',
  },
  'library-damage-found': {
    say: (facts) =>
      facts.isFull === 1
        ? 'A part of the history file is damaged, and the disk has too little room to repair it. What can be read is shown; nothing new can be kept. Make room, then start Parley again.'
        : 'A part of the history file is damaged. Quit Parley and start it again: it then saves what can be read into a new file, fills gaps from the newest backup, and keeps the damaged file.',
    action: 'see-backups',
  },
  'library-log-missing': {
    say: () =>
      'Parley was ended in the middle of something, and since then a file that belongs to the history (library.db-wal) has disappeared. What was said in the last moments before may be missing.',
    action: 'see-backups',
  },
  'library-log-damaged': {
    say: (facts) =>
      `Parley was ended in the middle of something, and the file that held what was said last (library.db-wal) is damaged. Some of the last messages are missing. What was left of it is kept${withFact(facts, 'path', ' as ')}.`,
    action: 'see-backups',
  },
  'library-rows-damaged': {
    say: (facts) => {
      const [messages, conversations] = [Number(facts.messages ?? 0), Number(facts.conversations ?? 0)]
      const mended = Number(facts.mended ?? 0)
      const what = [
        messages === 0 ? null : counted(messages, 'message', 'messages'),
        conversations === 0
          ? null
          : counted(
              conversations,
              'detail of a conversation or picture',
              'details of conversations or pictures',
            ),
      ]
        .filter((words) => words !== null)
        .join(' and ')
      const begin = `A part of the history file is damaged: ${what} could not be read.`
      const from = ` from the backup of ${formatMoment(Number(facts.mendedFrom ?? 0))}`
      if (mended === 0) return `${begin} No backup has it. Everything else is there, and nothing was deleted.`
      return mended === messages + conversations
        ? `${begin} All of it was brought back${from}.`
        : `${begin} ${mended} of it was brought back${from}; the rest is marked where it stands, and nothing was deleted.`
    },
    action: 'see-backups',
  },
  'library-index-rebuilt': {
    say: () =>
      'What the search knows of the history was damaged, so it is being made anew. Until then a search may find less. Nothing of the history is lost.',
    action: null,
  },
  'library-missing': {
    say: () => 'There is no history file, so Parley began a new one. Backups of an earlier one are here.',
    action: 'see-backups',
  },
  'backup-failed': {
    say: (facts) =>
      facts.reason === 'library/no-room'
        ? `There is not enough room for today’s backup: ${formatBytes(Number(facts.neededBytes))} must be free, and ${formatBytes(Number(facts.freeBytes))} are.`
        : 'Today’s backup could not be made. Nothing else is affected, and it is tried again later.',
    action: 'see-backups',
  },
  'library-recovered': {
    say: (facts) => {
      const count = Number(facts.count ?? 1)
      const what = count === 1 ? 'An answer was' : `${count} answers were`
      return `${what} still being written when Parley last ended. The text so far is kept; you can let it continue.`
    },
    action: null,
  },
  'library-set-aside': {
    say: (facts) => {
      const aside = `The history file was damaged. It was set aside${withFact(facts, 'path', ' as ')}, not deleted`
      const messages = Number(facts.messages ?? 0)
      if (messages === 0) return `${aside}, and a new one begun.`
      const filled = Number(facts.filledMessages ?? 0)
      const from =
        filled === 0
          ? ''
          : `, ${counted(filled, 'of them', 'of them')} from the backup of ${formatMoment(Number(facts.filledFrom))}; what you deleted since then may be back`
      return `${aside}. ${counted(messages, 'message was', 'messages were')} saved into a new one${from}.`
    },
    action: 'see-backups',
  },
  'library-read-only': {
    say: (facts) =>
      facts.reason === 'disk-full'
        ? 'The disk is full. Everything so far can be read; nothing new can be kept until there is room.'
        : 'The history cannot be written. Everything so far can be read; nothing new can be kept.',
    action: 'open-folder',
  },
  'sync-waits': {
    say: (facts) => {
      if (facts.count !== undefined)
        return `Sync waits for you. ${deletionWords(fact(facts, 'deviceName'), Number(facts.count), Number(facts.of))}.`
      return `Sync waits for you. ${syncProblemWords[problemOf(facts)].title}.`
    },
    action: 'see-sync',
  },
  'speech-fallback': {
    say: (facts) => {
      const next = facts.next === undefined ? 'the offline voice' : `the voice of ${fact(facts, 'next')}`
      if (facts.reason === 'engine/unsupported' && facts.next === undefined)
        return 'This engine does not read aloud, so the offline voice does. You can choose it for good in the settings, under Voice.'
      if (facts.reason === 'speech/strayed')
        return `The voice of ${fact(facts, 'model')} did not read word for word, so ${next} said the sentence again.`
      if (facts.reason === 'engine/model-not-found')
        return `The speech model ${fact(facts, 'model')} is not offered here, so ${next} went on.`
      return `The engine’s voice failed, so ${next} went on. The next reading asks the engine again.`
    },
    action: null,
  },
  'speech-retired': {
    say: (facts) =>
      `The speech model ${fact(facts, 'model')} is no longer offered, so ${
        facts.next === undefined ? 'the offline voice' : `that of ${fact(facts, 'next')}`
      } reads from now on.`,
    action: null,
  },
  'speech-missing': {
    say: () => 'Some kept speech was no longer in its folder, so it is spoken anew.',
    action: null,
  },
  'engine-gone': {
    say: (facts) =>
      `${goneEngine(fact(facts, 'engine'))} is no longer set up here, so ${fact(facts, 'next')} takes its place.`,
    action: 'choose-engine',
  },
  'model-ending': {
    say: (facts) =>
      `The model ${fact(facts, 'model')} ends${withFact(facts, 'date', ' on ')}.${withFact(
        facts,
        'replacement',
        ' Its maker names ',
        ' instead.',
      )}`,
    action: 'choose-model',
  },
  'model-ended': {
    say: (facts) =>
      `The model ${fact(facts, 'model')} is no longer offered.${withFact(
        facts,
        'replacement',
        ' Its maker names ',
        ' instead.',
      )}`,
    action: 'choose-model',
  },
  'key-session-only': {
    say: () =>
      'This system has no keyring that Parley can use, so the key is held in memory and asked for again after you quit.',
    action: 'check-key',
  },
  'key-unreadable': {
    say: () =>
      'The kept key cannot be opened: the keyring that locked it is closed or has changed. The key was not deleted.',
    action: 'check-key',
  },
  'settings-set-aside': {
    say: (facts) =>
      `The settings file could not be read and was set aside${withFact(facts, 'path', ' as ')}. Parley began with its defaults.`,
    action: 'open-folder',
  },
  'settings-unreadable': {
    say: (facts) =>
      `The settings file${withFact(facts, 'path', ' ')} cannot be read. Parley began with its defaults; what you change now holds until you quit.`,
    action: 'open-folder',
  },
  'budget-reached': {
    say: (facts) =>
      `This month has cost ${formatCost(Number(facts.usd))}, and your limit is ${formatCost(Number(facts.limit))}.`,
    action: 'see-costs',
  },
  'link-refused': {
    say: ({ reason }) => {
      if (reason === 'not-found') return 'That link leads to a conversation that is not on this computer.'
      if (reason === 'empty')
        return 'A link asked Parley to fill in a question, but there were no words in it.'
      if (reason === 'too-long')
        return 'A link brought more text than Parley takes from a link. Nothing was filled in.'
      return 'A link asked for something that Parley does not do for links. Nothing was done.'
    },
    action: null,
  },
}
