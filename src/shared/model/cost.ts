import type { Usage } from './message'

/** What was spent on something that is no message: speech, a title. */
export interface Charge {
  readonly kind: 'speech' | 'title' | 'transcription'
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly conversationId: string | null
  readonly model: string
  /** US dollars; null when the price is unknown. */
  readonly costUsd: number | null
}

/** The sum over a conversation or a month. */
export interface CostSummary {
  /** US dollars of everything whose price is known. */
  readonly costUsd: number
  /** The number of answers, pictures and charges of unknown price: the sum leaves them out and says so. */
  readonly unknownCount: number
  readonly usage: Usage
  readonly answers: number
  readonly pictures: number
  /** US dollars of it for speech, spoken and understood. */
  readonly speechUsd: number
  /** US dollars that the makers' caches saved, for a conversation; absent where that is not known. */
  readonly savedUsd?: number
}

/** What one thing cost: where nothing is charged that is said, and so is a price that is not known. */
export const costWords = (usd: number | null): string =>
  usd === null ? 'cost unknown' : usd === 0 ? 'costs nothing' : formatCost(usd)

/** What the maker's cache saved, or took so that later requests save; null where it is next to nothing. */
export const savedWords = (usd: number | undefined): string | null => {
  if (usd === undefined || Math.abs(usd) < 0.000_05) return null
  return usd > 0 ? `the cache saved ${formatCost(usd)}` : `filling the cache took ${formatCost(-usd)}`
}

/** What a minute of speech, spoken or understood, is going to cost. */
export const minuteWords = (usd: number | null): string => {
  if (usd === null) return 'Price unknown.'
  return usd === 0 ? 'Costs nothing.' : `About ${formatCost(usd)} a minute.`
}

/** Money small enough to need more digits than prices have. */
export const formatCost = (usd: number): string => {
  if (usd === 0) return '$0'
  if (usd < 0.0001) return 'less than $0.0001'
  if (usd < 0.01) return `$${usd.toFixed(4)}`
  if (usd < 1) return `$${usd.toFixed(3)}`
  return `$${usd.toFixed(2)}`
}
