import { AppError } from '@shared/ipc/errors'
import type { Arrived } from '@shared/ipc/library'
import type { SharedDocument, SharedDocuments } from '@shared/ipc/library/sync'
import type { SyncRecord } from '@shared/sync/record'
import type { GivenChanges, ReadRecords, SyncedBlobs, SyncedLibrary } from '@shared/sync/syncedLibrary'
import type { Database } from '../Database'
import type { LibraryWork } from '../methods'
import { readNumber, readText } from '../values'
import { applyingRecords } from './applyRecords'
import { giveRest, givingConversations, outlineBase } from './base'
import { type BlobFolders, blobPath, listMissingBlobs, takeBlob } from './blobs'
import { confirmChanges, givingChanges } from './changes'
import { exchangeDocuments } from './documents'
import { beginAs, readIdentity, takeName, tellAgain } from './identity'
import { readPositions, readTakenBase } from './positions'
import { endSync, isSyncing } from './schema'
import { settleDeletions, settleLook } from './settle'
import { inSteps, type Steps } from './steps'
import { conversationOfMessage } from './things'

export interface SyncDoorDeps {
  readonly library: Pick<LibraryWork, 'read' | 'guarded' | 'writable'>
  readonly folders: BlobFolders
  readonly now: () => number
}

/** What the sync process asks, on the library's own thread. */
export type SyncAnswers = {
  readonly [M in keyof Asked]: (
    input: Parameters<Asked[M]>[0],
  ) => Awaited<ReturnType<Asked[M]>> | ReturnType<Asked[M]>
}
type Asked = SyncedLibrary & SyncedBlobs

/** The library as other devices meet it. */
export class SyncDoor {
  /** True once the sync process has asked: only then anything is looked for. */
  private isOn = false
  /** All that was ever written through this connection, as it was last told. */
  private toldWrites = 0
  /** What takes several steps goes one after the other, also where the process that asked is gone. */
  private last: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly deps: SyncDoorDeps,
    private readonly onArrived: (arrived: Arrived) => void,
  ) {}

  readonly methods = {
    endSync: (): void => {
      this.isOn = false
      this.write(endSync)
    },
    settleDeletions: ({ isWanted }: { readonly isWanted: boolean }): void =>
      this.settling((database) => {
        if (isSyncing(database)) settleDeletions(database, { isWanted, now: this.deps.now })
      }),
    exchangeDocuments: (input: SharedDocuments): readonly SharedDocument[] | null =>
      this.write((database) => exchangeDocuments(database, input)),
    countUnsent: (): number =>
      this.deps.library.read((database) =>
        isSyncing(database)
          ? readNumber(
              database.get('SELECT count(*) AS count FROM (SELECT DISTINCT kind, id FROM sync_unsent)')
                ?.count,
            )
          : 0,
      ),
  }

  readonly answers: SyncAnswers = {
    giveChanges: (most): Promise<GivenChanges> =>
      this.inSteps((database) => givingChanges(database, most, this.deps.now)),
    confirmChanges: (given) => this.writeSynced((database) => confirmChanges(database, given)),
    readPositions: () => this.readSynced(readPositions),
    readTakenBase: () => this.readSynced(readTakenBase),
    applyRecords: (read) => this.apply(read),
    readIdentity: () => this.deps.library.read(readIdentity),
    beginAs: (device) => this.write((database) => beginAs(database, device, this.deps.now)),
    takeName: (name) => this.writeSynced((database) => takeName(database, name)),
    tellAgain: (told) => this.writeSynced((database) => tellAgain(database, told)),
    settleLook: () => this.settling((database) => settleLook(synced(database), this.deps.now)),
    blobPath: (blob) => this.deps.library.read((database) => blobPath(database, this.deps.folders, blob)),
    listMissingBlobs: (most) =>
      this.writeSynced((database) => listMissingBlobs(database, this.deps.folders, most)),
    takeBlob: async (blob) => {
      const { library, folders } = this.deps
      await takeBlob(() => synced(library.writable()), folders, blob)
      this.onArrived({ conversationIds: [], messageIds: [], areFolders: false, blobIds: [blob.hash] })
    },
    outlineBase: () => this.writeSynced((database) => outlineBase(database, this.deps.now)),
    giveConversations: (ids) => this.inSteps((database) => givingConversations(database, ids, this.deps.now)),
    giveRest: ({ after, most }) => this.readSynced((database) => giveRest(database, after, most)),
  }

  /** Whether something was written since this was last asked. Costs nothing while sync is off. */
  tookWrites(): boolean {
    if (!this.isOn) return false
    const writes = this.writes()
    const hasMore = writes !== this.toldWrites
    this.toldWrites = writes
    return hasMore
  }

  private async apply(read: ReadRecords): Promise<void> {
    await this.inSteps((database) => applyingRecords(database, read, this.deps.now))
    this.onArrived(this.deps.library.read((database) => touchedBy(database, read.records)))
  }

  private inSteps<T>(begin: (database: Database) => Steps<T>): Promise<T> {
    if (!this.isOn) this.toldWrites = this.writes()
    this.isOn = true
    const work = () => inSteps(this.guardedSteps(begin), () => new Promise((done) => setImmediate(done)))
    const result = this.last.then(work)
    this.last = result.catch(() => {})
    return result
  }

  /** Each step is guarded as a call is, and what it writes is none of the user's changes. */
  private *guardedSteps<T>(begin: (database: Database) => Steps<T>): Steps<T> {
    const steps = this.writeSynced((database) => ({ database, all: begin(database) }))
    for (let hasFailed = false; ; ) {
      const step = this.write((database) => {
        // After a damaged index was made anew the work is asked for again: a part of it is no whole.
        if (hasFailed || database !== steps.database) throw new AppError('library/unavailable')
        const before = totalChanges(database)
        hasFailed = true
        const result = steps.all.next()
        hasFailed = false
        this.toldWrites += totalChanges(database) - before
        return result
      })
      if (step.done) return step.value
      yield
    }
  }

  /** What waited for it is gone, or is told to all. */
  private settling<T>(work: (database: Database) => T): T {
    const { held, result } = this.write((database) => {
      const ids = isSyncing(database) ? database.all('SELECT id FROM sync_held') : []
      return { held: ids.map(({ id }) => readText(id)), result: work(database) }
    })
    if (held.length > 0) this.onArrived({ conversationIds: held, messageIds: [], areFolders: false })
    return result
  }

  private writes(): number {
    return this.deps.library.read(totalChanges)
  }

  private readSynced<T>(work: (database: Database) => T): T {
    return this.deps.library.read((database) => work(synced(database)))
  }

  private writeSynced<T>(work: (database: Database) => T): T {
    return this.write((database) => work(synced(database)))
  }

  private write<T>(work: (database: Database) => T): T {
    const { library } = this.deps
    return library.guarded(() => work(library.writable()))
  }
}

/**
 * A backup that was restored while a look runs is not synced yet: the look ends, and the next one begins with
 * it. That is no damage, which its missing tables would pass for.
 */
const synced = (database: Database): Database => {
  if (!isSyncing(database)) throw new AppError('library/unavailable', 'This library is not synced')
  return database
}

const totalChanges = (database: Database): number =>
  readNumber(database.get('SELECT total_changes() AS writes')?.writes)

const touchedBy = (database: Database, records: readonly SyncRecord[]): Arrived => {
  const conversationIds = new Set<string>()
  const messageIds: string[] = []
  for (const { kind, id, set } of records) {
    if (kind === 'conversation') conversationIds.add(id)
    if (kind !== 'message') continue
    messageIds.push(id)
    const [row] = set.row ?? []
    const owner = conversationOfMessage({ row: row ?? null }) ?? ownerOf(database, id)
    if (owner !== null) conversationIds.add(owner)
  }
  const areFolders = records.some(({ kind }) => kind === 'folder')
  const areShared = records.some(({ kind }) => kind === 'assistant' || kind === 'fact')
  return { conversationIds: [...conversationIds], messageIds, areFolders, areShared }
}

/** Of a message of which only a part was told. */
const ownerOf = (database: Database, messageId: string): string | null => {
  const row = database.get(
    `SELECT c.id FROM conversations c JOIN messages m ON m.conversation = c.pk WHERE m.id = ?1
     UNION SELECT c.id FROM conversations c JOIN removed_messages r ON r.conversation = c.pk WHERE r.id = ?1`,
    [messageId],
  )
  return row ? readText(row.id) : null
}
