import { useStore } from 'zustand'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { readAskedAnswer } from '../speech/speechStore'
import { type ChatStore, createChatStore } from './chatStore'

export { isAnswering, isPendingShown } from './chatStore'

/**
 * The window's one chat store. An answer that was asked for in it is read aloud as the window's setting
 * says; where the quick window's says nothing, as in the main window.
 */
export const chatStore = createChatStore(client, ({ messageId }) =>
  readAskedAnswer(messageId, useNavigation.getState().window),
)

export const useChat = <T>(select: (store: ChatStore) => T): T => useStore(chatStore, select)
