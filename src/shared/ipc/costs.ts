import { z } from 'zod'
import type { CostSummary } from '../model/cost'
import { id } from './common'
import { call } from './define'

export const costs = {
  'costs.ofConversation': call<CostSummary>()(z.object({ conversationId: id })),
  /** A calendar month, `YYYY-MM`, in the computer's time zone. */
  'costs.ofMonth': call<CostSummary>()(z.object({ month: z.string().regex(/^\d{4}-\d{2}$/) })),
}
