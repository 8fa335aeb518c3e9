import { formatCost } from '@shared/model/cost'
import type { Notice } from '@shared/model/notice'

type Facts = Notice['data']
export type NoticeAction = 'choose-model' | 'check-key' | 'open-folder' | 'see-costs' | null
interface Words {
  readonly say: (facts: Facts) => string
  readonly action: NoticeAction
}

const fact = (facts: Facts, name: string): string => String(facts[name] ?? '')
const withFact = (facts: Facts, name: string, before: string, after = ''): string =>
  facts[name] === undefined ? '' : `${before}${fact(facts, name)}${after}`

/** Our own words for every notice. */
export const noticeWords: Readonly<Record<Notice['kind'], Words>> = {
  'library-restarted': {
    say: () => 'The part of Parley that keeps the history had to be restarted. Nothing was lost.',
    action: null,
  },
  'library-unavailable': {
    say: () =>
      'The history cannot be reached just now. Answers go on and are written down as soon as it is back.',
    action: 'open-folder',
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
    say: (facts) =>
      `The history file was damaged. It was set aside${withFact(facts, 'path', ' as ')}, not deleted, and a new one begun.`,
    action: 'open-folder',
  },
  'library-read-only': {
    say: (facts) =>
      facts.reason === 'disk-full'
        ? 'The disk is full. Everything so far can be read; nothing new can be kept until there is room.'
        : 'The history cannot be written. Everything so far can be read; nothing new can be kept.',
    action: 'open-folder',
  },
  'speech-fallback': {
    say: (facts) => {
      const next = facts.next === undefined ? 'the offline voice' : `the voice of ${fact(facts, 'next')}`
      if (facts.reason === 'engine/unsupported' && facts.next === undefined)
        return 'This engine does not read aloud, so the offline voice does. You can choose it for good in the settings.'
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
