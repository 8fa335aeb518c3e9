import { useNavigation } from '../../common/navigation/navigation'
import { chatStore } from './useChat'

let lastId: string | null = null

/**
 * The message that a jump starts from: the one jumped to last while it is in view, otherwise what is in the
 * middle.
 */
const messageInView = (): string | null => {
  const log = document.querySelector<HTMLElement>('[role="log"]')
  if (!log) return null
  const { top, bottom } = log.getBoundingClientRect()
  const middle = (top + bottom) / 2
  let found: string | null = null
  for (const article of log.querySelectorAll<HTMLElement>('[data-message]')) {
    const box = article.getBoundingClientRect()
    const id = article.dataset.message ?? null
    if (id === lastId && box.bottom > top && box.top < bottom) return id
    if (box.top <= middle && box.bottom > top) found = id
  }
  return found
}

/** Brings the question before or after what is in view into it. */
export const jumpToQuestion = (direction: 'previous' | 'next'): void => {
  const { chat } = chatStore.getState()
  if (!chat || useNavigation.getState().view !== 'chat') return
  const at = chat.path.indexOf(messageInView() ?? '')
  const isQuestion = (id: string) => chat.outline.get(id)?.role === 'user'
  const id =
    direction === 'previous'
      ? chat.path.slice(0, Math.max(at, 0)).findLast(isQuestion)
      : chat.path.slice(at + 1).find(isQuestion)
  if (id === undefined) return
  lastId = id
  useNavigation.getState().openConversation(chat.conversation.id, { messageId: id })
}
