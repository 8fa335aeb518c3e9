import type { temporary as contract } from '@shared/ipc/temporary'
import type { TemporaryConversations } from '../../conversations/TemporaryConversations'
import type { Handlers } from '../contexts'

interface Needs {
  readonly temporary: TemporaryConversations
}

export const temporaryHandlers = ({ temporary }: Needs): Handlers<typeof contract> => ({
  'temporary.begin': ({ window, choices }) => temporary.begin(window, choices),
  'temporary.keep': ({ conversationId }) => temporary.keep(conversationId),
  'temporary.leave': ({ conversationId }) => temporary.leave(conversationId),
  'temporary.comeBack': ({ conversationId }) => temporary.comeBack(conversationId),
})
