import type { QueuedQuestion } from '@shared/model/conversation'
import { ArrowUp, Clock, Paperclip, Pencil, X } from 'lucide-react'
import { useComposer } from '../../../common/composerStore'
import { useNavigation } from '../../../common/navigation/navigation'
import { IconButton } from '../../../ui/IconButton'
import { useGeneration } from '../../pictures/generation/generationStore'
import { chatStore, isAnswering, useChat } from '../useChat'

const giveBack = ({ prompt, attachments, wish }: QueuedQuestion): void => {
  useComposer.getState().giveBack({ text: prompt, attachments })
  if (wish) useGeneration.getState().giveBack(wish)
}

/**
 * Questions that wait for the answer in progress. After a stop or a failure they stay until the user asks on.
 */
export const WaitingQuestions = () => {
  const queue = useChat(({ chat }) => chat?.queue)
  const isStreaming = useChat(isAnswering)
  if (!queue || queue.length === 0) return null
  const { takeBack, send } = chatStore.getState()

  const edit = async (id: string) => {
    const question = await takeBack(id)
    if (question) giveBack(question)
  }
  const askNow = async (id: string) => {
    const question = await takeBack(id)
    if (!question) return
    try {
      await send(question)
    } catch {
      // The composer has the words; asking again says why not.
      giveBack(question)
    }
  }
  return (
    <ol className="waiting" aria-label="Waiting questions">
      {queue.map(({ id, prompt, attachments }, index) => (
        <li key={id} className="waiting-question">
          <Clock size={15} aria-hidden="true" />
          <span className="waiting-words">{prompt.trim() === '' ? 'Attachments only' : prompt}</span>
          {attachments.length > 0 && (
            <span className="waiting-files">
              <Paperclip size={13} aria-hidden="true" /> {attachments.length}
              <span className="visually-hidden"> attached</span>
            </span>
          )}
          {!isStreaming && index === 0 && (
            <IconButton label="Ask now" onClick={() => void askNow(id)}>
              <ArrowUp size={15} />
            </IconButton>
          )}
          <IconButton label="Edit" onClick={() => void edit(id)}>
            <Pencil size={14} />
          </IconButton>
          <IconButton
            label="Remove"
            onClick={() => {
              // The button goes with its question.
              useNavigation.getState().focusComposer()
              void takeBack(id)
            }}
          >
            <X size={15} />
          </IconButton>
        </li>
      ))}
    </ol>
  )
}
