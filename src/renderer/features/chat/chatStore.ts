import { AppError, type ErrorCode, type FailureData, isCancelled } from '@shared/ipc/errors'
import type { StartedRun } from '@shared/ipc/runs'
import type { OutlineEntry } from '@shared/model/message'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Client } from '../../ipc/client'
import { follow } from '../../ipc/retrying'
import { applyBatch, type ChatState, withLoaded } from './chatState'
import { newestLeafUnder } from './siblings'

/** A question on its way to main, shown until it comes back as a message. */
export interface PendingQuestion {
  readonly text: string
  /** How many messages there were: one more means that the question has arrived. */
  readonly messagesBefore: number
}

export interface Trouble {
  readonly code: ErrorCode
  readonly data?: FailureData
}

export interface ChatStore {
  readonly conversationId: string | null
  /** Null until the snapshot has come, and for a conversation that has not begun. */
  readonly chat: ChatState | null
  readonly pending: PendingQuestion | null
  /** Why the last verb could not be done; about the conversation, not about one answer. */
  readonly trouble: Trouble | null

  open(conversationId: string | null): void
  /** Throws what main says, so that the composer can give the words back. */
  send(prompt: string, parentId?: string | null): Promise<string>
  /** The question anew, as a version beside the old one. */
  sendBeside(question: Pick<OutlineEntry, 'parentId'>, prompt: string): Promise<void>
  stop(): Promise<void>
  regenerate(messageId: string): Promise<void>
  goOn(messageId: string): Promise<void>
  show(messageId: string): Promise<void>
  loadBodies(ids: readonly string[]): Promise<void>
  clearTrouble(): void
}

export const troubleOf = (error: unknown): Trouble =>
  error instanceof AppError
    ? { code: error.code, ...(error.data ? { data: error.data } : {}) }
    : { code: 'internal' }

/** The conversation on screen and the verbs that change it. One for the window; tests make their own. */
export const createChatStore = (
  client: Client,
  /** Told of each answer that was asked for here. */
  onAsked: (run: StartedRun) => void = () => {},
): StoreApi<ChatStore> =>
  createStore<ChatStore>()((set, get) => {
    let leaving = new AbortController()
    let mustSnapshot = false

    const attach = (conversationId: string) => {
      const mine = new AbortController()
      leaving = mine
      const isCurrent = () => leaving === mine
      follow(
        client,
        'conversations.watch',
        () => {
          const { chat } = get()
          const after =
            chat && chat.conversation.id === conversationId && !mustSnapshot
              ? { epoch: chat.epoch, seq: chat.seq }
              : null
          mustSnapshot = false
          return { conversationId, after }
        },
        (items) => {
          if (!isCurrent()) return
          const next = applyBatch(get().chat, items)
          if (next === 'gap') {
            mustSnapshot = true
            return 'again'
          }
          set({ chat: next })
          return
        },
        mine.signal,
      ).catch((error: unknown) => {
        if (isCurrent() && !isCancelled(error)) set({ trouble: troubleOf(error) })
      })
    }

    const attempt = async (verb: () => Promise<unknown>) => {
      set({ trouble: null })
      try {
        await verb()
      } catch (error) {
        if (!isCancelled(error)) set({ trouble: troubleOf(error) })
      }
    }

    return {
      conversationId: null,
      chat: null,
      pending: null,
      trouble: null,

      open: (conversationId) => {
        if (conversationId === get().conversationId) return
        leaving.abort()
        set({ conversationId, chat: null, pending: null, trouble: null })
        if (conversationId) attach(conversationId)
      },

      send: async (prompt, parentId) => {
        const { conversationId, chat } = get()
        const messagesBefore = chat?.outline.size ?? 0
        set({ pending: { text: prompt, messagesBefore }, trouble: null })
        try {
          const started = await client.call('runs.start', {
            conversationId,
            prompt,
            ...(parentId === undefined ? {} : { parentId }),
          })
          onAsked(started)
          // The person may have gone elsewhere meanwhile: then the answer goes on without this view.
          if (get().conversationId === null && conversationId === null && get().pending) {
            set({ conversationId: started.conversationId })
            attach(started.conversationId)
          }
          return started.conversationId
        } catch (error) {
          if (get().conversationId === conversationId) set({ pending: null })
          throw error
        }
      },

      sendBeside: async (question, prompt) => {
        await attempt(() => get().send(prompt, question.parentId))
      },

      stop: async () => {
        const { conversationId } = get()
        if (conversationId) await attempt(() => client.call('runs.stop', { conversationId }))
      },
      regenerate: (messageId) =>
        attempt(async () => onAsked(await client.call('runs.regenerate', { messageId }))),
      goOn: (messageId) => attempt(async () => onAsked(await client.call('runs.continue', { messageId }))),

      show: async (messageId) => {
        const { conversationId, chat } = get()
        if (!conversationId || !chat) return
        const leafId = newestLeafUnder(chat.outline, messageId)
        await attempt(() => client.call('conversations.selectLeaf', { conversationId, leafId }))
      },

      loadBodies: async (ids) => {
        const { conversationId, chat } = get()
        if (!chat || !conversationId) return
        // An answer that is being written cannot be read from the library at a known point of the stream: only a
        // new snapshot joins both.
        if (ids.some((id) => chat.outline.get(id)?.state === 'streaming')) {
          leaving.abort()
          mustSnapshot = true
          attach(conversationId)
          return
        }
        const loaded = await client.call('messages.load', { ids: [...ids] })
        const now = get()
        if (now.chat && now.conversationId === conversationId) set({ chat: withLoaded(now.chat, loaded) })
      },

      clearTrouble: () => set({ trouble: null }),
    }
  })

/** Is the question still on its way? */
export const isPendingShown = (store: Pick<ChatStore, 'pending' | 'chat'>): boolean =>
  store.pending !== null && (store.chat?.outline.size ?? 0) <= store.pending.messagesBefore

/** Is the shown answer being written? */
export const isAnswering = (store: Pick<ChatStore, 'chat'>): boolean => {
  const leaf = store.chat?.path.at(-1)
  return leaf !== undefined && store.chat?.outline.get(leaf)?.state === 'streaming'
}
