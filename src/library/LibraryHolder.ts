import { join } from 'node:path'
import type { HeldLibrary, HoldableLibrary } from './backups/BackupKeeper'
import { countContents, keptFilesOf } from './backups/contents'
import type { Database } from './Database'
import { isDamage } from './failures'
import { databaseFileName, readHeader, takeOver } from './files'
import { newestSchemaOf } from './migrate'
import type { Migration } from './migrations/migration'
import type { OpenLibrary } from './OpenLibrary'
import { type Replacement, replaceDatabase } from './replacement'

const uncounted = { conversations: 0, messages: 0, pictures: 0, files: 0 }

/** What backups need of the library: its file stays as it is while one is made, and can be replaced. */
export class LibraryHolder implements HoldableLibrary {
  readonly newestSchema: number
  /** The number of readers that need the file to stay as it is. */
  private holders = 0

  constructor(
    private readonly library: OpenLibrary,
    migrations: readonly Migration[],
  ) {
    this.newestSchema = newestSchemaOf(migrations)
  }

  get isHeld(): boolean {
    return this.holders > 0
  }

  hold(): HeldLibrary {
    return this.holdAnd((database) => this.count(database))
  }

  holdAsItIs(): HeldLibrary {
    // It could not be opened: nothing writes to it, and nothing can be counted.
    if (!this.library.isOpen)
      return { contents: uncounted, kept: [], schemaVersion: this.versionOfFile(), release: () => {} }
    return this.holdAnd((database) => {
      try {
        return this.count(database)
      } catch (error) {
        if (!isDamage(error)) throw error
        return { contents: uncounted, kept: [], schemaVersion: this.newestSchema }
      }
    })
  }

  replaceWith(replacement: Replacement): void {
    const { library } = this
    library.guarded(() => {
      library.close()
      takeOver(library.folder)
      try {
        replaceDatabase(library.folder, replacement)
      } finally {
        // Whatever became of it, there is a library to open: the one or the other.
        library.open(false)
      }
    })
  }

  suspect(): void {
    this.library.suspect()
  }

  /** What was refused for being newer is told to be so when it is to be restored. */
  private versionOfFile(): number {
    const header = readHeader(join(this.library.folder, databaseFileName))
    return header.type === 'database' ? Math.max(header.version, this.newestSchema) : this.newestSchema
  }

  private count(database: Database): Omit<HeldLibrary, 'release'> {
    return {
      contents: countContents(database),
      kept: keptFilesOf(database),
      schemaVersion: this.newestSchema,
    }
  }

  private holdAnd(count: (database: Database) => Omit<HeldLibrary, 'release'>): HeldLibrary {
    const { library } = this
    return library.guarded(() => {
      const database = library.writable()
      const unlock = database.holdStill()
      this.holders += 1
      let isHeld = true
      const release = () => {
        if (!isHeld) return
        isHeld = false
        this.holders -= 1
        // It may have been closed meanwhile, and another opened.
        if (library.isStill(database)) unlock()
      }
      try {
        return { ...count(database), release }
      } catch (error) {
        release()
        throw error
      }
    })
  }
}
