import type { Conversation } from '@shared/model/conversation'
import { client } from '../../ipc/client'
import { NameField } from './NameField'
import { tellProblem } from './verbs'

/** A conversation's title as a field. */
export const RenameField = ({
  conversation,
  onEnd,
}: {
  readonly conversation: Conversation
  /** `byKey`: the focus was in the field until now and has to go somewhere. */
  readonly onEnd: (byKey: boolean) => void
}) => (
  <NameField
    label="Title"
    name={conversation.title}
    maxLength={300}
    onEnd={(title, byKey) => {
      onEnd(byKey)
      if (title === null) return
      client.call('conversations.rename', { conversationId: conversation.id, title }).catch(tellProblem)
    }}
  />
)
