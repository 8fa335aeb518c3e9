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
  /** How many answers, pictures and charges have no known price: the sum leaves them out and says so. */
  readonly unknownCount: number
  readonly usage: Usage
  readonly answers: number
  readonly pictures: number
  /** US dollars of it for speech. */
  readonly speechUsd: number
}
