import type { Conversation, ConversationCursor } from '@shared/model/conversation'
import type { AppEvent } from '@shared/model/events'
import { create } from 'zustand'
import { client } from '../../ipc/client'

const pageSize = 60

interface ConversationsStore {
  /** Newest first, as far as loaded. */
  readonly conversations: readonly Conversation[]
  /** Where the next page begins; null at the end; undefined before the first page. */
  readonly next: ConversationCursor | null | undefined
  readonly hasFailed: boolean

  loadMore(): Promise<void>
  hear(event: AppEvent): void
}

const isBefore = (a: ConversationCursor, b: ConversationCursor): boolean =>
  a.updatedAt > b.updatedAt || (a.updatedAt === b.updatedAt && a.id > b.id)

/** Puts changed conversations into a list that is newest first; what lies beyond the loaded part stays out. */
export const placeInList = (
  list: readonly Conversation[],
  changed: readonly Conversation[],
  next: ConversationCursor | null | undefined,
): readonly Conversation[] => {
  const ids = new Set(changed.map((conversation) => conversation.id))
  const kept = list.filter((conversation) => !ids.has(conversation.id))
  const fitting = next ? changed.filter((conversation) => !isBefore(next, conversation)) : changed
  return [...kept, ...fitting].sort((a, b) => (isBefore(a, b) ? -1 : 1))
}

let loading: Promise<void> | null = null

export const useConversations = create<ConversationsStore>()((set, get) => ({
  conversations: [],
  next: undefined,
  hasFailed: false,

  loadMore: () => {
    if (get().next === null) return Promise.resolve()
    loading ??= client
      .call('conversations.list', { limit: pageSize, after: get().next ?? null })
      .then((page) =>
        set({
          // What was heard while the page was on its way is newer than the page.
          conversations: placeInList(page.conversations, get().conversations, undefined),
          next: page.next,
          hasFailed: false,
        }),
      )
      .catch((error: unknown) => {
        console.error('Conversations could not be listed', error)
        set({ hasFailed: true })
      })
      .finally(() => {
        loading = null
      })
    return loading
  },

  hear: (event) => {
    const { conversations, next } = get()
    if (event.type === 'conversations.changed') {
      set({ conversations: placeInList(conversations, event.conversations, next) })
    } else if (event.type === 'conversations.removed') {
      const gone = new Set(event.ids)
      set({ conversations: conversations.filter(({ id }) => !gone.has(id)) })
    }
  },
}))
