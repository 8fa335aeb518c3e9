import type { Charge, CostSummary } from '../../model/cost'
import { method } from './method'

export const costMethods = {
  addCharge: method<{ charge: Charge }, void>(),
  sumConversation: method<{ conversationId: string }, CostSummary>(),
  /** The sum from `from` until before `until`, milliseconds since the epoch. */
  sumPeriod: method<{ from: number; until: number }, CostSummary>(),
}
