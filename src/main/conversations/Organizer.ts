import type { Arranged, Arrangement, EmptiedTrash } from '@shared/ipc/conversations'
import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import { assertNever } from '@shared/lib/assertNever'
import {
  type Conversation,
  type ConversationPlace,
  type Folder,
  mostFolders,
  placeOf,
  trashDays,
} from '@shared/model/conversation'
import type { AppEvent } from '@shared/model/events'
import type { Emitter } from '../lib/Emitter'
import { log } from '../lib/log'
import { Serial } from '../lib/Serial'
import type { ConversationRows } from './ConversationRows'

/** Changes that can be undone: more than a user takes back, few enough to keep in memory. */
const keptChanges = 100
/** The conversations that are read from the trash at a time. */
const trashPage = 200
const dayMs = 86_400_000

export interface OrganizerDeps {
  readonly library: Pick<
    AsyncLibrary,
    'listFolders' | 'saveFolder' | 'deleteFolder' | 'listTrashed' | 'loadConversations'
  >
  readonly rows: ConversationRows
  readonly events: Emitter<AppEvent>
  /** Ends the answer in progress, if there is one. */
  readonly stop: (conversationId: string) => Promise<void>
  /** Deletes one conversation for ever. */
  readonly remove: (conversationId: string) => Promise<{ readonly freedBytes: number }>
  readonly now: () => number
  readonly newId: () => string
}

interface Undo {
  readonly places: readonly ConversationPlace[]
  /** The folder to be made again. */
  readonly folder: Folder | null
}

/**
 * Where conversations are put: pins, folders, the archive, the trash. Everything can be taken back but what
 * left the trash.
 */
export class Organizer {
  private readonly undos = new Map<string, Undo>()
  private readonly serial = new Serial()

  constructor(private readonly deps: OrganizerDeps) {}

  async arrange(conversationIds: readonly string[], change: Arrangement): Promise<Arranged> {
    if (change.type === 'move' && change.folderId !== null) await this.folder(change.folderId)
    const ids = [...new Set(conversationIds)]
    const before = await this.deps.rows.arrange(ids, (conversation) =>
      placeAfter(conversation, change, this.deps.now()),
    )
    // What is thrown away is not written further; questions that wait stay, and wait.
    if (change.type === 'trash') await Promise.all(before.map(({ id }) => this.deps.stop(id)))
    return {
      undoId: before.length === 0 ? null : this.keep({ places: before.map(placeOf), folder: null }),
      count: before.length,
    }
  }

  /** Puts everything back to where it was. */
  async undo(undoId: string): Promise<void> {
    const undo = this.undos.get(undoId)
    if (!undo) throw new AppError('order/too-late')
    if (undo.folder) await this.saveFolder(undo.folder)
    const places = new Map(undo.places.map((place) => [place.id, place]))
    await this.deps.rows.arrange([...places.keys()], ({ id }) => places.get(id) ?? null)
    // Only now: where it failed, it can be tried again.
    this.undos.delete(undoId)
  }

  listFolders(): Promise<readonly Folder[]> {
    return this.deps.library.listFolders()
  }

  createFolder(name: string): Promise<Folder> {
    return this.serial.run('folders', async () => {
      const folders = await this.listFolders()
      if (folders.length >= mostFolders) throw new AppError('folder/too-many')
      const position = folders.reduce((most, folder) => Math.max(most, folder.position + 1), 0)
      const folder = { id: this.deps.newId(), name, position, createdAt: this.deps.now() }
      await this.saveFolder(folder)
      return folder
    })
  }

  renameFolder(folderId: string, name: string): Promise<void> {
    return this.serial.run('folders', async () => {
      await this.saveFolder({ ...(await this.folder(folderId)), name })
    })
  }

  /** The conversations in it stay, without a folder. */
  deleteFolder(folderId: string): Promise<{ readonly undoId: string }> {
    return this.serial.run('folders', async () => {
      const folder = await this.folder(folderId)
      const ids = await this.deps.library.deleteFolder({ id: folderId })
      await this.tellFolders()
      // The library has taken them out already; this tells the windows.
      await this.deps.rows.tellAgain(ids)
      return { undoId: this.keep({ places: ids.map((id) => ({ id, folderId })), folder }) }
    })
  }

  /** Everything in the trash, for ever. */
  emptyTrash(): Promise<EmptiedTrash> {
    // What is thrown away while this runs stays.
    return this.removeTrashedBefore(this.deps.now() + 1)
  }

  /** Deletes what has been in the trash for its time. No caller waits for it: never throws. */
  async emptyExpired(): Promise<void> {
    try {
      const { count } = await this.removeTrashedBefore(this.deps.now() - trashDays * dayMs)
      if (count > 0) log.info(`The trash was emptied of ${count} conversations`)
    } catch (error) {
      log.error('The trash could not be emptied', error)
    }
  }

  private removeTrashedBefore(before: number): Promise<EmptiedTrash> {
    return this.serial.run('trash', async () => {
      let count = 0
      let freedBytes = 0
      for (;;) {
        const ids = await this.deps.library.listTrashed({ before, limit: trashPage })
        if (ids.length === 0) return { count, freedBytes }
        // One after the other: between them the library serves other requests.
        for (const id of ids) {
          const freed = await this.removeTrashed(id)
          if (freed === null) continue
          freedBytes += freed
          count += 1
        }
      }
    })
  }

  /** Null where it was taken out of the trash meanwhile. */
  private async removeTrashed(id: string): Promise<number | null> {
    try {
      return (await this.deps.remove(id)).freedBytes
    } catch (error) {
      if (error instanceof AppError && error.code === 'conversation/not-in-trash') return null
      throw error
    }
  }

  private async folder(folderId: string): Promise<Folder> {
    const folder = (await this.listFolders()).find(({ id }) => id === folderId)
    if (!folder) throw new AppError('folder/not-found')
    return folder
  }

  private async saveFolder(folder: Folder): Promise<void> {
    await this.deps.library.saveFolder({ folder })
    await this.tellFolders()
  }

  /** All folders as they are now, to every window. */
  async tellFolders(): Promise<void> {
    this.deps.events.publish({ type: 'folders.changed', folders: await this.listFolders() })
  }

  private keep(undo: Undo): string {
    const undoId = this.deps.newId()
    this.undos.set(undoId, undo)
    const [oldest] = this.undos.keys()
    if (oldest !== undefined && this.undos.size > keptChanges) this.undos.delete(oldest)
    return undoId
  }
}

/** Null where the change changes nothing. */
const placeAfter = (
  { id, pinnedAt, archivedAt, trashedAt, folderId }: Conversation,
  change: Arrangement,
  now: number,
): ConversationPlace | null => {
  switch (change.type) {
    case 'pin':
      return pinnedAt === undefined ? { id, pinnedAt: now } : null
    case 'unpin':
      return pinnedAt === undefined ? null : { id, pinnedAt: null }
    case 'archive':
      return archivedAt === undefined || trashedAt !== undefined
        ? { id, archivedAt: now, trashedAt: null }
        : null
    case 'trash':
      return trashedAt === undefined ? { id, trashedAt: now } : null
    case 'restore':
      // Out of the trash it goes to where it was, be that the archive; only from there back into the list.
      if (trashedAt !== undefined) return { id, trashedAt: null }
      return archivedAt === undefined ? null : { id, archivedAt: null }
    case 'move':
      return (folderId ?? null) === change.folderId ? null : { id, folderId: change.folderId }
    default:
      return assertNever(change)
  }
}
