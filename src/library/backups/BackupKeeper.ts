import { join, relative } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { Backup, BackupContents, BackupReason, Restored } from '@shared/model/backup'
import { databaseFileName } from '../files'
import { type Replacement, removeStaged, stagedNames } from '../replacement'
import { BackupFolder } from './BackupFolder'
import type { BackupWork } from './BackupThread'
import type { KeptFile } from './contents'
import type { OnProgress } from './jobs'

/** The library while nothing but its log is written. */
export interface HeldLibrary {
  readonly contents: BackupContents
  readonly kept: readonly KeptFile[]
  readonly schemaVersion: number
  /** May be called more than once. */
  release(): void
}

/** The part of the library that backups need. */
export interface HoldableLibrary {
  readonly newestSchema: number
  hold(): HeldLibrary
  /** The same of a library that may be damaged: what cannot be counted is not. */
  holdAsItIs(): HeldLibrary
  /** Closes it, puts another database into its place, and opens that. */
  replaceWith(replacement: Replacement): void
  /** The file was found damaged: the next opening deals with it. */
  suspect(): void
}

export interface BackupKeeperOptions {
  readonly folder: string
  readonly library: HoldableLibrary
  readonly work: BackupWork
  readonly now?: () => number
}

/**
 * Makes and restores backups while the library goes on answering. One job at a time. Each may be asked again
 * after a crash: what was done already is not done twice.
 */
export class BackupKeeper {
  private readonly backups: BackupFolder
  private readonly now: () => number
  private isBusy = false

  constructor(private readonly options: BackupKeeperOptions) {
    this.backups = new BackupFolder(options.folder)
    this.now = options.now ?? Date.now
  }

  list(): Backup[] {
    return this.backups.list()
  }

  async make(
    { requestId, reason }: { requestId: string; reason: BackupReason },
    onProgress: OnProgress,
  ): Promise<Backup> {
    const done = this.backups.find((manifest) => manifest.requestId === requestId)
    if (done) return this.backups.summary(done.id)
    return this.alone(async () => {
      const held = this.options.library.hold()
      try {
        const { folder: libraryFolder, work } = this.options
        const { contents } = held
        return await work(
          { type: 'make', libraryFolder, reason, requestId, now: this.now(), contents },
          onProgress,
        )
      } catch (error) {
        // The copy was whole but not sound: so is what it was copied from.
        if (error instanceof AppError && error.code === 'backup/damaged') this.options.library.suspect()
        throw error
      } finally {
        held.release()
      }
    })
  }

  /** What is there now becomes a backup of its own: it is moved, not copied, and nothing of it is lost. */
  async restore(
    { requestId, id }: { requestId: string; id: string },
    onProgress: OnProgress,
  ): Promise<Restored> {
    const done = this.backups.find((manifest) => manifest.requestId === requestId)
    if (done)
      return {
        backup: this.backups.summary(done.manifest.restoredId ?? id),
        before: this.backups.summary(done.id),
        broughtBack: 0,
        missingFiles: 0,
      }
    return this.alone(async () => {
      const { folder: libraryFolder, library, work } = this.options
      const backup = this.backups.summary(id)
      const held = library.holdAsItIs()
      const { kept: present } = held
      const { newestSchema } = library
      const staged = await work(
        { type: 'stage', libraryFolder, id, newestSchema, present },
        onProgress,
      ).finally(() => held.release())
      const before = this.swap(requestId, id)
      return { backup, before, broughtBack: staged.broughtBack, missingFiles: staged.missing }
    })
  }

  /**
   * Reads the whole library beside its requests. False: it is damaged, and the next opening deals with it.
   */
  async check(): Promise<boolean> {
    return this.alone(async () => {
      const { folder: libraryFolder, library, work } = this.options
      const held = library.hold()
      try {
        const { isSound } = await work({ type: 'check', libraryFolder }, () => {})
        if (!isSound) library.suspect()
        return isSound
      } finally {
        held.release()
      }
    })
  }

  /**
   * All that is left is quick, and made so that a kill at any moment leaves either the one or the other in
   * place.
   */
  private swap(requestId: string, restoredId: string): Backup {
    const { library, folder } = this.options
    const held = library.holdAsItIs()
    // It is closed and moved in the next moment; a log that is cut off now would be cut off then.
    held.release()
    const missing = this.backups.store.keep(held.kept, undefined, true)
    const { id, part } = this.backups.begin(this.now())
    this.backups.writeManifest(part, {
      format: 1,
      number: this.backups.nextNumber(),
      takenAt: this.now(),
      reason: 'before-restore',
      schemaVersion: held.schemaVersion,
      ...held.contents,
      sha256: null,
      kept: held.kept,
      missing: missing.map(({ name }) => name),
      requestId,
      restoredId,
    })
    // A backup without its database is not listed: that comes with the replacement.
    this.backups.finish(id, part)
    library.replaceWith({
      reason: 'restored',
      staged: stagedNames.restored,
      aside: relative(folder, join(this.backups.path, id, databaseFileName)),
      facts: { backup: restoredId },
    })
    // They would be taken for pictures that lost their row, and adopted.
    this.backups.store.takeOut(held.kept, this.backups.manifest(restoredId).kept)
    return this.backups.summary(id)
  }

  private async alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.isBusy) throw new AppError('backup/busy')
    this.isBusy = true
    try {
      return await work()
    } finally {
      this.isBusy = false
      removeStaged(this.options.folder, 'restored')
    }
  }
}
