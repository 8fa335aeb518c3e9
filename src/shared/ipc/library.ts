import type { Attachment } from '../model/attachment'
import type { Backup, BackupReason, JobProgress, Restored } from '../model/backup'
import type {
  Conversation,
  ConversationCursor,
  ConversationPage,
  ConversationPlace,
  Folder,
  ListPlace,
} from '../model/conversation'
import type { Charge, CostSummary } from '../model/cost'
import type {
  GalleryOutline,
  PictureChoices,
  PictureFilter,
  PictureNeighbours,
  PicturePlace,
  PictureShown,
} from '../model/gallery'
import type { Message, Part } from '../model/message'
import type { PackedOutline } from '../model/outline'
import type { Picture, PictureFormat, PictureOrigin } from '../model/picture'
import type { PictureDetails } from '../model/pictureOptions'
import type { SearchCursor, SearchFilters, SearchPage } from '../model/search'
import type { NewSpeechClip, SpeechClip } from '../model/speechClip'
import type { TransferCounts, TransferProgress, TransferResult, TransferSource } from '../model/transfer'
import type { Failure } from './errors'
import type { ExportStep, LibraryExport } from './libraryExport'
import type { PictureLineage } from './pictureGeneration'

/** What the library found and did when it opened. */
export interface LibraryReport {
  /** Answers that were being written when the app last ended; they are `interrupted` now, with all their text. */
  readonly recoveredMessages: number
  /** Where a damaged database was set aside; null when all was well. Never deleted. */
  readonly setAside: string | null
  /** Set when nothing can be written (disk full, read-only folder); reading still works. */
  readonly readOnly: 'disk-full' | 'not-writable' | null
  /** Version of the schema after migrations. */
  readonly schemaVersion: number
  /** What else was found or done; absent when there is nothing to tell. */
  readonly findings?: LibraryFindings
}

export interface LibraryFindings {
  /** Of the damaged library: messages that are in the new one, and how many of them came from which backup (its time). */
  readonly saved?: {
    readonly messages: number
    readonly filledMessages?: number
    readonly filledFrom?: number
  }
  /** The schema was brought up to date; the file as it was is kept there. */
  readonly updated?: { readonly from: number; readonly kept: string }
  /** A backup took the library's place; what was there before is kept there. */
  readonly restored?: { readonly kept: string }
  /** The end was unclean and the file is large: ask for `checkLibrary` when there is time. */
  readonly isUnchecked?: true
  /** The end was unclean and the log beside the file is gone. */
  readonly isLogMissing?: true
  /** Damage that cannot be repaired for lack of room. */
  readonly isDamaged?: true
  /** There is no library, but there are backups of one. */
  readonly isMissing?: true
}

/** Growth of one part of a message that is being written. Repeating a chunk changes nothing, so a restart may resend. */
export interface TextChunk {
  readonly messageId: string
  readonly partIndex: number
  /** 0, 1, 2 … within the part. */
  readonly chunkIndex: number
  readonly text: string
}

/**
 * A change to the parts of a message that is being written: the part as it is now. Chunks before `nextChunk` are already
 * contained in it, whenever they arrive; those from there on come after its text.
 */
export interface PartWrite {
  readonly messageId: string
  readonly partIndex: number
  readonly nextChunk: number
  readonly part: Part
}

/** What opening a conversation needs, in one answer. */
export interface OpenedConversation {
  readonly conversation: Conversation
  readonly outline: PackedOutline
  /** The last `limit` messages of the chosen branch, in reading order. */
  readonly messages: readonly Message[]
}

export interface FoundInConversation {
  readonly messageId: string
  readonly count: number
}

export interface NewPicture {
  readonly bytes: Uint8Array
  readonly prompt: string
  readonly model: string | null
  readonly costUsd: number | null
  readonly messageId: string | null
  readonly conversationId: string | null
  readonly parentId: string | null
  readonly origin?: PictureOrigin
  readonly engineId?: string
  readonly details?: PictureDetails
}

/** A message that was taken out of the tree, and what hung from it. */
export interface RemovedMessage {
  readonly message: Message
  readonly childIds: readonly string[]
  /** The shown branch ended in it. */
  readonly wasLeaf: boolean
}

/** What one step of an import did. */
export interface ImportStep {
  readonly progress: TransferProgress
  /** Since its beginning. */
  readonly added: TransferCounts
  /** New or changed in this step, as they are now. */
  readonly conversations: readonly Conversation[]
  /** Those of them that were here before and have more messages now. */
  readonly grownIds: readonly string[]
  /** Null while there is more to do. */
  readonly result: TransferResult | null
}

/** Speech from the offline voice: mono 16-bit little-endian PCM. */
export interface OfflineSpeech {
  readonly pcm: Uint8Array
  /** Hertz. */
  readonly sampleRate: number
}

/**
 * The library's side of the only channel to it. Requests are answered in the order they were sent. Each write is one
 * transaction and may be repeated without harm: main resends what a crashed library did not acknowledge.
 * Failures carry `library/*` codes.
 */
export interface LibraryApi {
  /** First request after every start. */
  open(): LibraryReport

  listConversations(input: {
    limit: number
    /** Absent: `recent`. */
    place?: ListPlace
    after: ConversationCursor | null
  }): ConversationPage
  getConversation(input: { id: string }): Conversation | null
  /** Null when there is none. */
  openConversation(input: { id: string; limit: number }): OpenedConversation | null
  /** In the order of `ids`; unknown ids are left out. */
  loadConversations(input: { ids: readonly string[] }): readonly Conversation[]
  /** Puts conversations elsewhere, in one transaction; gives them as they are then. A folder that is gone counts as none. */
  arrangeConversations(input: { places: readonly ConversationPlace[] }): readonly Conversation[]
  /** How many bytes deleting it will give back: its text, and the pictures and files that no other conversation shows. */
  measureConversation(input: { id: string }): number
  /** Conversations that were put into the trash before this time, the oldest first. */
  listTrashed(input: { before: number; limit: number }): readonly string[]
  listFolders(): readonly Folder[]
  /** Creates or replaces. */
  saveFolder(input: { folder: Folder }): void
  /** Takes it away from around its conversations, and gives their ids. */
  deleteFolder(input: { id: string }): readonly string[]
  /**
   * Creates or replaces the conversation's own row. Where it is put is taken from here only when it is new: afterwards that
   * is `arrangeConversations`' alone, so that no writer of a name or of choices can undo it. FULL sync.
   */
  saveConversation(input: { conversation: Conversation }): void
  /**
   * It is gone at once, however long it is; its messages and their words are taken out in the background, and what only it
   * showed an hour later.
   */
  deleteConversation(input: { id: string }): void

  /**
   * Conversation row and new messages in one transaction, FULL sync: the row exists before the first token. A conversation
   * that is given as neither archived nor trashed is neither from then on.
   */
  addMessages(input: { conversation: Conversation; messages: readonly Message[] }): void
  /** The growth of streaming messages, batched. */
  appendChunks(input: { parts: readonly PartWrite[]; chunks: readonly TextChunk[] }): void
  /** The message as it ended: replaces all parts and chunks, indexes for search, updates the conversation's time. */
  finishMessage(input: { message: Message }): void
  loadMessages(input: { ids: readonly string[] }): readonly Message[]
  /** From the first message to this one, with content. */
  loadPath(input: { conversationId: string; leafId: string }): readonly Message[]
  /** What it took out, so that `restoreMessage` can put it back; null when there was none. */
  removeMessage(input: { id: string }): RemovedMessage | null
  restoreMessage(input: { removed: RemovedMessage }): void

  /** Small things kept by name: drafts, waiting questions. `value` is JSON; null forgets. FULL sync. */
  setNote(input: { name: string; value: string | null }): void
  getNote(input: { name: string }): string | null

  /** Messages of the branch that ends in the conversation's leaf which may contain the words, in reading order. */
  findCandidates(input: { conversationId: string; query: string }): readonly string[]
  /**
   * Those of the messages that contain the words, and how often. Bounded in work, so that nothing else waits long for it: it
   * may have looked at the first `looked` of them only, one at least.
   */
  countInMessages(input: { ids: readonly string[]; query: string }): {
    readonly found: readonly FoundInConversation[]
    readonly looked: number
  }

  addCharge(input: { charge: Charge }): void
  sumConversation(input: { conversationId: string }): CostSummary
  /** From `from` until before `until`, milliseconds since the epoch. */
  sumPeriod(input: { from: number; until: number }): CostSummary

  /** Finds out what the bytes are, keeps them and what a model can read of them. `file/*` failures say why not. */
  attachFile(input: { name: string; bytes: Uint8Array }): Promise<Attachment>
  /** What a model reads of a kept file; null when there is none. */
  getFileText(input: { id: string }): string | null
  /** Which of these files have lost their text or their bytes. */
  missingFiles(input: { ids: readonly string[] }): readonly string[]

  /** A piece of a search: bounded in work, so that nothing else waits long for it. */
  search(input: {
    query: string
    filters?: SearchFilters
    limit: number
    after?: SearchCursor | null
  }): SearchPage

  /** Checks type and size by content, writes the file once, and its row. `picture/unreadable` for anything else. */
  addPicture(input: NewPicture): Picture
  getPicture(input: { id: string }): Picture | null
  pictureLineage(input: { id: string }): PictureLineage
  /** What the newest picture like it cost, among the newest few hundred; null where there is none with a known price. */
  lastPictureCost(input: { model: string; size: string; quality: string | null }): number | null
  outlineGallery(input: { filter: PictureFilter }): GalleryOutline
  /** Of a group of the outline. */
  loadGalleryRows(input: {
    filter: PictureFilter
    from: number
    until: number
    offset: number
    limit: number
  }): readonly Picture[]
  /** In the gallery's order, from the first place to the last, both included; `after` is the last id of the piece before. */
  listGalleryIds(input: {
    filter: PictureFilter
    first: PicturePlace | null
    last: PicturePlace | null
    after: string | null
    limit: number
  }): { readonly ids: readonly string[]; readonly isAll: boolean }
  listPictureChoices(input: Readonly<Record<string, never>>): PictureChoices
  findNeighbours(input: { pictureId: string; filter: PictureFilter }): PictureNeighbours
  listShownIn(input: { pictureId: string }): readonly PictureShown[]
  /** Checks that it is one, of a picture that is there. */
  keepThumbnail(input: { pictureId: string; bytes: Uint8Array }): void

  /** The first of these that is kept; `missing` counts those whose file was gone, and which are forgotten now. */
  findSpeechClip(input: { ids: readonly string[]; messageId: string | null }): {
    clip: SpeechClip | null
    missing: number
  }
  /** Then those go that were not heard for longest, until all fit into `limitBytes`. */
  keepSpeechClip(input: { clip: NewSpeechClip; bytes: Uint8Array; limitBytes: number }): void
  sumSpeechClips(input: Readonly<Record<string, never>>): { count: number; byteLength: number }
  trimSpeechClips(input: { limitBytes: number }): { freedBytes: number }
  /** Opens a file to be imported, and finds out what it is. `transfer/busy` while another one is imported. */
  beginImport(input: {
    importId: string
    path: string
  }): Promise<{ readonly source: TransferSource; readonly name: string }>
  /**
   * Reads and writes some more, in a short transaction. To be called again until there is a result; other requests are
   * answered in between. `library/unavailable` where the process that began it has ended.
   */
  stepImport(input: { importId: string }): Promise<ImportStep>
  /** The step that is under way is the last. What was written stays. */
  cancelImport(input: { importId: string }): void
  /** Newest first. */
  listBackups(): readonly Backup[]
  /** Made beside other requests, which go on. The same `requestId` again is the same backup. `backup/*` says why not. */
  backUp(input: { requestId: string; reason: BackupReason }): Promise<Backup>
  /** The backup takes the library's place; what was there becomes a backup of its own. */
  restoreBackup(input: { requestId: string; id: string }): Promise<Restored>
  /** Reads the whole library beside other requests. False: damaged; the next start saves what can be read. */
  checkLibrary(): Promise<boolean>

  /** Starts an export on a thread of its own. The same id again begins it anew. */
  beginExport(input: { exportId: string; task: LibraryExport }): void
  /**
   * News of it, as soon as there are some, or its end; its failure is this call's. To be called again until there is an
   * outcome. `library/unavailable` where the process that began it has ended.
   */
  stepExport(input: { exportId: string }): Promise<ExportStep>
  cancelExport(input: { exportId: string }): void

  /** The offline voice (Flite). */
  speak(input: { text: string; voice: string }): OfflineSpeech
}

export type LibraryMethod = keyof LibraryApi
export type LibraryInput<M extends LibraryMethod> = Parameters<LibraryApi[M]>[0]
export type LibraryOutput<M extends LibraryMethod> = ReturnType<LibraryApi[M]>

/** Input of `open` on the channel: main's client knows whether this app run had the library open before. */
export interface OpenMode {
  /** Only the library's process had ended: what was being written still is, and must not be taken for interrupted. */
  readonly isResumed: boolean
}

/** Asks the process to end cleanly; answered by its exit. */
export interface CloseRequest {
  readonly close: true
}

/** Messages on the channel. */
export interface LibraryRequest {
  readonly id: number
  readonly method: LibraryMethod
  readonly input: unknown
}
export type LibraryReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly failure: Failure }
  /** How far a long request is; its answer is still to come. */
  | { readonly id: number; readonly progress: JobProgress }

/** How main sees the library. */
export type AsyncLibrary = {
  readonly [M in LibraryMethod]: undefined extends LibraryInput<M>
    ? () => Promise<Awaited<LibraryOutput<M>>>
    : (input: LibraryInput<M>) => Promise<Awaited<LibraryOutput<M>>>
}

export const pictureFileName = (picture: { readonly id: string; readonly format: PictureFormat }): string =>
  `${picture.id}.${picture.format === 'jpeg' ? 'jpg' : picture.format}`
