import { AppError } from '@shared/ipc/errors'
import type { RemovedMessage } from '@shared/ipc/library/messages'
import type { SharedDocument } from '@shared/ipc/library/sync'
import { HybridClock } from '@shared/sync/clock'
import { canonicalJson } from '@shared/sync/record'
import type { HeldDeletions, ReadRecords } from '@shared/sync/syncedLibrary'
import { Database } from '../../../../src/library/Database'
import { createMethods } from '../../../../src/library/methods'
import { migrate } from '../../../../src/library/migrate'
import { migrations } from '../../../../src/library/migrations'
import { applyRecords } from '../../../../src/library/sync/applyRecords'
import { confirmChanges, giveChanges } from '../../../../src/library/sync/changes'
import { exchangeDocuments } from '../../../../src/library/sync/documents'
import { type GuardLimits, guardLimits } from '../../../../src/library/sync/guard'
import { loadRecord } from '../../../../src/library/sync/records'
import { beginSync } from '../../../../src/library/sync/schema'
import { settleDeletions, settleLook } from '../../../../src/library/sync/settle'
import { MemoryFiles } from '../../../../src/library/temporary/MemoryFiles'
import { readText } from '../../../../src/library/values'

/** A device: the library's own tables and methods, and the log that it gives to the others. */
export class SyncDevice {
  readonly database: Database
  readonly methods: ReturnType<typeof createMethods>
  readonly log: ReadRecords[] = []
  /** What was taken out and could be put back. */
  readonly removed: RemovedMessage[] = []
  /** As the settings hold them. */
  facts: readonly SharedDocument[] = []
  /** What makes it so much that the user is asked. */
  limits: GuardLimits = guardLimits
  private readonly read = new Map<string, number>()

  constructor(
    readonly name: string,
    readonly now: () => number,
    /** What is in the library before it is joined to others. */
    before: (database: Database) => void = () => {},
    /** One that is there already, and joined by its opener. */
    opened: Database | null = null,
  ) {
    this.database = opened ?? Database.inMemory()
    migrate(this.database, migrations)
    before(this.database)
    if (!opened) beginSync(this.database, name, new HybridClock(name, now, null).tick())
    const { database } = this
    const guarded = <T>(work: () => T): T => work()
    const noFiles = new MemoryFiles()
    this.methods = createMethods({
      library: {
        hasOrphans: false,
        writableNow: database,
        writable: () => database,
        guarded,
        read: (work) => work(database),
        write: (work) => database.transaction(() => work(database)),
      },
      folders: { pictures: noFiles, files: noFiles, speech_clips: noFiles },
      thumbnails: { keep: () => {} },
      now,
    })
  }

  /** Puts what changed into the log; where it is not confirmed it is given once more later. */
  send(most = 1_000, isConfirmed = true): boolean {
    const { batch, backlog, records, upTo } = giveChanges(this.database, most, this.now)
    if (records.length === 0) {
      confirmChanges(this.database, { batch, backlog })
      return backlog !== null
    }
    const line: ReadRecords = { device: this.name, upTo, records }
    // As it travels.
    this.log.push(JSON.parse(JSON.stringify(line)) as ReadRecords)
    if (isConfirmed) confirmChanges(this.database, { batch, backlog })
    return true
  }

  /** Reads up to `most` packs of another's log. True where there was something. */
  readFrom(other: SyncDevice, most = Number.POSITIVE_INFINITY): boolean {
    const from = this.read.get(other.name) ?? 0
    const packs = other.log.slice(from, from + most)
    for (const pack of packs) this.apply(pack)
    settleLook(this.database, this.now, this.limits)
    this.read.set(other.name, from + packs.length)
    return packs.length > 0
  }

  protected apply(pack: ReadRecords): void {
    applyRecords(this.database, pack, this.now)
  }

  /** Reads the last packs once more, as after a crash. */
  readAgain(other: SyncDevice, most: number): void {
    const from = this.read.get(other.name) ?? 0
    for (const pack of other.log.slice(Math.max(0, from - most), from)) this.apply(pack)
  }

  get held(): HeldDeletions | null {
    return settleLook(this.database, this.now, this.limits)
  }

  /** What main has, and what it gets for it. */
  exchange(facts: readonly SharedDocument[] = this.facts): void {
    const told = exchangeDocuments(this.database, { kind: 'fact', documents: facts, most: 200 })
    if (told) this.facts = told
  }

  settleDeletions(isWanted: boolean): void {
    settleDeletions(this.database, { isWanted, now: this.now })
  }

  conversationIds(): string[] {
    return this.database.all('SELECT id FROM conversations ORDER BY id').map(({ id }) => readText(id))
  }

  messageIds(conversationId: string): string[] {
    return this.database
      .all(
        `SELECT m.id FROM messages m JOIN conversations c ON c.pk = m.conversation
         WHERE c.id = ? ORDER BY m.id`,
        [conversationId],
      )
      .map(({ id }) => readText(id))
  }

  removedIds(): string[] {
    return this.database.all('SELECT id FROM removed_messages').map(({ id }) => readText(id))
  }

  folderIds(): string[] {
    return this.database.all('SELECT id FROM folders ORDER BY id').map(({ id }) => readText(id))
  }

  /** What all machines spent together. */
  spent(): number {
    return this.methods.sumPeriod({ from: 0, until: 8.64e15 }).costUsd
  }

  private used(kind: 'picture' | 'file'): string[] {
    return this.ids(
      `SELECT DISTINCT u.${kind}_id AS id FROM ${kind}_uses u JOIN messages m ON m.pk = u.message
         JOIN conversations c ON c.pk = m.conversation ORDER BY 1`,
    )
  }

  ids(sql: string): string[] {
    return this.database.all(sql).map(({ id }) => readText(id))
  }

  /** All that the user can see, and by which moments it came to be so. */
  digest(): string {
    const records = [
      ...this.folderIds().map((id) => loadRecord(this.database, 'folder', id)),
      ...this.conversationIds().flatMap((id) => [
        loadRecord(this.database, 'conversation', id),
        ...this.messageIds(id).map((messageId) => loadRecord(this.database, 'message', messageId)),
      ]),
      // What nothing needs any more goes by itself, on each device when it finds it.
      ...this.used('picture').map((id) => loadRecord(this.database, 'picture', id)),
      ...this.used('file').map((id) => loadRecord(this.database, 'file', id)),
      ...this.ids('SELECT id FROM sync_documents WHERE fields IS NOT NULL ORDER BY id').map((id) =>
        loadRecord(this.database, 'fact', id),
      ),
      ...this.ids('SELECT source AS id FROM costs ORDER BY 1').map((id) =>
        loadRecord(this.database, 'cost', id),
      ),
    ]
    return records
      .map((record) => {
        if (!record) throw new AppError('internal', 'A record is there')
        return canonicalJson({ kind: record.kind, id: record.id, set: record.set })
      })
      .join('\n')
  }

  /** How each conversation is drawn: which message stands under which, in which order. */
  shown(): string {
    return this.conversationIds()
      .map((id) => {
        const opened = this.methods.openConversation({ id, limit: 1 })
        const { ids, parents } = opened?.outline ?? { ids: '[]', parents: '[]' }
        const parentIds = JSON.parse(parents) as readonly unknown[]
        const tree = (JSON.parse(ids) as readonly string[]).map(
          (message, at) => `${message}<${parentIds[at]}`,
        )
        return `${id} ${tree.join(' ')}`
      })
      .join('\n')
  }

  close(): void {
    this.database.close()
  }
}

/** Lets all devices give and read until none has anything new. */
export const settle = (devices: readonly SyncDevice[]): void => {
  for (let isMoving = true, round = 0; isMoving; round += 1) {
    if (round > 30) throw new Error('They never come to rest')
    isMoving = false
    for (const device of devices) if (device.send()) isMoving = true
    for (const device of devices)
      for (const other of devices) if (other !== device && device.readFrom(other)) isMoving = true
  }
}
