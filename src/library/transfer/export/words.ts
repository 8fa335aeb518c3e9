import { formatNumber } from '@shared/lib/amounts'
import { costWords as moneyWords } from '@shared/model/cost'
import type { Message, MessageState, ReasoningPart } from '@shared/model/message'

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' })
const moments = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' })

/** A time as it was on this computer's clock. */
export const momentWords = (at: number): string => (isTime(at) ? moments.format(at) : '')

export const periodWords = (from: number, until: number): string => {
  if (!isTime(from) || !isTime(until)) return ''
  const [first, last] = [days.format(from), days.format(until)]
  return first === last ? first : `${first} – ${last}`
}

/** The 100,000,000 days on either side of 1970 that a date can be in; an imported row may say anything. */
const isTime = (at: number): boolean => Math.abs(at) <= 8.64e15

export const speakerWords = ({ role }: Pick<Message, 'role'>): string =>
  role === 'user' ? 'You' : 'Assistant'

/** What stands in the place of a message, or a part of it, that could not be read. */
export const damagedWords =
  'This message is damaged: it, or a part of it, could not be read from the history.'

/** How an answer ended where it did not end well; null where it did. */
export const endWords = (state: MessageState): string | null => {
  switch (state) {
    case 'stopped':
      return 'Stopped here.'
    case 'interrupted':
      return 'Interrupted here.'
    case 'failed':
      return 'This answer failed.'
    case 'streaming':
      return 'Still being written when this was exported.'
    default:
      return null
  }
}

export const costWords = ({ usage, costUsd }: Pick<Message, 'usage' | 'costUsd'>): readonly string[] => {
  const words: string[] = []
  if (usage) {
    words.push(
      `${formatNumber(usage.inputTokens)} tokens in`,
      `${formatNumber(usage.outputTokens)} tokens out`,
    )
  }
  if (costUsd !== undefined) words.push(moneyWords(costUsd))
  return words
}

export const thoughtWords = ({ startedAt, endedAt }: ReasoningPart): string => {
  const seconds =
    startedAt !== undefined && endedAt !== undefined ? Math.round((endedAt - startedAt) / 1000) : 0
  return seconds < 2 ? 'Thoughts' : `Thought for ${seconds} seconds`
}
