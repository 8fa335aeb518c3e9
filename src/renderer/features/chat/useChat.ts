import { useStore } from 'zustand'
import { client } from '../../ipc/client'
import { type ChatStore, createChatStore } from './chatStore'

/** The window's one chat store. */
export const chatStore = createChatStore(client)

export const useChat = <T>(select: (store: ChatStore) => T): T => useStore(chatStore, select)
