import type { costs as contract } from '@shared/ipc/costs'
import type { Costs } from '../../costs/Costs'
import type { Handlers } from '../contexts'

interface Needs {
  readonly costs: Costs
}

export const costsHandlers = ({ costs }: Needs): Handlers<typeof contract> => ({
  'costs.ofConversation': ({ conversationId }) => costs.ofConversation(conversationId),
  'costs.ofMonth': ({ month }) => costs.ofMonth(month),
})
