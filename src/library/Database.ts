import sqlite, { type Database as SqliteDatabase, type Statement } from 'node-sqlite3-wasm'
import { DamagedRows } from './damage/DamagedRows'

export type SqlValue = number | bigint | string | Uint8Array | null
export type Row = Readonly<Record<string, SqlValue>>

/** SQLite's own: about four megabytes of log. */
const pagesPerCheckpoint = 1_000
/** Sixteen megabytes, the most that stays of the log afterwards. */
const pagesPerLongLog = 4_000

/**
 * One connection, with its statements kept prepared: preparing anew costs as much as running for the small
 * statements that a stream makes. All of them are finalised on close, or else SQLite would leave its lock and
 * WAL behind.
 */
export class Database {
  /** What was read and found damaged, until it is dealt with. */
  readonly damaged = new DamagedRows()
  private readonly statements = new Map<string, Statement>()
  /** The number of readers that need the file to stay as it is. */
  private holders = 0
  private pagesPerCheckpoint = pagesPerCheckpoint

  private constructor(private readonly connection: SqliteDatabase) {}

  /** Opens a file for reading and writing, and creates it when there is none. */
  static open(path: string): Database {
    return Database.configure(new sqlite.Database(path), [
      // Without shared memory, WAL is only possible for a single, exclusive connection: first of all, or a
      // file that is in WAL mode already cannot even be read.
      'locking_mode = EXCLUSIVE',
      // Set before the first table, this lets a deletion give its pages back to the disk without a VACUUM.
      'auto_vacuum = INCREMENTAL',
      'journal_mode = WAL',
      'synchronous = FULL',
      // Deleted text is overwritten, not only unlinked.
      'secure_delete = ON',
      'journal_size_limit = 16777216',
      // Kibibytes. More makes no search quicker (the system caches the file as well), and is memory that
      // never comes back.
      'cache_size = -8000',
      'foreign_keys = ON',
    ])
  }

  /** Opens a file for reading only; nothing beside the file changes but its lock. */
  static openReadOnly(path: string): Database {
    return Database.configure(new sqlite.Database(path, { readOnly: true }), ['locking_mode = EXCLUSIVE'])
  }

  /** Opens an empty one that is in memory only, with everything that SQLite needs beside it. */
  static inMemory(): Database {
    return Database.configure(new sqlite.Database(), [
      'temp_store = MEMORY',
      'journal_mode = MEMORY',
      'secure_delete = ON',
      'foreign_keys = ON',
    ])
  }

  private static configure(connection: SqliteDatabase, pragmas: readonly string[]): Database {
    const database = new Database(connection)
    try {
      for (const pragma of pragmas) database.all(`PRAGMA ${pragma}`)
    } catch (error) {
      database.close()
      throw error
    }
    return database
  }

  /** The first row, or null. Steps to the end, since a statement left half-way holds its read lock. */
  get(sql: string, values: readonly SqlValue[] = []): Row | null {
    return this.all(sql, values)[0] ?? null
  }

  all(sql: string, values: readonly SqlValue[] = []): Row[] {
    return this.withStatement(sql, (statement) => statement.all([...values]) as Row[])
  }

  /** Returns how many rows changed. */
  run(sql: string, values: readonly SqlValue[] = []): number {
    return this.withStatement(sql, (statement) => statement.run([...values]).changes)
  }

  /** Changes the list of tables itself: for tables that are too damaged to be dropped. */
  editSchema(work: () => void): void {
    this.all('PRAGMA writable_schema = ON')
    try {
      this.transaction(work)
    } finally {
      this.all('PRAGMA writable_schema = RESET')
    }
  }

  /** Several statements, for schemas. Not kept prepared. */
  execute(sql: string): void {
    this.connection.exec(sql)
  }

  /** Runs the work as a whole or not at all. A transaction within a transaction joins it. */
  transaction<T>(work: () => T): T {
    if (this.connection.inTransaction) return work()
    this.run('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.run('COMMIT')
      return result
    } catch (error) {
      // SQLite itself rolls back on some failures (a full disk is one).
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK')
      throw error
    }
  }

  /**
   * As `transaction`, for what comes again by itself: it holds however the app ends, but the end of the
   * system may undo it, together with all that followed and was not waited for. Waiting for the disk takes
   * longer than the work.
   */
  transactionUnsynced<T>(work: () => T): T {
    if (this.connection.inTransaction) return work()
    // Not kept prepared: the setting takes effect as it is prepared.
    this.execute('PRAGMA synchronous = NORMAL')
    try {
      return this.transaction(work)
    } finally {
      this.execute('PRAGMA synchronous = FULL')
    }
  }

  /**
   * While many rows come whose ids lie all over the indexes, the log grows longer before it is written into
   * the file: each time takes two waits for the disk, and a page that changed twice is written once.
   */
  growLog(isLong: boolean): void {
    this.pagesPerCheckpoint = isLong ? pagesPerLongLog : pagesPerCheckpoint
    if (this.holders === 0) this.setAutoCheckpoint(this.pagesPerCheckpoint)
  }

  /**
   * Writes the log into the file and begins it anew, unless a backup or another reader needs the file to stay
   * as it is.
   */
  checkpoint(): void {
    if (this.holders > 0) return
    const result = this.get('PRAGMA wal_checkpoint(TRUNCATE)')
    if (Number(result?.busy ?? 0) !== 0) throw new Error('The log could not be written into the file')
    this.beginLog()
  }

  /**
   * Writes one page into the log. It is never empty while the file is open, so that one that is empty or gone
   * after an unclean end was taken away. Fails where nothing can be written.
   */
  beginLog(): void {
    const version = Number(this.get('PRAGMA user_version')?.user_version)
    this.transaction(() => this.execute(`PRAGMA user_version = ${version}`))
  }

  /**
   * All that was committed is in the file, and only the log is written from now on, until the returned
   * function is called: the file can be copied or checked by another thread while this one goes on.
   */
  holdStill(): () => void {
    this.checkpoint()
    this.holders += 1
    this.setAutoCheckpoint(0)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.holders -= 1
      if (this.holders === 0) this.setAutoCheckpoint(this.pagesPerCheckpoint)
    }
  }

  close(): void {
    for (const sql of [...this.statements.keys()]) this.forget(sql)
    this.connection.close()
  }

  private setAutoCheckpoint(pages: number): void {
    this.execute(`PRAGMA wal_autocheckpoint = ${pages}`)
  }

  private withStatement<T>(sql: string, use: (statement: Statement) => T): T {
    try {
      let statement = this.statements.get(sql)
      if (!statement) {
        statement = this.connection.prepare(sql)
        this.statements.set(sql, statement)
      }
      return use(statement)
    } catch (error) {
      // A failed statement cannot be reset through this binding: it would fail every later use.
      this.forget(sql)
      // Which statement it was tells what is damaged.
      if (error instanceof Error) Object.assign(error, { sql })
      throw error
    }
  }

  private forget(sql: string): void {
    const statement = this.statements.get(sql)
    this.statements.delete(sql)
    try {
      statement?.finalize()
    } catch {
      // Finalising reports the statement's last failure once more; it was thrown already.
    }
  }
}
