import type { Attachment } from './attachment'
import type { PictureOptions } from './pictureOptions'

/** Choices that belong to one conversation and win over the settings. Absent means: as in the settings. */
export interface ConversationChoices {
  /** The assistant that these choices were taken from; it may have changed or gone since. */
  readonly assistantId?: string
  readonly engineId?: string
  readonly model?: string
  readonly systemPrompt?: string
  readonly streaming?: boolean
  readonly reasoningEffort?: ReasoningEffort
  /** 0 to 2; sent only where the model takes it. */
  readonly temperature?: number
  /** A voice as in the settings. */
  readonly voice?: string
  /** False where the model is told nothing from the memory, and proposes nothing for it. */
  readonly usesMemory?: boolean
  /** Tools, and origins of tools, that the model is not told of: see `toolKey`. */
  readonly leftOutTools?: readonly string[]
}

export const reasoningEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const
export type ReasoningEffort = (typeof reasoningEfforts)[number]

/** The source of a conversation's name: only one from its question is replaced by a model's. */
export type TitleSource = 'question' | 'model' | 'person'

/** A question that waits until the answer in progress is done. */
export interface QueuedQuestion {
  readonly id: string
  readonly prompt: string
  readonly attachments: readonly Attachment[]
  readonly wish?: PictureOptions
}

/** What was written but not sent. */
export interface Draft {
  readonly text: string
  readonly attachments: readonly Attachment[]
}

export interface Conversation {
  readonly id: string
  readonly title: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly updatedAt: number
  /** The end of the branch that is shown; null while it is empty. */
  readonly leafId: string | null
  readonly choices: ConversationChoices
  /** The source of the name; absent in older rows: as `question`. */
  readonly titleSource?: TitleSource
  /** Milliseconds since the epoch, when the user did it; absent: they did not. */
  readonly pinnedAt?: number
  readonly archivedAt?: number
  readonly trashedAt?: number
  readonly folderId?: string
  /** It is in memory only: see `TemporaryConversation`. No stored row says so. */
  readonly isTemporary?: true
}

/** The place that a conversation is put in. Null takes it out; absent leaves it as it is. */
export interface ConversationPlace {
  readonly id: string
  readonly pinnedAt?: number | null
  readonly archivedAt?: number | null
  readonly trashedAt?: number | null
  readonly folderId?: string | null
}

/** The whole place of a conversation: putting it there again undoes whatever was done since. */
export const placeOf = (conversation: Conversation): Required<ConversationPlace> => ({
  id: conversation.id,
  pinnedAt: conversation.pinnedAt ?? null,
  archivedAt: conversation.archivedAt ?? null,
  trashedAt: conversation.trashedAt ?? null,
  folderId: conversation.folderId ?? null,
})

/**
 * What a list shows. `recent`: whatever is neither archived nor in the trash. `pinned` and `loose` (neither
 * pinned nor in a folder) are parts of it. The others show everything that is put there, pinned or not.
 */
export type ListPlace =
  | { readonly type: 'recent' | 'pinned' | 'loose' | 'archive' | 'trash' }
  | { readonly type: 'folder'; readonly folderId: string }

/** True where a conversation belongs to a list. */
export const belongsTo = (conversation: Conversation, place: ListPlace): boolean => {
  const { pinnedAt, archivedAt, trashedAt, folderId } = conversation
  if (place.type === 'trash') return trashedAt !== undefined
  if (trashedAt !== undefined) return false
  if (place.type === 'archive') return archivedAt !== undefined
  if (archivedAt !== undefined) return false
  if (place.type === 'folder') return folderId === place.folderId
  if (place.type === 'pinned') return pinnedAt !== undefined
  return place.type === 'recent' || (pinnedAt === undefined && folderId === undefined)
}

/** The time that a list is sorted by, newest first. */
export const timeIn = (conversation: Conversation, place: ListPlace): number =>
  (place.type === 'pinned'
    ? conversation.pinnedAt
    : place.type === 'trash'
      ? conversation.trashedAt
      : undefined) ?? conversation.updatedAt

export interface Folder {
  readonly id: string
  readonly name: string
  /** The position among the other folders, from 0. */
  readonly position: number
  readonly createdAt: number
}

/** More folders than this are not made. */
export const mostFolders = 1_000

/** The time for which the trash keeps what is put into it. */
export const trashDays = 30

/** The end of a page of a list, newest first: pass it back to get what comes after. */
export interface ConversationCursor {
  /** The time that the list is sorted by. */
  readonly at: number
  readonly id: string
}

export interface ConversationPage {
  readonly conversations: readonly Conversation[]
  /** Null at the end of the list. */
  readonly next: ConversationCursor | null
}

/** A title for a conversation that has none of its own: the first words of its first question. */
export const titleFrom = (question: string): string => {
  const line = question
    .replace(/^\s*\/image\s+/, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (line === '') return 'New conversation'
  const characters = [...line]
  if (characters.length <= 60) return line
  const cut = characters.slice(0, 60).join('')
  const space = cut.lastIndexOf(' ')
  return `${(space > 30 ? cut.slice(0, space) : cut).replace(/(?<![\s,.;:–-])[\s,.;:–-]+$/, '')}…`
}
