import { chatStore } from './useChat'

/** Neighbours loaded along with a message that came into view, so that scrolling finds them there. */
const around = 15
const mostAtOnce = 100

const wanted = new Set<string>()
const underway = new Set<string>()
let isScheduled = false

const loadWanted = async (): Promise<void> => {
  isScheduled = false
  const { chat, loadBodies } = chatStore.getState()
  if (!chat) return wanted.clear()
  const positions = new Map(chat.path.map((id, index) => [id, index]))
  const ids = new Set<string>()
  for (const id of wanted) {
    const at = positions.get(id)
    if (at === undefined) {
      // It stands beside the shown branch.
      if (chat.outline.has(id) && !underway.has(id)) ids.add(id)
      continue
    }
    for (const near of chat.path.slice(Math.max(0, at - around), at + around + 1)) {
      if (ids.size < mostAtOnce && !chat.messages.has(near) && !underway.has(near)) ids.add(near)
    }
  }
  wanted.clear()
  if (ids.size === 0) return
  for (const id of ids) underway.add(id)
  try {
    await loadBodies([...ids])
  } catch (error) {
    // The rows stay outlines and ask again when they next come into view.
    console.error('Messages could not be loaded', error)
  } finally {
    for (const id of ids) underway.delete(id)
  }
}

/** Asks for a message's content; requests of one frame go together. */
export const wantBody = (id: string): void => {
  wanted.add(id)
  if (isScheduled) return
  isScheduled = true
  queueMicrotask(() => void loadWanted())
}
