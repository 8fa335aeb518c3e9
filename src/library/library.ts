import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { LibraryApi, LibraryFindings, LibraryReport, OpenMode } from '@shared/ipc/library'
import type { Attachment } from '@shared/model/attachment'
import type { Message } from '@shared/model/message'
import { letterOfState, type PackedOutline } from '@shared/model/outline'
import { addFile, getFileText, missingFiles } from './attachments/files'
import type { KeptContents } from './attachments/readerWorker'
import { BackupFolder } from './backups/BackupFolder'
import type { HeldLibrary, HoldableLibrary } from './backups/BackupKeeper'
import { countContents, keptFilesOf } from './backups/contents'
import { ContentFolder, filesFolder, picturesFolder, speechFolder, thumbnailsFolder } from './ContentFolder'
import { bringBack, conversationKey, getConversation, writeConversation } from './conversations'
import { addCharge, recordAnswer, sumConversation, sumPeriod } from './costs'
import type { Database } from './Database'
import { deleteConversation } from './deletion'
import { isDamage, probeFolder, toLibraryError } from './failures'
import { databaseFileName, giveUp, hasOtherLibrary, readHeader, takeOver } from './files'
import { deleteFolder, listFolders, saveFolder } from './folders'
import { appendGrowth } from './growth'
import { maintenanceStep } from './maintenanceStep'
import { loadMessages, loadOutline, pathIn, recordPicture, writeMessage } from './messages'
import { newestSchemaOf } from './migrate'
import { migrations as ourMigrations } from './migrations'
import type { Migration } from './migrations/migration'
import { getNote, setNote } from './notes'
import { type OpenedDatabase, openDatabase, suspicionFileName } from './openDatabase'
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
import { Thumbnails } from './pictures/Thumbnails'
import { countOrphans, recoverOrphans } from './recovery'
import { forgetRemovedContent, removeMessage, restoreMessage } from './removal'
import { acknowledgeReplacement, isReplacing, replaceDatabase } from './replacement'
import { type Folders, Retention } from './retention/Retention'
import { countInMessages, findCandidates } from './search/findInConversation'
import { search } from './search/search'
import { findSpeechClip, keepSpeechClip, sumSpeechClips, trimSpeechClips } from './speech/clips'
import type { RestoreStore } from './transfer/archive/ArchiveJob'
import { countConversations, readRows } from './transfer/archive/readRows'
import { planRestore, restoreRows } from './transfer/archive/restoreRows'
import type { ExportStore } from './transfer/export/ExportJobs'
import { getPlacement } from './transfer/export/placement'
import type { ImportStore } from './transfer/import/ImportJob'
import {
  forgetUnfinished,
  isKept,
  newMessages,
  unfinishedImport,
  writeSlices,
} from './transfer/import/importWriter'

/** What takes a thread of its own is done beside the library. */
type AsyncMethods =
  | 'speak'
  | 'attachFile'
  | 'beginImport'
  | 'stepImport'
  | 'cancelImport'
  | 'beginExport'
  | 'stepExport'
  | 'cancelExport'
  | 'listBackups'
  | 'backUp'
  | 'restoreBackup'
  | 'checkLibrary'

/** The library without its process: everything but what takes threads of its own. */
export type LocalLibrary = ImportStore &
  ExportStore &
  RestoreStore &
  Omit<LibraryApi, 'open' | AsyncMethods> & {
    open(mode?: OpenMode): LibraryReport
    /** The row of a file that was read and written to disk; null where it has gone from there since. */
    keepFile(input: { name: string; contents: KeptContents }): Attachment | null
    /** Backups need the file to stay as it is, and to be replaced. */
    readonly forBackups: HoldableLibrary
    /** One small step of the work that deletions left behind. False when there is none. */
    maintain(): boolean
    /** One small step of removing pictures, files and speech that nothing needs any more. False when the round is over. */
    applyRetention(): boolean
    /** When the next of those may be removed, milliseconds since the epoch; null when everything is needed. */
    retentionDueAt(): number | null
    /** Ends cleanly: all in one file, no lock left. May be repeated. */
    close(): void
  }

export interface LibraryOptions {
  /** The folder that holds everything the app keeps. */
  readonly folder: string
  readonly now?: () => number
  readonly migrations?: readonly Migration[]
  /** What was done unasked: numbers only, never what was said. */
  readonly log?: (line: string) => void
  /** How large a file is checked before it is opened, after an unclean end. */
  readonly largestCheckedBytes?: number
}

/** The library over real files. Every call is one transaction and throws `AppError`s only. */
export const createLibrary = ({
  folder,
  now = Date.now,
  migrations = ourMigrations,
  log = () => {},
  largestCheckedBytes,
}: LibraryOptions): LocalLibrary => new FileLibrary(folder, now, migrations, log, largestCheckedBytes).api

const findingsOf = (
  folder: string,
  { replaced, isUnchecked, isLogMissing, isDamaged }: OpenedDatabase,
  isMissing: boolean,
): LibraryFindings => {
  const facts = replaced?.facts ?? {}
  const number = (name: string) => Number(facts[name] ?? 0)
  const kept = replaced === null ? '' : join(folder, replaced.aside)
  return {
    ...(replaced?.reason === 'damaged'
      ? { saved: { ...facts, messages: number('messages') } }
      : replaced?.reason === 'updated'
        ? { updated: { from: number('from'), kept } }
        : replaced?.reason === 'restored'
          ? { restored: { kept } }
          : {}),
    ...(isUnchecked ? { isUnchecked } : {}),
    ...(isLogMissing ? { isLogMissing } : {}),
    ...(isDamaged ? { isDamaged } : {}),
    ...(isMissing && new BackupFolder(folder).list().length > 0 ? { isMissing } : {}),
  }
}

const present = (findings: LibraryFindings): { findings?: LibraryFindings } =>
  Object.keys(findings).length === 0 ? {} : { findings }

class FileLibrary {
  private readonly folders: Folders
  private readonly thumbnails: Thumbnails
  private readonly retention: Retention
  private readonly suspicion: string
  private opened: OpenedDatabase | null = null
  /** Answers to be recovered as soon as something can be written; until then they are shown as interrupted. */
  private hasOrphans = false
  private isResumed = false
  private isAcknowledged = false
  /** How many need the file to stay as it is. */
  private held = 0

  constructor(
    private readonly folder: string,
    private readonly now: () => number,
    private readonly migrations: readonly Migration[],
    private readonly log: (line: string) => void,
    private readonly largestCheckedBytes: number | undefined,
  ) {
    this.folders = {
      pictures: new ContentFolder(picturesFolder(folder)),
      files: new ContentFolder(filesFolder(folder)),
      speech_clips: new ContentFolder(speechFolder(folder)),
    }
    this.thumbnails = new Thumbnails(thumbnailsFolder(folder))
    this.retention = new Retention(this.folders, this.thumbnails, now, () => hasOtherLibrary(folder))
    this.suspicion = join(folder, suspicionFileName)
  }

  readonly api: LocalLibrary = {
    open: (mode) => this.guarded(() => this.open(mode?.isResumed ?? false)),
    listConversations: (input) => this.read((database) => listConversations(database, input)),
    getConversation: ({ id }) => this.read((database) => getConversation(database, id)),
    openConversation: ({ id, limit }) =>
      this.read((database) => {
        const conversation = getConversation(database, id)
        const key = conversationKey(database, id)
        if (!conversation || key === null) return null
        const outline = loadOutline(database, key)
        const shown = limit > 0 ? pathIn(outline, conversation.leafId).slice(-limit) : []
        const messages = this.loadMessages(database, shown)
        return { conversation, outline: this.outlineAsRecovered(outline), messages }
      }),
    loadConversations: ({ ids }) => this.read((database) => loadConversations(database, ids)),
    arrangeConversations: ({ places }) => this.write((database) => arrangeConversations(database, places)),
    measureConversation: ({ id }) => this.read((database) => measureConversation(database, id)),
    listTrashed: (input) => this.read((database) => listTrashed(database, input)),
    listFolders: () => this.read(listFolders),
    saveFolder: ({ folder }) => this.write((database) => saveFolder(database, folder)),
    deleteFolder: ({ id }) => this.write((database) => deleteFolder(database, id)),
    saveConversation: ({ conversation }) =>
      this.write((database) => {
        writeConversation(database, conversation)
      }),
    // Makes its own transaction: see there.
    deleteConversation: ({ id }) => this.guarded(() => deleteConversation(this.writable(), id)),
    addMessages: ({ conversation, messages }) =>
      this.write((database) => {
        const key = writeConversation(database, conversation)
        if (conversation.archivedAt === undefined && conversation.trashedAt === undefined)
          bringBack(database, key)
        for (const message of messages) writeMessage(database, key, message)
      }),
    appendChunks: (input) =>
      this.write((database) =>
        appendGrowth(database, input, (key, pictureId) => recordPicture(database, key, pictureId)),
      ),
    finishMessage: ({ message }) => this.write((database) => this.finish(database, message)),
    loadMessages: ({ ids }) => this.read((database) => this.loadMessages(database, ids)),
    loadPath: ({ conversationId, leafId }) =>
      this.read((database) => {
        const key = conversationKey(database, conversationId)
        if (key === null) return []
        return this.loadMessages(database, pathIn(loadOutline(database, key), leafId))
      }),
    removeMessage: ({ id }) => this.write((database) => removeMessage(database, id)),
    restoreMessage: ({ removed }) => this.write((database) => restoreMessage(database, removed)),
    setNote: (input) => this.write((database) => setNote(database, input)),
    getNote: ({ name }) => this.read((database) => getNote(database, name)),
    findCandidates: (input) => this.read((database) => findCandidates(database, input)),
    countInMessages: (input) => this.read((database) => countInMessages(database, input)),
    addCharge: ({ charge }) => this.write((database) => addCharge(database, charge)),
    sumConversation: ({ conversationId }) =>
      this.read((database) => sumConversation(database, conversationId)),
    sumPeriod: (input) => this.read((database) => sumPeriod(database, input)),
    keepFile: (input) =>
      this.write((database) =>
        // Its thread found it there, and it was removed since: to be read and written once more.
        this.folders.files.sizeOf(input.contents.id) === null ? null : addFile(database, input, this.now()),
      ),
    missingFiles: ({ ids }) => this.read((database) => missingFiles(database, this.folders.files, ids)),
    getFileText: ({ id }) => this.read((database) => getFileText(database, id)),
    search: (input) => this.read((database) => search(database, input)),
    // The file is written outside of the transaction: it may be large, and without its row it harms nobody.
    addPicture: (input) =>
      this.guarded(() => addPicture(this.writable(), this.folders.pictures, input, this.now())),
    getPicture: ({ id }) => this.read((database) => getPicture(database, id)),
    pictureLineage: ({ id }) => this.read((database) => pictureLineage(database, id)),
    lastPictureCost: (input) => this.read((database) => lastCost(database, input)),
    outlineGallery: (input) => this.read((database) => outlineGallery(database, input, this.now())),
    loadGalleryRows: (input) => this.read((database) => loadGalleryRows(database, input)),
    listGalleryIds: (input) => this.read((database) => listGalleryIds(database, input)),
    listPictureChoices: () => this.read(listPictureChoices),
    findNeighbours: (input) => this.read((database) => findNeighbours(database, input)),
    listShownIn: (input) => this.read((database) => listShownIn(database, input)),
    keepThumbnail: (input) => this.read((database) => this.thumbnails.keep(database, input)),
    // Also with a full disk: what is kept can be heard.
    findSpeechClip: (input) =>
      this.read((database) =>
        findSpeechClip(
          database,
          this.folders.speech_clips,
          input,
          this.opened?.obstacle === null ? this.now() : null,
        ),
      ),
    keepSpeechClip: (input) =>
      this.guarded(() => keepSpeechClip(this.writable(), this.folders.speech_clips, input, this.now())),
    sumSpeechClips: () => this.read((database) => sumSpeechClips(database)),
    trimSpeechClips: ({ limitBytes }) =>
      this.guarded(() => ({
        freedBytes: trimSpeechClips(this.writable(), this.folders.speech_clips, limitBytes),
      })),
    findNewMessages: (slices) =>
      this.read((database) => slices.flatMap((slice) => newMessages(database, slice))),
    isKept: (id) => this.read((database) => isKept(database, id)),
    writeSlices: (slices, assets) => this.write((database) => writeSlices(database, slices, assets)),
    dropUnfinishedImport: () => this.guarded(() => this.dropUnfinishedImport(this.database())),
    getPlacement: ({ id }) => this.read((database) => getPlacement(database, id)),
    readRows: ({ table, after }) => this.read((database) => readRows(database, table, after)),
    countArchived: () =>
      this.read((database) => ({
        conversations: countConversations(database),
        schemaVersion: this.opened?.schemaVersion ?? 0,
      })),
    planRestore: (counts) => this.write((database) => planRestore(database, counts)),
    restoreRows: (batch) => this.write((database) => restoreRows(database, batch)),
    forBackups: this.forBackups(),
    maintain: () =>
      this.guarded(
        () => this.opened?.obstacle === null && this.held === 0 && this.maintain(this.opened.database),
      ),
    applyRetention: () =>
      this.guarded(() => this.opened?.obstacle === null && this.applyRetention(this.opened.database)),
    retentionDueAt: () =>
      this.guarded(() =>
        this.opened?.obstacle === null ? this.retention.dueAt(this.opened.database) : null,
      ),
    close: () => this.guarded(() => this.close()),
  }

  private open(isResumed: boolean): LibraryReport {
    this.close()
    this.isAcknowledged = false
    const { folder, migrations, largestCheckedBytes } = this
    const isSuspect = existsSync(this.suspicion)
    const isMissing = readHeader(join(folder, databaseFileName)).type === 'none' && !isReplacing(folder)
    this.opened = openDatabase({
      folder,
      migrations,
      now: this.now(),
      isSuspect,
      ...(largestCheckedBytes === undefined ? {} : { largestCheckedBytes }),
    })
    if (isSuspect && this.opened.obstacle === null) rmSync(this.suspicion, { force: true })
    const { database, schemaVersion, replaced } = this.opened
    // Nobody writes answers of the library that was there before.
    this.isResumed = isResumed && replaced?.reason !== 'restored'
    const orphans = this.isResumed ? 0 : countOrphans(database)
    this.hasOrphans = orphans > 0
    return {
      recoveredMessages: orphans,
      setAside: replaced?.reason === 'damaged' ? join(folder, replaced.aside) : null,
      readOnly: this.opened.obstacle ?? this.recoverOrSayWhyNot(),
      schemaVersion,
      ...present(findingsOf(folder, this.opened, isMissing)),
    }
  }

  /** Also the test whether anything can be written at all. */
  private recoverOrSayWhyNot(): LibraryReport['readOnly'] {
    const obstacle = probeFolder(this.folder)
    if (obstacle !== null) return obstacle
    try {
      this.recover(this.database())
      if (!this.isResumed) forgetRemovedContent(this.database())
      this.dropUnfinishedImport(this.database())
      return null
    } catch (error) {
      const { code } = toLibraryError(error, this.folder)
      if (code === 'library/disk-full') return 'disk-full'
      if (code === 'library/read-only') return 'not-writable'
      throw error
    }
  }

  private recover(database: Database): void {
    if (!this.hasOrphans) return
    recoverOrphans(database)
    this.hasOrphans = false
  }

  private maintain(database: Database): boolean {
    const { isDone, freedBytes } = maintenanceStep(database)
    if (freedBytes > 0) this.log(`A deleted conversation is gone: ${freedBytes} bytes of text`)
    return !isDone
  }

  private applyRetention(database: Database): boolean {
    const removed = this.retention.step(database)
    if (!removed) return true
    const { files, bytes, missing } = removed
    if (files > 0) this.log(`${files} files that nothing needed any more were removed: ${bytes} bytes`)
    if (missing > 0) this.log(`${missing} pictures, files or clips of speech have lost their file`)
    return false
  }

  /** Half a conversation is worse than none: imported again, it comes whole. */
  private dropUnfinishedImport(database: Database): void {
    const unfinished = unfinishedImport(database)
    if (!unfinished) return
    deleteConversation(database, unfinished.id)
    forgetUnfinished(database)
  }

  private finish(database: Database, message: Message): void {
    const key = conversationKey(database, message.conversationId)
    const isKnown = database.get('SELECT 1 AS known FROM messages WHERE id = ?', [message.id]) !== null
    // Deleted while it was being written: a late end must not bring it back.
    if (key === null || !isKnown) return
    writeMessage(database, key, message)
    recordAnswer(database, message, this.now())
    database.run('UPDATE conversations SET updated_at = max(updated_at, ?) WHERE pk = ?', [
      message.finishedAt ?? this.now(),
      key,
    ])
  }

  private loadMessages(database: Database, ids: readonly string[]): Message[] {
    return loadMessages(database, ids).map((message) => this.asRecovered(message))
  }

  /** While a full disk keeps orphans from being recovered, they are shown as they will be. */
  private asRecovered<T extends { readonly state: Message['state'] }>(entry: T): T {
    return this.hasOrphans && entry.state === 'streaming' ? { ...entry, state: 'interrupted' } : entry
  }

  private outlineAsRecovered(outline: PackedOutline): PackedOutline {
    if (!this.hasOrphans) return outline
    return {
      ...outline,
      states: outline.states.replaceAll(letterOfState.streaming, letterOfState.interrupted),
    }
  }

  private forBackups(): HoldableLibrary {
    const hold = (count: (database: Database) => Omit<HeldLibrary, 'release'>): HeldLibrary =>
      this.guarded(() => {
        const database = this.writable()
        const release = database.holdStill()
        this.held += 1
        let isHeld = true
        const letGo = () => {
          if (!isHeld) return
          isHeld = false
          this.held -= 1
          // It may have been closed meanwhile, and another opened.
          if (this.opened?.database === database) release()
        }
        try {
          return { ...count(database), release: letGo }
        } catch (error) {
          letGo()
          throw error
        }
      })
    const count = (database: Database) => ({
      contents: countContents(database),
      kept: keptFilesOf(database),
      schemaVersion: newestSchemaOf(this.migrations),
    })
    const uncounted = { conversations: 0, messages: 0, pictures: 0, files: 0 }
    const newestSchema = () => newestSchemaOf(this.migrations)
    return {
      get newestSchema() {
        return newestSchema()
      },
      hold: () => hold(count),
      holdAsItIs: () =>
        hold((database) => {
          try {
            return count(database)
          } catch (error) {
            if (!isDamage(error)) throw error
            return { contents: uncounted, kept: [], schemaVersion: newestSchemaOf(this.migrations) }
          }
        }),
      replaceWith: (replacement) =>
        this.guarded(() => {
          this.close()
          takeOver(this.folder)
          try {
            replaceDatabase(this.folder, replacement)
          } finally {
            // Whatever became of it, there is a library to open: the one or the other.
            this.open(false)
          }
        }),
      suspect: () => this.suspect(),
    }
  }

  private read<T>(work: (database: Database) => T): T {
    return this.guarded(() => {
      this.acknowledge()
      return work(this.database())
    })
  }

  /** Whoever asks for something has heard what opening found. */
  private acknowledge(): void {
    if (this.isAcknowledged || !this.opened || this.opened.replaced === null) return
    acknowledgeReplacement(this.folder)
    this.isAcknowledged = true
  }

  private write<T>(work: (database: Database) => T): T {
    return this.guarded(() => {
      this.acknowledge()
      const database = this.writable()
      return database.transaction(() => work(database))
    })
  }

  private database(): Database {
    if (!this.opened) throw new AppError('library/unavailable', 'The library is not open')
    return this.opened.database
  }

  /** The database for writing. Where only a view is open, the file itself is tried again: there may be space by now. */
  private writable(): Database {
    if (this.opened && this.opened.obstacle !== null) {
      const obstacle = probeFolder(this.folder)
      if (obstacle === 'disk-full') throw new AppError('library/disk-full', 'The disk is full')
      if (obstacle === 'not-writable') throw new AppError('library/read-only', 'The folder cannot be written')
      this.open(this.isResumed)
      // There is room for something, but not for what has to be done first.
      if (this.opened.obstacle !== null) throw new AppError('library/disk-full', 'Too little room')
    }
    const database = this.database()
    this.recover(database)
    return database
  }

  private guarded<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (isDamage(error)) this.suspect()
      throw toLibraryError(error, this.folder)
    }
  }

  /** Damage met while running: the next start checks the whole file and sets it aside if need be. */
  private suspect(): void {
    try {
      writeFileSync(this.suspicion, '')
    } catch {
      // The disk may be full as well; the damage will be met again.
    }
  }

  private close(): void {
    const opened = this.opened
    this.opened = null
    if (!opened) return
    try {
      if (opened.obstacle === null) opened.database.checkpoint()
    } finally {
      opened.database.close()
      opened.dispose()
      if (opened.obstacle === null) giveUp(this.folder)
    }
  }
}
