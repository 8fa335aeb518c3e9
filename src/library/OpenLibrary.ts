import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { DamageFound, LibraryFindings, LibraryReport } from '@shared/ipc/library/opening'
import { BackupFolder } from './backups/BackupFolder'
import type { Database } from './Database'
import { mendRows } from './damage/mendRows'
import { heighten, readSuspicion, type Suspicion, writeSuspicion } from './damage/suspicion'
import { deleteConversation } from './deletion'
import { isDamage, isTornPage, probeFolder, toLibraryError } from './failures'
import { databaseFileName, giveUp, readHeader } from './files'
import type { Migration } from './migrations/migration'
import { type OpenedDatabase, openDatabase } from './openDatabase'
import { countOrphans, recoverOrphans } from './recovery'
import { forgetRemovedContent } from './removal'
import { acknowledgeReplacement, isReplacing } from './replacement'
import { brokenIndexes, damagedIndexes, indexInError, rebuildIndex } from './search/rebuildIndex'
import { forgetUnfinished, unfinishedImport } from './transfer/import/importWriter'

export interface OpenLibraryOptions {
  readonly folder: string
  readonly now: () => number
  readonly migrations: readonly Migration[]
  readonly largestCheckedBytes?: number
  /** Damage was met and dealt with while the library is open. */
  readonly onDamage?: (found: DamageFound) => void
}

/** More indexes than that are never damaged one by one: the file is. */
const mostBadIndexes = 4

/**
 * The library's file as it is opened, read, written and closed, and what becomes of damage. Every piece of
 * work is guarded: what it throws is an `AppError`.
 */
export class OpenLibrary {
  private opened: OpenedDatabase | null = null
  /**
   * Answers to be recovered as soon as something can be written; until then they are shown as interrupted.
   */
  private hasUnrecovered = false
  private isResumed = false
  private isAcknowledged = false

  constructor(private readonly options: OpenLibraryOptions) {}

  get folder(): string {
    return this.options.folder
  }

  /**
   * Tells whether some answers are still stored as streaming because a full disk keeps them from being
   * recovered.
   */
  get hasOrphans(): boolean {
    return this.hasUnrecovered
  }

  get isOpen(): boolean {
    return this.opened !== null
  }

  get schemaVersion(): number {
    return this.opened?.schemaVersion ?? 0
  }

  /** The database, where it can be written; null where there is only a view of it, or nothing. */
  get writableNow(): Database | null {
    return this.opened?.obstacle === null ? this.opened.database : null
  }

  isStill(database: Database): boolean {
    return this.opened?.database === database
  }

  open(isResumed: boolean): LibraryReport {
    this.close()
    this.isAcknowledged = false
    const { folder, migrations, now, largestCheckedBytes } = this.options
    const isMissing = readHeader(join(folder, databaseFileName)).type === 'none' && !isReplacing(folder)
    const openAs = (suspicion: Suspicion): LibraryReport => {
      this.opened = openDatabase({
        folder,
        migrations,
        now: now(),
        suspicion,
        ...(largestCheckedBytes === undefined ? {} : { largestCheckedBytes }),
      })
      return this.begin(isResumed, isMissing)
    }
    const suspicion = readSuspicion(folder)
    const report = this.openOnce(openAs, suspicion)
    if (this.opened?.obstacle === null && suspicion !== 'none')
      writeSuspicion(folder, report.setAside === null ? 'checked' : 'none')
    return report
  }

  /** Damage that only shows once the file is open is repaired at once: it would be met at every start. */
  private openOnce(openAs: (suspicion: Suspicion) => LibraryReport, suspicion: Suspicion): LibraryReport {
    try {
      return openAs(suspicion)
    } catch (error) {
      if (!isDamage(error) || this.opened?.obstacle !== null) throw error
      const earlier = this.opened
      this.close()
      console.error(`Opening met damage: ${error instanceof Error ? error.message : ''}`)
      const report = openAs('again')
      const { isLogMissing, damagedLog } = earlier
      return { ...report, findings: { ...logFindings({ isLogMissing, damagedLog }), ...report.findings } }
    }
  }

  private begin(isResumed: boolean, isMissing: boolean): LibraryReport {
    const { folder } = this.options
    const opened = this.opened as OpenedDatabase
    const { database, schemaVersion, replaced } = opened
    // No process goes on writing answers of the library that was there before.
    this.isResumed = isResumed && replaced?.reason !== 'restored'
    const orphans = this.isResumed ? 0 : countOrphans(database)
    this.hasUnrecovered = orphans > 0
    return {
      recoveredMessages: orphans,
      setAside: replaced?.reason === 'damaged' ? join(folder, replaced.aside) : null,
      readOnly: opened.obstacle ?? this.recoverOrSayWhyNot(),
      schemaVersion,
      ...present(findingsOf(folder, opened, isMissing)),
    }
  }

  close(): void {
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

  read<T>(work: (database: Database) => T): T {
    return this.guarded(() => {
      this.acknowledge()
      const database = this.database()
      const result = work(database)
      // What came back from a backup is shown at once.
      return this.mend(database) ? work(database) : result
    })
  }

  write<T>(work: (database: Database) => T): T {
    return this.guarded(() => {
      this.acknowledge()
      const database = this.writable()
      const result = database.transaction(() => work(database))
      this.mend(database)
      return result
    })
  }

  guarded<T>(work: () => T): T {
    try {
      return this.withoutBadIndex(work)
    } catch (error) {
      if (isTornPage(error)) writeSuspicion(this.folder, 'again')
      else if (isDamage(error)) this.suspect()
      throw toLibraryError(error, this.folder)
    }
  }

  /** Makes an index of the search anew that is found damaged while nothing waits. */
  checkIndexes(database: Database): void {
    for (const index of brokenIndexes(database)) this.rebuild(database, index)
  }

  /** Damage of the search's index keeps no work from being done: the index is made anew. */
  private withoutBadIndex<T>(work: () => T): T {
    // Two of them may be damaged, or three.
    for (let tries = 0; ; tries += 1) {
      try {
        return work()
      } catch (error) {
        const database = this.writableNow
        if (!isDamage(error) || database === null || tries >= mostBadIndexes) throw error
        // FTS5 writes some of its work with the statement behind it, which then fails for it.
        const index = indexInError(error)
        const bad = index === null ? damagedIndexes(database) : [index]
        if (bad.length === 0) throw error
        for (const each of bad) this.rebuild(database, each)
      }
    }
  }

  private rebuild(database: Database, index: string): void {
    rebuildIndex(database, index)
    this.options.onDamage?.({ isIndex: true })
  }

  /** Deals with damaged rows that were met. True where some of them are whole again. */
  private mend(database: Database): boolean {
    if (database.damaged.isEmpty) return false
    const met = database.damaged.take()
    // Nothing can be kept of it here: it will be met again.
    if (this.writableNow !== database) return false
    const mended = mendRows(database, new BackupFolder(this.folder), met)
    if (mended === null) return false
    // Where bytes of a row are wrong, others may be: the next start looks at all of them.
    if (readSuspicion(this.folder) === 'none') writeSuspicion(this.folder, 'met')
    this.options.onDamage?.({ rows: mended.told })
    return mended.hasChanged
  }

  database(): Database {
    if (!this.opened) throw new AppError('library/unavailable', 'The library is not open')
    return this.opened.database
  }

  /**
   * The database for writing. Where only a view is open, the file itself is tried again: there may be space
   * by now.
   */
  writable(): Database {
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

  /** Damage met while running: the next start checks the whole file and sets it aside if need be. */
  suspect(): void {
    writeSuspicion(this.folder, heighten(readSuspicion(this.folder)))
  }

  /** Half a conversation is worse than none: imported again, it comes whole. */
  dropUnfinishedImport(): void {
    const database = this.database()
    const unfinished = unfinishedImport(database)
    if (!unfinished) return
    deleteConversation(database, unfinished.id)
    forgetUnfinished(database)
  }

  /** Recovers the orphans, which also tests whether anything can be written at all. */
  private recoverOrSayWhyNot(): LibraryReport['readOnly'] {
    const obstacle = probeFolder(this.folder)
    if (obstacle !== null) return obstacle
    try {
      this.withoutBadIndex(() => {
        this.recover(this.database())
        if (!this.isResumed) forgetRemovedContent(this.database())
        this.dropUnfinishedImport()
      })
      return null
    } catch (error) {
      const { code } = toLibraryError(error, this.folder)
      if (code === 'library/disk-full') return 'disk-full'
      if (code === 'library/read-only') return 'not-writable'
      throw error
    }
  }

  private recover(database: Database): void {
    if (!this.hasUnrecovered) return
    recoverOrphans(database)
    this.hasUnrecovered = false
  }

  /** Forgets what opening found: a caller that asks for something has heard of it. */
  private acknowledge(): void {
    if (this.isAcknowledged || !this.opened || this.opened.replaced === null) return
    acknowledgeReplacement(this.folder)
    this.isAcknowledged = true
  }
}

const findingsOf = (
  folder: string,
  { database, replaced, isUnchecked, isLogMissing, damagedLog, isDamaged }: OpenedDatabase,
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
    ...logFindings({ isLogMissing, damagedLog }),
    ...(isDamaged ? { isDamaged } : {}),
    ...(isMissing && isEmpty(database) && new BackupFolder(folder).list().length > 0 ? { isMissing } : {}),
  }
}

const isEmpty = (database: Database): boolean =>
  database.get('SELECT 1 AS found FROM conversations LIMIT 1') === null

const logFindings = ({
  isLogMissing,
  damagedLog,
}: Pick<OpenedDatabase, 'isLogMissing' | 'damagedLog'>): LibraryFindings => ({
  ...(isLogMissing ? { isLogMissing } : {}),
  ...(damagedLog === null ? {} : { damagedLog }),
})

const present = (findings: LibraryFindings): { findings?: LibraryFindings } =>
  Object.keys(findings).length === 0 ? {} : { findings }
