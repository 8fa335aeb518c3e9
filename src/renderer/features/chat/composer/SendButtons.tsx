import { ArrowUp, Square } from 'lucide-react'
import { IconButton } from '../../../ui/IconButton'
import { chatStore, isAnswering, useChat } from '../useChat'
import type { Question } from './useQuestion'

/** Send; Stop while an answer streams; both where the next question is written meanwhile. */
export const SendButtons = ({
  hasAny,
  isBegun,
  isSending,
}: Pick<Question, 'hasAny' | 'isBegun' | 'isSending'>) => {
  const isStreaming = useChat(isAnswering)
  return (
    <>
      {isStreaming && (
        <IconButton label="Stop" className="send is-stop" onClick={() => void chatStore.getState().stop()}>
          <Square size={14} fill="currentColor" />
        </IconButton>
      )}
      {(!isStreaming || hasAny) && (
        <IconButton label="Send" type="submit" className="send" disabled={!isBegun || isSending}>
          <ArrowUp size={18} />
        </IconButton>
      )}
    </>
  )
}
