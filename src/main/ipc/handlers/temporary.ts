import type { temporary as contract } from '@shared/ipc/temporary'
import type { TemporaryConversations } from '../../conversations/TemporaryConversations'
import type { Handlers } from '../contexts'

interface Needs {
  readonly temporary: TemporaryConversations
}

export const temporaryHandlers = ({ temporary }: Needs): Handlers<typeof contract> => ({
  'temporary.begin': ({ window, conversationId }) => temporary.begin(window, { conversationId }),
  'temporary.keep': ({ conversationId }) => temporary.keep(conversationId),
  'temporary.ensure': ({ window, choices }) => temporary.ensure(window, choices),
  'temporary.leave': ({ conversationId, window }) => temporary.leave(conversationId, window),
  'temporary.comeBack': ({ conversationId }) => temporary.comeBack(conversationId),
})
