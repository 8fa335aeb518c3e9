import { AppError } from '@shared/ipc/errors'
import type { Arrived } from '@shared/ipc/library'
import type { DamageFound, LibraryReport, OpenMode } from '@shared/ipc/library/opening'
import type { Attachment } from '@shared/model/attachment'
import type { TemporaryFile } from './attachments/attachFile'
import type { KeptContents } from './attachments/contents'
import { addFile } from './attachments/files'
import type { HoldableLibrary } from './backups/BackupKeeper'
import { ContentFolder, filesFolder, picturesFolder, speechFolder, thumbnailsFolder } from './ContentFolder'
import type { Database } from './Database'
import { hasOtherLibrary } from './files'
import { LibraryHolder } from './LibraryHolder'
import { maintenanceStep } from './maintenanceStep'
import { createMethods } from './methods'
import { migrations as ourMigrations } from './migrations'
import type { Migration } from './migrations/migration'
import { OpenLibrary } from './OpenLibrary'
import { Thumbnails } from './pictures/Thumbnails'
import { type Folders, Retention } from './retention/Retention'
import { SyncDoor } from './sync/syncDoor'
import { TemporaryConversations } from './temporary/TemporaryConversations'
import { withTemporary } from './temporary/withTemporary'
import type { RestoreStore } from './transfer/archive/ArchiveJob'
import type { ExportStore } from './transfer/export/ExportJobs'
import type { ImportStore } from './transfer/import/ImportJob'
import { createTransferStore } from './transferStore'

/** The library without its process: everything but what takes threads of its own. */
export type LocalLibrary = ImportStore &
  ExportStore &
  RestoreStore &
  ReturnType<typeof withTemporary> &
  SyncDoor['methods'] & {
    hasTemporary(conversationId: string): boolean
    /** `conversation/not-found` where it has gone meanwhile: then the file goes nowhere else. */
    keepTemporaryFile(input: TemporaryFile): Attachment
    open(mode?: OpenMode): LibraryReport
    /** The row of a file that was read and written to disk; null where it has gone from there since. */
    keepFile(input: { name: string; contents: KeptContents }): Attachment | null
    /** What the sync process asks, over a port of its own. */
    readonly sync: Pick<SyncDoor, 'answers' | 'tookWrites'>
    /** Backups need the file to stay as it is, and to be replaced. */
    readonly forBackups: HoldableLibrary
    /** One small step of the work that deletions left behind. False when there is none. */
    maintain(): boolean
    /**
     * One small step of removing pictures, files and speech that nothing needs any more. False when the round
     * is over.
     */
    applyRetention(): boolean
    /**
     * The moment at which the next of those may be removed, milliseconds since the epoch; null when
     * everything is needed.
     */
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
  /** Damage was met and dealt with while the library is open; told once. */
  readonly onDamage?: (found: DamageFound) => void
  /** Something came from another device. */
  readonly onArrived?: (arrived: Arrived) => void
}

/** The library over real files. Every call is one transaction and throws `AppError`s only. */
export const createLibrary = ({
  folder,
  now = Date.now,
  migrations = ourMigrations,
  log = () => {},
  largestCheckedBytes,
  onDamage,
  onArrived = () => {},
}: LibraryOptions): LocalLibrary => {
  const folders: Folders = {
    pictures: new ContentFolder(picturesFolder(folder)),
    files: new ContentFolder(filesFolder(folder)),
    speech_clips: new ContentFolder(speechFolder(folder)),
  }
  const thumbnails = new Thumbnails(thumbnailsFolder(folder))
  const retention = new Retention(folders, thumbnails, now, () => hasOtherLibrary(folder))
  const library = new OpenLibrary({
    folder,
    now,
    migrations,
    ...(largestCheckedBytes === undefined ? {} : { largestCheckedBytes }),
    ...(onDamage === undefined ? {} : { onDamage }),
  })
  const sync = new SyncDoor({ library, folders, now }, onArrived)
  const forBackups = new LibraryHolder(library, migrations)
  const temporaries = new TemporaryConversations({ library, folders, migrations, now })
  /** Whether the search's indexes were looked at since the library was opened. */
  let isIndexChecked = false
  const whereWritable = <T>(work: (database: Database) => T): T | null =>
    library.guarded(() => {
      const database = library.writableNow
      return database && work(database)
    })

  return {
    open: (mode) =>
      library.guarded(() => {
        isIndexChecked = false
        return library.open(mode?.isResumed ?? false)
      }),
    close: () => library.guarded(() => library.close()),
    ...withTemporary(createMethods({ library, folders, thumbnails, now }), temporaries, library, now),
    hasTemporary: (conversationId) => temporaries.get(conversationId) !== null,
    keepTemporaryFile: ({ conversationId, ...file }) => {
      const temporary = temporaries.get(conversationId)
      if (!temporary) throw new AppError('conversation/not-found')
      return temporary.keepFile(file)
    },
    ...createTransferStore(library),
    keepFile: (input) =>
      library.write((database) =>
        // Its thread found it there, and it was removed since: to be read and written once more.
        folders.files.sizeOf(input.contents.id) === null ? null : addFile(database, input, now()),
      ),
    ...sync.methods,
    sync,
    forBackups,
    maintain: () =>
      whereWritable((database) => {
        if (forBackups.isHeld) return false
        if (!isIndexChecked) {
          isIndexChecked = true
          library.checkIndexes(database)
        }
        const { isDone, freedBytes } = maintenanceStep(database)
        if (freedBytes > 0) log(`A deleted conversation is gone: ${freedBytes} bytes of text`)
        return !isDone
      }) ?? false,
    applyRetention: () =>
      whereWritable((database) => {
        const removed = retention.step(database)
        if (!removed) return true
        const { files, bytes, missing } = removed
        if (files > 0) log(`${files} files that nothing needed any more were removed: ${bytes} bytes`)
        if (missing > 0) log(`${missing} pictures, files or clips of speech have lost their file`)
        return false
      }) ?? false,
    retentionDueAt: () => whereWritable((database) => retention.dueAt(database)),
  }
}
