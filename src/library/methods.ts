import type { LibraryApi } from '@shared/ipc/library'
import type { Message } from '@shared/model/message'
import { letterOfState, type PackedOutline } from '@shared/model/outline'
import { getFileText, missingFiles } from './attachments/files'
import type { KeptFiles } from './ContentFolder'
import { bringBack, conversationKey, getConversation, writeConversation } from './conversations'
import { addCharge, sumConversation, sumPeriod } from './costs'
import type { Database } from './Database'
import { deleteConversation } from './deletion'
import { deleteFolder, listFolders, saveFolder } from './folders'
import { appendGrowth } from './growth'
import {
  finishMessage,
  leafIn,
  loadMessages,
  loadOutline,
  pathEnd,
  pathIn,
  recordPicture,
  writeMessage,
} from './messages'
import { getNote, setNote } from './notes'
import type { OpenLibrary } from './OpenLibrary'
import {
  arrangeConversations,
  listConversations,
  listTrashed,
  loadConversations,
  measureConversation,
} from './organizer'
import {
  findNeighbours,
  listGalleryIds,
  listPictureChoices,
  listShownIn,
  loadGalleryRows,
  outlineGallery,
} from './pictures/gallery'
import { lastCost, pictureLineage } from './pictures/pictureLineage'
import { addPicture, getPicture } from './pictures/pictures'
import type { Thumbnails } from './pictures/Thumbnails'
import { removeMessage, restoreMessage } from './removal'
import type { KeptKind } from './retention/needs'
import { countInMessages, findCandidates } from './search/findInConversation'
import { search } from './search/search'
import { findSpeechClip, keepSpeechClip, sumSpeechClips, trimSpeechClips } from './speech/clips'

/** What a database is read and written through. */
export type LibraryWork = Pick<
  OpenLibrary,
  'read' | 'write' | 'guarded' | 'writable' | 'writableNow' | 'hasOrphans'
>

export interface MethodsDeps {
  readonly library: LibraryWork
  readonly folders: Readonly<Record<KeptKind, KeptFiles>>
  readonly thumbnails: Pick<Thumbnails, 'keep'>
  readonly now: () => number
}

/**
 * What main may ask and is answered at once: each method is one transaction. The rest is in LibraryServer.
 */
export const createMethods = ({ library, folders, thumbnails, now }: MethodsDeps) => {
  const read = <T>(work: (database: Database) => T): T => library.read(work)
  const write = <T>(work: (database: Database) => T): T => library.write(work)

  return {
    listConversations: (input) => read((database) => listConversations(database, input)),
    getConversation: ({ id }) => read((database) => getConversation(database, id)),
    openConversation: ({ id, limit }) =>
      read((database) => {
        const conversation = getConversation(database, id)
        const key = conversationKey(database, id)
        if (!conversation || key === null) return null
        const outline = loadOutline(database, key)
        const leafId = leafIn(outline, conversation.leafId)
        const shown = pathEnd(outline, leafId, limit)
        const messages = messagesAsRecovered(library, loadMessages(database, shown))
        return {
          conversation: { ...conversation, leafId },
          outline: outlineAsRecovered(library, outline),
          messages,
        }
      }),
    loadConversations: ({ ids }) => read((database) => loadConversations(database, ids)),
    arrangeConversations: ({ places }) => write((database) => arrangeConversations(database, places)),
    measureConversation: ({ id }) => read((database) => measureConversation(database, id)),
    listTrashed: (input) => read((database) => listTrashed(database, input)),
    saveConversation: ({ conversation }) =>
      write((database) => {
        writeConversation(database, conversation)
      }),
    // Makes its own transaction: see there.
    deleteConversation: ({ id }) => library.guarded(() => deleteConversation(library.writable(), id)),
    listFolders: () => read(listFolders),
    saveFolder: ({ folder }) => write((database) => saveFolder(database, folder)),
    deleteFolder: ({ id }) => write((database) => deleteFolder(database, id)),

    addMessages: ({ conversation, messages }) =>
      write((database) => {
        const key = writeConversation(database, conversation)
        if (conversation.archivedAt === undefined && conversation.trashedAt === undefined)
          bringBack(database, key)
        for (const message of messages) writeMessage(database, key, message)
      }),
    appendChunks: (input) =>
      write((database) =>
        appendGrowth(database, input, (key, pictureId) => recordPicture(database, key, pictureId)),
      ),
    finishMessage: ({ message }) => write((database) => finishMessage(database, message, now())),
    loadMessages: ({ ids }) => read((database) => messagesAsRecovered(library, loadMessages(database, ids))),
    loadPath: ({ conversationId, leafId }) =>
      read((database) => {
        const key = conversationKey(database, conversationId)
        if (key === null) return []
        return messagesAsRecovered(
          library,
          loadMessages(database, pathIn(loadOutline(database, key), leafId)),
        )
      }),
    removeMessage: ({ id }) => write((database) => removeMessage(database, id)),
    restoreMessage: ({ removed }) => write((database) => restoreMessage(database, removed)),
    setNote: (input) => write((database) => setNote(database, input)),
    getNote: ({ name }) => read((database) => getNote(database, name)),

    search: (input) => read((database) => search(database, input)),
    findCandidates: (input) => read((database) => findCandidates(database, input)),
    countInMessages: (input) => read((database) => countInMessages(database, input)),

    addCharge: ({ charge }) => write((database) => addCharge(database, charge)),
    sumConversation: ({ conversationId }) => read((database) => sumConversation(database, conversationId)),
    sumPeriod: (input) => read((database) => sumPeriod(database, input)),

    missingFiles: ({ ids }) => read((database) => missingFiles(database, folders.files, ids)),
    getFileText: ({ id }) => read((database) => getFileText(database, id)),

    // The file is written outside of the transaction: it may be large, and without its row it does no harm.
    addPicture: (input) =>
      library.guarded(() => addPicture(library.writable(), folders.pictures, input, now())),
    getPicture: ({ id }) => read((database) => getPicture(database, id)),
    pictureLineage: ({ id }) => read((database) => pictureLineage(database, id)),
    lastPictureCost: (input) => read((database) => lastCost(database, input)),
    keepThumbnail: (input) => read((database) => thumbnails.keep(database, input)),
    outlineGallery: (input) => read((database) => outlineGallery(database, input, now())),
    loadGalleryRows: (input) => read((database) => loadGalleryRows(database, input)),
    listGalleryIds: (input) => read((database) => listGalleryIds(database, input)),
    listPictureChoices: () => read(listPictureChoices),
    findNeighbours: (input) => read((database) => findNeighbours(database, input)),
    listShownIn: (input) => read((database) => listShownIn(database, input)),

    // A full disk is no obstacle: what is kept can be heard.
    findSpeechClip: (input) =>
      read((database) =>
        findSpeechClip(database, folders.speech_clips, input, library.writableNow ? now() : null),
      ),
    keepSpeechClip: (input) =>
      library.guarded(() => keepSpeechClip(library.writable(), folders.speech_clips, input, now())),
    sumSpeechClips: () => read((database) => sumSpeechClips(database)),
    trimSpeechClips: ({ limitBytes }) =>
      library.guarded(() => ({
        freedBytes: trimSpeechClips(library.writable(), folders.speech_clips, limitBytes),
      })),
  } satisfies Partial<LibraryApi>
}

/** Orphans that a full disk keeps from being recovered are shown as they will be. */
const messagesAsRecovered = ({ hasOrphans }: LibraryWork, messages: Message[]): Message[] =>
  hasOrphans
    ? messages.map((message) =>
        message.state === 'streaming' ? { ...message, state: 'interrupted' } : message,
      )
    : messages

const outlineAsRecovered = ({ hasOrphans }: LibraryWork, outline: PackedOutline): PackedOutline =>
  hasOrphans
    ? {
        ...outline,
        states: outline.states.replaceAll(letterOfState.streaming, letterOfState.interrupted),
      }
    : outline
