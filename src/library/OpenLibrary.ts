import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { LibraryFindings, LibraryReport } from '@shared/ipc/library/opening'
import { BackupFolder } from './backups/BackupFolder'
import type { Database } from './Database'
import { deleteConversation } from './deletion'
import { isDamage, probeFolder, toLibraryError } from './failures'
import { databaseFileName, giveUp, readHeader } from './files'
import type { Migration } from './migrations/migration'
import { type OpenedDatabase, openDatabase, suspicionFileName } from './openDatabase'
import { countOrphans, recoverOrphans } from './recovery'
import { forgetRemovedContent } from './removal'
import { acknowledgeReplacement, isReplacing } from './replacement'
import { forgetUnfinished, unfinishedImport } from './transfer/import/importWriter'

export interface OpenLibraryOptions {
  readonly folder: string
  readonly now: () => number
  readonly migrations: readonly Migration[]
  readonly largestCheckedBytes?: number
}

/**
 * The library's file as it is opened, read, written and closed, and what becomes of damage. Every piece of
 * work is guarded: what it throws is an `AppError`.
 */
export class OpenLibrary {
  private readonly suspicion: string
  private opened: OpenedDatabase | null = null
  /**
   * Answers to be recovered as soon as something can be written; until then they are shown as interrupted.
   */
  private hasUnrecovered = false
  private isResumed = false
  private isAcknowledged = false

  constructor(private readonly options: OpenLibraryOptions) {
    this.suspicion = join(options.folder, suspicionFileName)
  }

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
    const isSuspect = existsSync(this.suspicion)
    const isMissing = readHeader(join(folder, databaseFileName)).type === 'none' && !isReplacing(folder)
    this.opened = openDatabase({
      folder,
      migrations,
      now: now(),
      isSuspect,
      ...(largestCheckedBytes === undefined ? {} : { largestCheckedBytes }),
    })
    if (isSuspect && this.opened.obstacle === null) rmSync(this.suspicion, { force: true })
    const { database, schemaVersion, replaced } = this.opened
    // No process goes on writing answers of the library that was there before.
    this.isResumed = isResumed && replaced?.reason !== 'restored'
    const orphans = this.isResumed ? 0 : countOrphans(database)
    this.hasUnrecovered = orphans > 0
    return {
      recoveredMessages: orphans,
      setAside: replaced?.reason === 'damaged' ? join(folder, replaced.aside) : null,
      readOnly: this.opened.obstacle ?? this.recoverOrSayWhyNot(),
      schemaVersion,
      ...present(findingsOf(folder, this.opened, isMissing)),
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
      return work(this.database())
    })
  }

  write<T>(work: (database: Database) => T): T {
    return this.guarded(() => {
      this.acknowledge()
      const database = this.writable()
      return database.transaction(() => work(database))
    })
  }

  guarded<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (isDamage(error)) this.suspect()
      throw toLibraryError(error, this.folder)
    }
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
    try {
      writeFileSync(this.suspicion, '')
    } catch {
      // The disk may be full as well; the damage will be met again.
    }
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
      this.recover(this.database())
      if (!this.isResumed) forgetRemovedContent(this.database())
      this.dropUnfinishedImport()
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
