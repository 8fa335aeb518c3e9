import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { type Backup, type BackupContents, type BackupReason, backupReasons } from '@shared/model/backup'
import { databaseFileName, fileSize } from '../files'
import { inspectDatabase, type KeptFile } from './contents'
import { FileStore } from './FileStore'
import { syncFile, syncFolder } from './hashedCopy'

/** What lies beside the copy and tells about it. */
export interface Manifest extends BackupContents {
  readonly format: 1
  readonly number: number
  readonly takenAt: number
  readonly reason: BackupReason
  readonly schemaVersion: number
  /** The hash of the copy; null where the original itself was put here. */
  readonly sha256: string | null
  readonly kept: readonly KeptFile[]
  readonly missing: readonly string[]
  /** The request that made it: asked again after a crash, it is not made again. */
  readonly requestId: string | null
  /** The backup that the library became, where it was replaced at this point. */
  readonly restoredId?: string
}

const manifestName = 'backup.json'
/**
 * Backups made by schedule or by the user; others are kept until they are replaced by one of their own kind.
 */
const mostOfAKind = 7

/**
 * `backups/`: a folder for each backup with its database and its manifest, and beside them the pictures and
 * files of all of them. A backup is there as soon as its folder has its name: until then it ends in `.part`.
 */
export class BackupFolder {
  readonly path: string
  readonly store: FileStore

  constructor(readonly libraryFolder: string) {
    this.path = join(libraryFolder, 'backups')
    this.store = new FileStore(libraryFolder, this.path)
  }

  /** Newest first. Folders that are no backup are passed over. */
  list(): Backup[] {
    const entries = this.entries()
    const known = entries.flatMap(({ id, manifest }) =>
      manifest === null ? [] : this.summaryOf(id, manifest),
    )
    const lost = entries.flatMap(({ id, manifest }) => {
      const found = manifest === null ? this.lostManifest(id) : null
      return found === null ? [] : this.summaryOf(id, { ...found, number: numberAt(known, found.takenAt) })
    })
    return [...known, ...lost].sort((a, b) => b.number - a.number)
  }

  databasePath(id: string): string {
    return join(this.path, id, databaseFileName)
  }

  /** `backup/not-found` where there is none. */
  manifest(id: string): Manifest {
    const isThere = isId(id) && existsSync(this.databasePath(id))
    const manifest = isThere ? (this.readManifest(id) ?? this.lostManifest(id)) : null
    if (manifest === null) throw new AppError('backup/not-found')
    return manifest
  }

  find(wanted: (manifest: Manifest) => boolean): { id: string; manifest: Manifest } | null {
    for (const { id, manifest } of this.entries())
      if (manifest !== null && wanted(manifest) && existsSync(this.databasePath(id))) return { id, manifest }
    return null
  }

  nextNumber(): number {
    return Math.max(0, ...this.entries().map(({ manifest }) => manifest?.number ?? 0)) + 1
  }

  /** A folder to make a backup in. What a killed job left of others is removed. */
  begin(takenAt: number): { id: string; part: string } {
    this.removeUnfinished()
    const day = new Date(takenAt).toISOString().replace(/[:.]/g, '-')
    let id = day
    for (let count = 2; existsSync(join(this.path, id)); count += 1) id = `${day}-${count}`
    const part = join(this.path, `${id}.part`)
    mkdirSync(part, { recursive: true })
    return { id, part }
  }

  writeManifest(folder: string, manifest: Manifest): void {
    const path = join(folder, manifestName)
    writeFileSync(path, JSON.stringify(manifest))
    syncFile(path)
    syncFolder(folder)
  }

  /** Gives the finished part its name: from now on it is a backup. */
  finish(id: string, part: string): void {
    renameSync(part, join(this.path, id))
    syncFolder(this.path)
  }

  summary(id: string): Backup {
    const [found] = this.summaryOf(id, this.manifest(id))
    if (!found) throw new AppError('backup/not-found')
    return found
  }

  /** Keeps the newest of each kind, and only such pictures and files as those need. */
  prune(): void {
    const listed = this.list()
    for (const { id } of listed.filter((backup, index) => isOutdated(backup, listed.slice(0, index))))
      rmSync(join(this.path, id), { recursive: true, force: true })
    // Prepared for a library that was then not moved into it: the app was killed in between.
    for (const { id, manifest } of this.entries())
      if (manifest !== null && !existsSync(this.databasePath(id)))
        rmSync(join(this.path, id), { recursive: true, force: true })
    const entries = this.entries()
    // One that cannot be read may need any of them.
    if (entries.some(({ manifest }) => manifest === null)) return
    this.store.forgetAllBut(
      new Set(
        entries.flatMap(({ manifest }) =>
          (manifest?.kept ?? []).map(({ folder, name }) => `${folder}/${name}`),
        ),
      ),
    )
  }

  removeUnfinished(): void {
    for (const name of this.names())
      if (name.endsWith('.part')) rmSync(join(this.path, name), { recursive: true, force: true })
  }

  private entries(): { id: string; manifest: Manifest | null }[] {
    return this.names()
      .filter(isId)
      .map((id) => ({ id, manifest: this.readManifest(id) }))
  }

  private names(): string[] {
    try {
      return readdirSync(this.path)
    } catch {
      // There is none, or something else has its name: there are no backups.
      return []
    }
  }

  private readManifest(id: string): Manifest | null {
    const manifest = this.parseManifest(id)
    return isManifest(manifest) ? manifest : null
  }

  private parseManifest(id: string): unknown {
    try {
      return JSON.parse(readFileSync(join(this.path, id, manifestName), 'utf8'))
    } catch {
      return null
    }
  }

  /**
   * What a damaged manifest said, as far as the backup itself tells; null where that cannot be read either,
   * or the manifest is one of a newer version.
   */
  private lostManifest(id: string): Manifest | null {
    const path = this.databasePath(id)
    const manifest = this.parseManifest(id)
    const isNewer =
      typeof manifest === 'object' && manifest !== null && 'format' in manifest && Number(manifest.format) > 1
    if (isNewer || fileSize(path) === 0) return null
    try {
      const { contents, kept, schemaVersion } = inspectDatabase(path)
      return {
        format: 1,
        number: 0,
        takenAt: timeOf(id),
        reason: 'asked',
        schemaVersion,
        ...contents,
        sha256: null,
        kept,
        missing: [],
        requestId: null,
      }
    } catch {
      // It is of no use: it stays where it is and is not offered.
      return null
    }
  }

  private summaryOf(id: string, manifest: Manifest): Backup[] {
    const path = this.databasePath(id)
    if (!existsSync(path)) return []
    const { takenAt, number, reason, schemaVersion, conversations, messages, pictures, files } = manifest
    const bytes = manifest.kept.reduce((sum, file) => sum + file.bytes, fileSize(path))
    return [
      {
        id,
        takenAt,
        number,
        reason,
        schemaVersion,
        conversations,
        messages,
        pictures,
        files,
        bytes,
        isVerified: manifest.sha256 !== null,
        missingFiles: manifest.missing.length,
      },
    ]
  }
}

const isManifest = (value: unknown): value is Manifest => {
  if (typeof value !== 'object' || value === null) return false
  const manifest = value as Partial<Manifest>
  const numbers = [manifest.number, manifest.takenAt, manifest.schemaVersion]
  const counts = [manifest.conversations, manifest.messages, manifest.pictures, manifest.files]
  return (
    manifest.format === 1 &&
    (backupReasons as readonly unknown[]).includes(manifest.reason) &&
    [...numbers, ...counts].every((number) => Number.isFinite(number)) &&
    (manifest.sha256 === null || typeof manifest.sha256 === 'string') &&
    Array.isArray(manifest.missing) &&
    Array.isArray(manifest.kept) &&
    manifest.kept.every(isKeptFile)
  )
}

/** A name and nothing else: what is kept is put back under it. */
const isKeptFile = (file: unknown): file is KeptFile => {
  if (typeof file !== 'object' || file === null) return false
  const { folder, name, bytes } = file as Partial<KeptFile>
  return (
    (folder === 'pictures' || folder === 'files') &&
    typeof name === 'string' &&
    /^[\w.-]+$/.test(name) &&
    Number.isFinite(bytes)
  )
}

/** The moment in an id, as `begin` makes them. */
const timeOf = (id: string): number =>
  Date.parse(id.replace(/^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(\d{3}Z).*$/, '$1:$2:$3.$4')) || 0

/** A place in the order of the others for a backup of which only the time is known. */
const numberAt = (others: readonly Backup[], takenAt: number): number =>
  Math.max(0, ...others.filter((other) => other.takenAt <= takenAt).map(({ number }) => number)) + 0.5

/** Tells whether a name is an id as `begin` makes them. */
const isId = (name: string): boolean => /^\d{4}-\d\d-\d\dT[\d-]+Z(-\d+)?$/.test(name)

/**
 * `newer`: those that were made after it. What was set aside for a restore is the user's only copy: it always
 * stays.
 */
const isOutdated = (backup: Backup, newer: readonly Backup[]): boolean => {
  const alike = newer.filter(({ reason }) => reason === backup.reason)
  switch (backup.reason) {
    case 'daily':
    case 'asked':
    case 'before-sync':
      return alike.length >= mostOfAKind
    case 'before-update':
      return alike.some(({ schemaVersion }) => schemaVersion === backup.schemaVersion)
    case 'before-restore':
      return false
  }
}
