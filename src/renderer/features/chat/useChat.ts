import { useStore } from 'zustand'
import { useApp } from '../../app/appStore'
import { client } from '../../ipc/client'
import { autoRead } from '../speech/speechStore'
import { type ChatStore, createChatStore } from './chatStore'

export { isAnswering, isPendingShown } from './chatStore'

/** The window's one chat store. */
export const chatStore = createChatStore(client, ({ messageId }) => {
  const { settings } = useApp.getState()
  if (settings?.readAloud && !settings.muted) autoRead(messageId)
})

export const useChat = <T>(select: (store: ChatStore) => T): T => useStore(chatStore, select)
