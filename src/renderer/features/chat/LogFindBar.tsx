import { FindBar } from '../find/FindBar'
import { useFind } from '../find/findStore'
import { isAnswering, useChat } from './useChat'

/** The find bar over the log; looks again when the branch changes or an answer is complete. */
export const LogFindBar = () => {
  const isOpen = useFind((find) => find.isOpen)
  const path = useChat(({ chat }) => chat?.path)
  const isStreaming = useChat(isAnswering)
  return isOpen ? <FindBar version={`${path?.length} ${path?.at(-1)} ${isStreaming}`} /> : null
}
