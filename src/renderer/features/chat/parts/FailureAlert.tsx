import type { ErrorCode, FailureData } from '@shared/ipc/errors'
import { textOf } from '@shared/model/message'
import { TriangleAlert } from 'lucide-react'
import type { FailureAction } from '../../../common/failures/failureText'
import { wordsFor } from '../../../common/failures/failureWords'
import { useNavigation } from '../../../common/navigation/navigation'
import { client } from '../../../ipc/client'
import { chatStore } from '../useChat'

interface Props {
  readonly messageId: string
  readonly code: ErrorCode
  readonly data?: FailureData | undefined
}

interface Help {
  readonly label: string
  readonly run: () => void
}

const helpFor = (action: FailureAction, messageId: string): Help | null => {
  const ui = useNavigation.getState()
  const chat = chatStore.getState()
  const message = chat.chat?.messages.get(messageId)
  const hasText = message !== undefined && textOf(message).trim() !== ''
  const retry = { label: 'Try again', run: () => void chat.regenerate(messageId) }
  const continueAnswer = { label: 'Continue', run: () => void chat.continueAnswer(messageId) }
  switch (action) {
    case 'check-key':
      return { label: 'Check the key', run: () => ui.openSettings('engine') }
    case 'check-server':
      return { label: 'Check the server', run: () => ui.openSettings('engine') }
    case 'choose-model':
      return {
        label: 'Choose another model',
        run: () => {
          // What the conversation chose for itself is changed there, not in the settings.
          const { engineId, model } = chat.chat?.conversation.choices ?? {}
          if (engineId === undefined && model === undefined) ui.openSettings('engine')
          else ui.openChoices()
        },
      }
    case 'continue':
      return continueAnswer
    case 'again':
      return hasText ? continueAnswer : retry
    case 'new-conversation':
      return { label: 'New conversation', run: () => ui.startConversation() }
    case 'open-folder':
      return {
        label: 'Open the folder',
        run: () => void client.call('app.showFolder', { folder: 'userData' }),
      }
    case 'see-costs':
      return { label: 'See the limit', run: () => ui.openSettings('costs') }
    case 'choose-listener':
    case 'choose-microphone':
      return { label: 'Open the settings', run: () => ui.openSettings('dictation') }
    case 'none':
      return null
  }
}

/**
 * Why an answer ended, in our own words, and the button that helps most. A second one asks again where that
 * differs.
 */
export const FailureAlert = ({ messageId, code, data }: Props) => {
  const { title, explanation, action } = wordsFor(code, data)
  const help = helpFor(action, messageId)
  const isSettings =
    action === 'check-key' || action === 'choose-model' || action === 'check-server' || action === 'see-costs'
  const again = isSettings ? helpFor('again', messageId) : null
  return (
    <div role="alert" className="alert">
      <TriangleAlert aria-hidden="true" size={18} className="alert-icon" />
      <div className="alert-words">
        <p className="alert-title">{title}</p>
        <p>{explanation}</p>
        <div className="alert-actions">
          {help && (
            <button type="button" className="button" onClick={help.run}>
              {help.label}
            </button>
          )}
          {again && (
            <button type="button" className="button quiet" onClick={again.run}>
              {again.label}
            </button>
          )}
        </div>
      </div>
    </div>
  )
}
