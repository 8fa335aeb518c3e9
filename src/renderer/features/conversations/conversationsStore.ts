import type { Conversation, Folder } from '@shared/model/conversation'
import type { AppEvent } from '@shared/model/events'
import { create } from 'zustand'
import { client } from '../../ipc/client'
import { placeIn, removeFrom, type Section, type SidebarPlace, sectionsOf } from './sections'

const firstPage = 60
/** Who scrolls on will scroll further. */
const laterPage = 200

interface ConversationsStore {
  readonly place: SidebarPlace
  readonly sections: readonly Section[]
  /** Null before they are loaded. */
  readonly folders: readonly Folder[] | null
  readonly hasFailed: boolean

  show(place: SidebarPlace): void
  loadMore(): Promise<void>
  hear(event: AppEvent): void
}

/** What was heard while a page was on its way is newer than the page; null: deleted. */
const heard = new Map<string, Conversation | null>()
let loading: Promise<void> | null = null

const loadPage = async (section: Section): Promise<Section> => {
  const { place, next, conversations } = section
  const limit = next === undefined ? firstPage : laterPage
  const page = await client.call('conversations.list', { limit, place, after: next ?? null })
  return { place, conversations: [...conversations, ...page.conversations], next: page.next }
}

/** The page as main gave it, over what is in the list meanwhile. */
const withPage = (now: Section, page: Section, before: Section): Section => {
  const isNew = page.conversations.slice(before.conversations.length)
  const known = new Set(now.conversations.map(({ id }) => id))
  const added = isNew.filter(({ id }) => !heard.has(id) && !known.has(id))
  const whole = { ...now, conversations: [...now.conversations, ...added], next: page.next }
  return placeIn(
    whole,
    [...heard.values()].filter((conversation) => conversation !== null),
  )
}

export const useConversations = create<ConversationsStore>()((set, get) => ({
  place: { type: 'all' },
  sections: sectionsOf({ type: 'all' }),
  folders: null,
  hasFailed: false,

  show: (place) => {
    loading = null
    set({ place, sections: sectionsOf(place), hasFailed: false })
    void get().loadMore()
  },

  loadMore: () => {
    if (loading) return loading
    const { sections, place, folders } = get()
    const isFirst = sections.every(({ next }) => next === undefined)
    const wanted = isFirst ? sections : sections.filter(({ next }) => next !== null).slice(0, 1)
    if (wanted.length === 0) return Promise.resolve()
    heard.clear()
    const load = async () => {
      try {
        const [pages, loadedFolders] = await Promise.all([
          Promise.all(wanted.map(loadPage)),
          folders ?? client.call('folders.list', {}),
        ])
        // The user went elsewhere meanwhile.
        if (get().place !== place) return
        set({
          sections: get().sections.map((section) => {
            const at = wanted.findIndex((each) => each.place === section.place)
            const [page, before] = [pages[at], wanted[at]]
            return page && before ? withPage(section, page, before) : section
          }),
          folders: get().folders ?? loadedFolders,
          hasFailed: false,
        })
      } catch (error) {
        console.error('Conversations could not be listed', error)
        if (get().place === place) set({ hasFailed: true })
      }
    }
    const current = load().finally(() => {
      if (loading === current) loading = null
    })
    loading = current
    return current
  },

  hear: (event) => {
    const { sections, place } = get()
    if (event.type === 'conversations.changed') {
      for (const conversation of event.conversations) heard.set(conversation.id, conversation)
      set({ sections: sections.map((section) => placeIn(section, event.conversations)) })
    } else if (event.type === 'conversations.removed') {
      for (const id of event.ids) heard.set(id, null)
      const gone = new Set(event.ids)
      set({ sections: sections.map((section) => removeFrom(section, gone)) })
    } else if (event.type === 'folders.changed') {
      set({ folders: event.folders })
      const isGone = place.type === 'folder' && !event.folders.some(({ id }) => id === place.folderId)
      if (isGone) get().show({ type: 'all' })
    }
  },
}))
