import { isCancelled } from '@shared/ipc/errors'
import type { StartedRun } from '@shared/ipc/runs'
import type { Attachment } from '@shared/model/attachment'
import type { ConversationChoices, QueuedQuestion } from '@shared/model/conversation'
import type { OutlineEntry } from '@shared/model/message'
import type { PictureOptions } from '@shared/model/pictureOptions'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { type Trouble, troubleOf } from '../../common/failures/trouble'
import type { Client } from '../../ipc/client'
import { follow } from '../../ipc/retrying'
import { applyBatch, type ChatState, withLoaded } from './chatState'
import { newestLeafUnder } from './siblings'

/** What a user asks. */
export interface Question {
  readonly prompt: string
  readonly attachments: readonly Attachment[]
  /** The options of what `/image` draws. */
  readonly wish?: PictureOptions
}

/** A question on its way to main, shown until it comes back as a message. */
export interface PendingQuestion {
  readonly text: string
  readonly attachments: readonly Attachment[]
  /** How many messages there were: one more means that the question has arrived. */
  readonly messagesBefore: number
}

export interface ChatStore {
  readonly conversationId: string | null
  /** Null until the snapshot has come, and for a conversation that has not begun. */
  readonly chat: ChatState | null
  readonly pending: PendingQuestion | null
  /** The message that was deleted last, while that can be undone. */
  readonly removal: { readonly undoId: string } | null
  /** Why the last verb could not be done; about the conversation, not about one answer. */
  readonly trouble: Trouble | null

  open(conversationId: string | null): void
  /** Throws what main says, so that the composer can give the words back. */
  send(question: Question, how?: SendOptions): Promise<string>
  /** Waits behind the answer in progress. Throws as `send`. */
  enqueue(question: Question): Promise<void>
  /** A waiting question, back from the queue. Null when it has started meanwhile. */
  takeBack(queuedId: string): Promise<QueuedQuestion | null>
  /** The question anew, as a version beside the old one. */
  sendBeside(question: Pick<OutlineEntry, 'parentId'>, anew: Question): Promise<void>
  /** Another wording beside the old one, without asking. */
  saveEdit(messageId: string, text: string): Promise<void>
  /** A new conversation with everything up to this message. Null when it could not be made. */
  branch(messageId: string): Promise<string | null>
  remove(messageId: string): Promise<void>
  restore(): Promise<void>
  /** The moment for undoing is over. */
  forgetRemoval(): void
  setChoices(choices: ConversationChoices): Promise<void>
  rename(title: string): Promise<void>
  /** The shown answer, or that of `messageId`. */
  stop(messageId?: string): Promise<void>
  /** The answer comes from another engine or model where one is given. */
  regenerate(messageId: string, by?: { readonly engineId?: string; readonly model?: string }): Promise<void>
  /** Another model answers beside this answer, which stays shown. Null where it could not be asked. */
  alsoAsk(
    messageId: string,
    by: { readonly engineId: string; readonly model: string },
  ): Promise<string | null>
  continueAnswer(messageId: string): Promise<void>
  show(messageId: string): Promise<void>
  loadBodies(ids: readonly string[]): Promise<void>
  clearTrouble(): void
}

export interface SendOptions {
  /** The answer goes beside the others to this message; absent: after the shown leaf. */
  readonly parentId?: string | null
  /** The choices of a conversation that begins with this question. */
  readonly choices?: ConversationChoices
}

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

    const attempt = async <T>(verb: () => Promise<T>): Promise<T | null> => {
      set({ trouble: null })
      try {
        return await verb()
      } catch (error) {
        if (!isCancelled(error)) set({ trouble: troubleOf(error) })
        return null
      }
    }

    return {
      conversationId: null,
      chat: null,
      pending: null,
      removal: null,
      trouble: null,

      open: (conversationId) => {
        if (conversationId === get().conversationId) return
        leaving.abort()
        set({ conversationId, chat: null, pending: null, removal: null, trouble: null })
        if (conversationId) attach(conversationId)
      },

      send: async ({ prompt, attachments, wish }, { parentId, choices } = {}) => {
        const { conversationId, chat } = get()
        const messagesBefore = chat?.outline.size ?? 0
        set({ pending: { text: prompt, attachments, messagesBefore }, trouble: null })
        try {
          const started = await client.call('runs.start', {
            conversationId,
            prompt,
            attachments: [...attachments],
            ...(wish ? { wish } : {}),
            ...(parentId === undefined ? {} : { parentId }),
            ...(choices && conversationId === null ? { choices } : {}),
          })
          onAsked(started)
          // The user may have gone elsewhere meanwhile: then the answer goes on without this view.
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

      enqueue: async ({ prompt, attachments, wish }) => {
        const { conversationId } = get()
        if (!conversationId) return
        set({ trouble: null })
        await client.call('runs.enqueue', {
          conversationId,
          prompt,
          attachments: [...attachments],
          ...(wish ? { wish } : {}),
        })
      },
      takeBack: async (queuedId) => {
        const { conversationId } = get()
        if (!conversationId) return null
        return attempt(() => client.call('runs.unqueue', { conversationId, queuedId }))
      },

      sendBeside: async ({ parentId }, anew) => {
        await attempt(() => get().send(anew, { parentId }))
      },
      saveEdit: async (messageId, text) => {
        await attempt(() => client.call('messages.saveEdit', { messageId, text }))
      },
      branch: async (messageId) => {
        const made = await attempt(() => client.call('conversations.branch', { messageId }))
        return made?.conversationId ?? null
      },
      remove: async (messageId) => {
        const { conversationId } = get()
        const removal = await attempt(() => client.call('messages.remove', { messageId }))
        if (removal && get().conversationId === conversationId) set({ removal })
      },
      restore: async () => {
        const { removal } = get()
        if (!removal) return
        set({ removal: null })
        await attempt(() => client.call('messages.restore', removal))
      },
      forgetRemoval: () => set({ removal: null }),
      setChoices: async (choices) => {
        const { conversationId } = get()
        if (!conversationId) return
        await attempt(() => client.call('conversations.setChoices', { conversationId, choices }))
      },
      rename: async (title) => {
        const { conversationId } = get()
        if (!conversationId) return
        await attempt(() => client.call('conversations.rename', { conversationId, title }))
      },

      stop: async (messageId) => {
        const { conversationId } = get()
        const which = messageId === undefined ? {} : { messageId }
        if (conversationId) await attempt(() => client.call('runs.stop', { conversationId, ...which }))
      },
      regenerate: async (messageId, by = {}) => {
        await attempt(async () => onAsked(await client.call('runs.regenerate', { messageId, ...by })))
      },
      alsoAsk: async (messageId, by) =>
        // It is not read aloud by itself: the shown one may be, at this moment.
        (await attempt(() => client.call('runs.alsoAsk', { messageId, ...by })))?.messageId ?? null,
      continueAnswer: async (messageId) => {
        await attempt(async () => onAsked(await client.call('runs.continue', { messageId })))
      },

      show: async (messageId) => {
        const { conversationId, chat } = get()
        if (!conversationId || !chat) return
        const leafId = newestLeafUnder(chat.outline, messageId)
        await attempt(() => client.call('conversations.selectLeaf', { conversationId, leafId }))
      },

      loadBodies: async (ids) => {
        const { conversationId, chat } = get()
        if (!chat || !conversationId) return
        // An answer that is being written cannot be read from the library at a known point of the stream:
        // only a new snapshot joins both.
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

/** The question is still on its way. */
export const isPendingShown = (store: Pick<ChatStore, 'pending' | 'chat'>): boolean =>
  store.pending !== null && (store.chat?.outline.size ?? 0) <= store.pending.messagesBefore

/** The shown answer is being written. */
export const isAnswering = (store: Pick<ChatStore, 'chat'>): boolean => {
  const leaf = store.chat?.path.at(-1)
  return leaf !== undefined && store.chat?.outline.get(leaf)?.state === 'streaming'
}
