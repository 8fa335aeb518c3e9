import { AppError } from '@shared/ipc/errors'
import type { LibraryApi } from '@shared/ipc/library'
import type { Conversation } from '@shared/model/conversation'
import type { Message } from '@shared/model/message'
import { conversationKey } from '../conversations'
import { recordAnswer } from '../costs'
import type { createMethods, LibraryWork } from '../methods'
import type { TemporaryConversations } from './TemporaryConversations'

type Methods = ReturnType<typeof createMethods>
type TemporaryMethods = Pick<
  LibraryApi,
  'beginTemporary' | 'keepTemporary' | 'dropTemporary' | 'getTemporaryBytes'
>

/**
 * The library's methods, of which each goes to the temporary conversation that it is about, if it is about
 * one. What lists or searches is about none, and so never finds any.
 */
export const withTemporary = (
  kept: Methods,
  temporaries: TemporaryConversations,
  library: LibraryWork,
  now: () => number,
): Methods & TemporaryMethods => {
  const of = (conversationId: string | null): Methods => temporaries.get(conversationId)?.methods ?? kept
  const ofMessage = (id: string): Methods => temporaries.ofMessage(id)?.methods ?? kept
  const ofPicture = (id: string): Methods => temporaries.ofPicture(id)?.methods ?? kept
  const ensureKept = (id: string): void => {
    const isKept = library.read((database) => conversationKey(database, id) !== null)
    if (!isKept) throw new AppError('conversation/not-found')
  }
  // What comes late for a temporary conversation that has gone must not be its way onto the disk.
  const ofWritten = ({ id, isTemporary }: Conversation): Methods => {
    const temporary = temporaries.get(id)
    if (!temporary && isTemporary) ensureKept(id)
    return temporary?.methods ?? kept
  }

  return {
    ...kept,
    beginTemporary: ({ conversation }) => {
      // A page chose its id.
      if (kept.getConversation({ id: conversation.id })) throw new AppError('ipc/bad-input')
      temporaries.begin(conversation)
    },
    keepTemporary: ({ id, title }) => {
      temporaries.keep(id, title)
      // Also where this is asked once more.
      return kept.getConversation({ id })
    },
    dropTemporary: ({ id }) => temporaries.drop(id),
    getTemporaryBytes: ({ id }) => temporaries.bytesOf(id),

    getConversation: (input) => of(input.id).getConversation(input),
    openConversation: (input) => of(input.id).openConversation(input),
    saveConversation: (input) => ofWritten(input.conversation).saveConversation(input),
    addMessages: (input) => ofWritten(input.conversation).addMessages(input),
    appendChunks: ({ parts, chunks }) => {
      // A batch may hold the growth of several conversations.
      const byOwner = new Map<
        Methods,
        { parts: (typeof parts)[number][]; chunks: (typeof chunks)[number][] }
      >()
      const batchOf = (messageId: string) => {
        const owner = ofMessage(messageId)
        const batch = byOwner.get(owner) ?? { parts: [], chunks: [] }
        byOwner.set(owner, batch)
        return batch
      }
      for (const part of parts) batchOf(part.messageId).parts.push(part)
      for (const chunk of chunks) batchOf(chunk.messageId).chunks.push(chunk)
      for (const [owner, batch] of byOwner) owner.appendChunks(batch)
    },
    finishMessage: (input) => {
      const temporary = temporaries.get(input.message.conversationId)
      if (!temporary) return kept.finishMessage(input)
      temporary.methods.finishMessage(input)
      // What was spent counts, without a word of it.
      library.write((database) => recordAnswer(database, input.message, now()))
    },
    loadMessages: ({ ids }) => {
      const found = new Map<string, Message>()
      const others: string[] = []
      for (const id of ids) {
        const [message] = temporaries.ofMessage(id)?.methods.loadMessages({ ids: [id] }) ?? []
        if (message) found.set(id, message)
        else others.push(id)
      }
      if (found.size === 0) return kept.loadMessages({ ids })
      if (others.length > 0)
        for (const message of kept.loadMessages({ ids: others })) found.set(message.id, message)
      return ids.flatMap((id) => found.get(id) ?? [])
    },
    loadPath: (input) => of(input.conversationId).loadPath(input),
    removeMessage: (input) => ofMessage(input.id).removeMessage(input),
    restoreMessage: (input) => of(input.removed.message.conversationId).restoreMessage(input),
    setNote: (input) => {
      const owner = ownerOfNote(input.name)
      // Notes do not say that they are a temporary one's: those of a conversation need it to be there.
      if (owner !== null && input.value !== null && !temporaries.get(owner)) ensureKept(owner)
      of(owner).setNote(input)
    },
    getNote: (input) => of(ownerOfNote(input.name)).getNote(input),

    findCandidates: (input) => of(input.conversationId).findCandidates(input),
    countInMessages: (input) => ofMessage(input.ids[0] ?? '').countInMessages(input),

    getFileText: (input) => (temporaries.ofFile(input.id)?.methods ?? kept).getFileText(input),
    missingFiles: ({ ids }) =>
      kept.missingFiles({ ids: ids.filter((id) => temporaries.ofFile(id) === null) }),
    addPicture: (input) => of(input.conversationId).addPicture(input),
    getPicture: (input) => ofPicture(input.id).getPicture(input),
    pictureLineage: (input) => ofPicture(input.id).pictureLineage(input),
    keepThumbnail: (input) => ofPicture(input.pictureId).keepThumbnail(input),
    findNeighbours: (input) => of(input.filter.conversationId ?? null).findNeighbours(input),
    listShownIn: (input) => ofPicture(input.pictureId).listShownIn(input),

    // What is heard of one leaves no sound behind, nor a trace that a kept one was heard again.
    findSpeechClip: (input) =>
      temporaries.ofMessage(input.messageId) ? { clip: null, missing: 0 } : kept.findSpeechClip(input),
    keepSpeechClip: (input) => {
      if (!temporaries.ofMessage(input.clip.messageId)) kept.keepSpeechClip(input)
    },
  }
}

/** `draft:ID`, `queue:ID`; a note without an id is of no conversation. */
const ownerOfNote = (name: string): string | null => {
  const colon = name.indexOf(':')
  return colon < 0 ? null : name.slice(colon + 1)
}
