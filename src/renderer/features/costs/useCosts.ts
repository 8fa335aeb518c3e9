import type { CostSummary } from '@shared/model/cost'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'

/** A sum as main has it now; asked again whenever `moment` changes. */
const useSum = (ask: () => Promise<CostSummary>, moment: unknown): CostSummary | null =>
  // biome-ignore lint/correctness/useExhaustiveDependencies: `moment` says when to ask, `ask` is new each time
  useCall(ask, [moment], 'Costs could not be summed')

export const useConversationCosts = (conversationId: string, moment: unknown): CostSummary | null =>
  useSum(() => client.call('costs.ofConversation', { conversationId }), `${conversationId} ${String(moment)}`)

/** `YYYY-MM` in the computer's time zone. */
export const monthOf = (time: number): string => {
  const date = new Date(time)
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`
}

export const useMonthCosts = (month: string): CostSummary | null =>
  useSum(() => client.call('costs.ofMonth', { month }), month)
