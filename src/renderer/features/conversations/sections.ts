import {
  belongsTo,
  type Conversation,
  type ConversationCursor,
  type ListPlace,
  timeIn,
} from '@shared/model/conversation'

/** What the sidebar shows. */
export type SidebarPlace =
  | { readonly type: 'all' }
  | { readonly type: 'archive' | 'trash' }
  | { readonly type: 'folder'; readonly folderId: string }

/** A list as far as it is loaded: newest first. */
export interface Section {
  readonly place: ListPlace
  readonly conversations: readonly Conversation[]
  /** The next page begins here; null at the end; undefined before the first page. */
  readonly next: ConversationCursor | null | undefined
}

/** The lists that a place is made of, from top to bottom; nothing of them is loaded. */
export const sectionsOf = (place: SidebarPlace): readonly Section[] => {
  const places: readonly ListPlace[] =
    place.type === 'all' ? [{ type: 'pinned' }, { type: 'loose' }] : [place]
  return places.map((each) => ({ place: each, conversations: [], next: undefined }))
}

const cursorOf = (conversation: Conversation, place: ListPlace): ConversationCursor => ({
  at: timeIn(conversation, place),
  id: conversation.id,
})

/** The order is the library's own. */
const isBefore = (a: ConversationCursor, b: ConversationCursor): boolean =>
  a.at > b.at || (a.at === b.at && a.id < b.id)

/**
 * Moves changed conversations to their new place, or out; one beyond the loaded part is left for its page.
 */
export const placeIn = (section: Section, changed: readonly Conversation[]): Section => {
  const { place, next } = section
  const ids = new Set(changed.map(({ id }) => id))
  const kept = section.conversations.filter(({ id }) => !ids.has(id))
  const fitting = changed
    .filter((conversation) => belongsTo(conversation, place))
    .map((conversation) => ({ conversation, cursor: cursorOf(conversation, place) }))
    .filter(({ cursor }) => !next || !isBefore(next, cursor))
    .sort((a, b) => (isBefore(a.cursor, b.cursor) ? -1 : 1))
  if (fitting.length === 0)
    return kept.length === section.conversations.length ? section : { ...section, conversations: kept }
  // Both are in order: one walk, however many there are.
  const conversations: Conversation[] = []
  let at = 0
  for (const conversation of kept) {
    const cursor = cursorOf(conversation, place)
    for (let first = fitting[at]; first && isBefore(first.cursor, cursor); first = fitting[at]) {
      conversations.push(first.conversation)
      at += 1
    }
    conversations.push(conversation)
  }
  for (const { conversation } of fitting.slice(at)) conversations.push(conversation)
  return { ...section, conversations }
}

/** The section without the deleted conversations. */
export const removeFrom = (section: Section, ids: ReadonlySet<string>): Section => {
  const conversations = section.conversations.filter(({ id }) => !ids.has(id))
  return conversations.length === section.conversations.length ? section : { ...section, conversations }
}
