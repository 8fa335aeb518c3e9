import type { PictureFormat } from '@shared/model/picture'
import { keptFileName } from '@shared/model/picture'
import { removeFileRow } from '../attachments/files'
import type { ContentFolder } from '../ContentFolder'
import type { Database } from '../Database'
import { getPicture, removePictureRow } from '../pictures/pictures'
import type { Thumbnails } from '../pictures/Thumbnails'
import { isAwaited } from '../sync/awaited'
import { adoptPicture } from './adopt'
import { type Kept, type KeptKind, loadDue, loadKept, longestUnneeded, markUnneeded } from './needs'

/** The folder of each kind of kept bytes. */
export type Folders = Readonly<Record<KeptKind, ContentFolder>>

/**
 * Nothing goes within an hour of its last use: what is on its way to a message just now is never looked at in
 * between.
 */
const unneededForMs = 60 * 60_000
/**
 * A file that no row speaks of may be wanted by a library that is not this one: a backup, a copy from before
 * a migration. Those are kept for a week, and what is in the trash for thirty days; behind all of them it may
 * go.
 */
const unclaimedForMs = 40 * 24 * 60 * 60_000

const rowsPerStep = 100
const namesPerStep = 100
const kinds: readonly KeptKind[] = ['pictures', 'files', 'speech_clips']

/** What one round came to, for the log. */
export interface Removed {
  /** Files that were removed, and what the disk got back. */
  readonly files: number
  readonly bytes: number
  /** Rows that something needs but whose file is gone; the page tells that where it should be. */
  readonly missing: number
}

type Phase =
  | { readonly type: 'rest' }
  | { readonly type: 'look'; readonly kind: KeptKind; readonly behind: number }
  | { readonly type: 'remove' }
  | { readonly type: 'files'; readonly kind: KeptKind; readonly names: Generator<string[]> }
  | { readonly type: 'thumbnails'; readonly names: Generator<string[]> }

/**
 * Removes pictures, files and speech that nothing needs any more, in rounds of small steps. A round first
 * marks what is unneeded, with the time; then removes what has been so for an hour, each file with its row in
 * one transaction that looks once more; then looks for files without rows. File first, row second: should the
 * process die in between, the row still says that it is unneeded, and the next round ends the work.
 */
export class Retention {
  private phase: Phase = { type: 'rest' }
  private files = 0
  private bytes = 0
  private missing = 0

  constructor(
    private readonly folders: Folders,
    private readonly thumbnails: Pick<Thumbnails, 'remove' | 'removeFile' | 'names'>,
    private readonly now: () => number,
    /**
     * Another library lies beside this one (set aside, or begun anew): its files must not be removed from
     * here.
     */
    private readonly hasOtherLibrary: () => boolean,
  ) {}

  /** A round from the beginning. One that is under way begins anew. */
  begin(): void {
    // Closes the folder that it was reading.
    if ('names' in this.phase) this.phase.names.return(undefined)
    this.phase = { type: 'look', kind: 'pictures', behind: 0 }
    this.files = 0
    this.bytes = 0
    this.missing = 0
  }

  /** One step. What the round came to when that was its last. */
  step(database: Database): Removed | null {
    switch (this.phase.type) {
      case 'rest':
        this.begin()
        return null
      case 'look':
        this.phase = this.look(database, this.phase.kind, this.phase.behind)
        return null
      case 'remove':
        if (!kinds.some((kind) => this.removeOne(database, kind)))
          this.phase = { type: 'files', kind: 'pictures', names: this.folders.pictures.names(namesPerStep) }
        return null
      case 'files': {
        const { kind, names } = this.phase
        const { value, done } = names.next()
        if (!done) {
          this.clearUp(database, kind, value)
          return null
        }
        const next = kinds[kinds.indexOf(kind) + 1]
        if (next !== undefined) {
          this.phase = { type: 'files', kind: next, names: this.folders[next].names(namesPerStep) }
          return null
        }
        this.phase = { type: 'thumbnails', names: this.thumbnails.names(namesPerStep) }
        return null
      }
      case 'thumbnails': {
        const { value, done } = this.phase.names.next()
        if (!done) {
          this.clearUpThumbnails(database, value)
          return null
        }
        this.phase = { type: 'rest' }
        const { files, bytes, missing } = this
        return { files, bytes, missing }
      }
    }
  }

  /** The moment at which the next thing may go; null when everything is needed. */
  dueAt(database: Database): number | null {
    const since = longestUnneeded(database)
    return since === null ? null : since + unneededForMs
  }

  /** Marks what has become unneeded, and takes the mark from what is needed again. */
  private look(database: Database, kind: KeptKind, behind: number): Phase {
    const rows = loadKept(database, kind, behind, rowsPerStep)
    const now = this.now()
    database.transaction(() => {
      for (const row of rows) {
        const since = row.isNeeded ? null : Math.min(row.unneededSince ?? now, now)
        // A clock that was set back would keep it for ever: then its hour begins now.
        if (since !== row.unneededSince) markUnneeded(database, kind, row.key, since)
      }
    })
    for (const row of rows)
      if (
        row.isNeeded &&
        fileNames(kind, row).every((name) => this.folders[kind].sizeOf(name) === null) &&
        !isAwaited(database, kind, row.id)
      )
        this.missing += 1
    const last = rows.at(-1)
    if (last) return { type: 'look', kind, behind: last.key }
    const next = kinds[kinds.indexOf(kind) + 1]
    return next === undefined ? { type: 'remove' } : { type: 'look', kind: next, behind: 0 }
  }

  /** Whether there was one to look at. */
  private removeOne(database: Database, kind: KeptKind): boolean {
    const now = this.now()
    return database.transaction(() => {
      const row = loadDue(database, kind, now - unneededForMs)
      if (!row) return false
      const names = fileNames(kind, row)
      // A caller wanted to write these very bytes just now, and found them here.
      const isFresh = names.some((name) => (this.folders[kind].writtenAt(name) ?? 0) > now - unneededForMs)
      if (row.isNeeded || isFresh) {
        markUnneeded(database, kind, row.key, row.isNeeded ? null : now)
        return true
      }
      for (const name of names) this.note(this.folders[kind].remove(name))
      if (kind === 'pictures') this.thumbnails.remove(row.id)
      removeRow(database, kind, row)
      return true
    })
  }

  /** Files of which no row speaks: left over by a crash, or by a row that was lost. */
  private clearUp(database: Database, kind: KeptKind, names: readonly string[]): void {
    const folder = this.folders[kind]
    const now = this.now()
    for (const name of names) {
      const age = now - (folder.writtenAt(name) ?? now)
      if (name.endsWith('.part')) {
        if (age > unneededForMs) this.note(folder.remove(name))
        continue
      }
      const [id = ''] = name.split('.')
      // What is not named by us is not ours.
      if (!/^[0-9a-f]{64}$/.test(id) || hasRow(database, kind, id)) continue
      if (kind === 'pictures' && adoptPicture(database, folder, name, id)) continue
      if (age > unclaimedForMs && !this.hasOtherLibrary()) this.note(folder.remove(name))
    }
  }

  /**
   * Removes the thumbnails of pictures that are gone, and what was being written when the process ended. Each
   * can be made again.
   */
  private clearUpThumbnails(database: Database, names: readonly string[]): void {
    for (const name of names) {
      const [id = ''] = name.split('.')
      if (!hasRow(database, 'pictures', id)) this.thumbnails.removeFile(name)
    }
  }

  private note(bytes: number | null): void {
    if (bytes === null) return
    this.files += 1
    this.bytes += bytes
  }
}

const hasRow = (database: Database, kind: KeptKind, id: string): boolean =>
  database.get(`SELECT 1 AS found FROM ${kind} WHERE id = ?`, [id]) !== null

const fileNames = (kind: KeptKind, { id, format }: Kept): readonly string[] => {
  switch (kind) {
    case 'pictures':
      return [keptFileName({ id, format: format as PictureFormat })]
    case 'files':
      return [id]
    case 'speech_clips':
      return [`${id}.${format}`]
  }
}

const removeRow = (database: Database, kind: KeptKind, { key, id }: Kept): void => {
  if (kind === 'pictures') {
    const picture = getPicture(database, id)
    if (picture) removePictureRow(database, picture)
  } else if (kind === 'files') removeFileRow(database, id)
  else database.run('DELETE FROM speech_clips WHERE pk = ?', [key])
}
