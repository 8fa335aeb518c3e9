import type { StartedRun } from '@shared/ipc/runs'
import { useStore } from 'zustand'
import { client } from '../../ipc/client'
import { readAskedAnswer } from '../speech/speechStore'
import { type ChatStore, createChatStore } from './chatStore'

export { isAnswering, isPendingShown } from './chatStore'

let whenAsked = ({ messageId }: StartedRun): void => readAskedAnswer(messageId, 'main')

/** For a window with a rule of its own about what happens to answers that were asked for in it. */
export const replaceWhenAsked = (rule: (run: StartedRun) => void): void => {
  whenAsked = rule
}

/** The window's one chat store. */
export const chatStore = createChatStore(client, (run) => whenAsked(run))

export const useChat = <T>(select: (store: ChatStore) => T): T => useStore(chatStore, select)
