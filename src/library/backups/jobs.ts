import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { Backup, BackupContents, BackupReason, JobProgress } from '@shared/model/backup'
import { Database } from '../Database'
import { databaseFileName, fileSize } from '../files'
import { removeStaged } from '../replacement'
import { endSync, isSyncing } from '../sync/schema'
import { BackupFolder } from './BackupFolder'
import { inspectDatabase, type KeptFile, sameContents } from './contents'
import { copyHashed, requireRoom } from './hashedCopy'

/** What takes long and needs nothing but files, so that it can be done in a thread of its own. */
export type BackupJob =
  | {
      readonly type: 'make'
      readonly libraryFolder: string
      readonly reason: BackupReason
      readonly requestId: string
      readonly now: number
      /** What the library itself counted. */
      readonly contents: BackupContents
    }
  | {
      readonly type: 'stage'
      readonly libraryFolder: string
      readonly id: string
      /** The newest schema that can be read here. */
      readonly newestSchema: number
      /** What the present library needs, to be kept before another one takes its place. */
      readonly present: readonly KeptFile[]
    }
  | { readonly type: 'check'; readonly libraryFolder: string }

export interface JobResults {
  readonly make: Backup
  readonly stage: { readonly broughtBack: number; readonly missing: number }
  readonly check: { readonly isSound: boolean }
}

export type OnProgress = (progress: JobProgress) => void

export const runBackupJob = <J extends BackupJob>(job: J, onProgress: OnProgress): JobResults[J['type']] => {
  switch (job.type) {
    case 'make':
      return make(job, onProgress) as JobResults[J['type']]
    case 'stage':
      return stage(job, onProgress) as JobResults[J['type']]
    case 'check':
      return { isSound: isSound(join(job.libraryFolder, databaseFileName)) } as JobResults[J['type']]
  }
}

type MakeJob = Extract<BackupJob, { type: 'make' }>

/** The library's file is still as long as this runs: what is written meanwhile goes into its log. */
const make = (job: MakeJob, onProgress: OnProgress): Backup => {
  const { libraryFolder, reason, requestId, now, contents } = job
  const backups = new BackupFolder(libraryFolder)
  const original = join(libraryFolder, databaseFileName)
  const size = fileSize(original)
  requireRoom(libraryFolder, size)
  const number = backups.nextNumber()
  const { id, part } = backups.begin(now)
  try {
    const copy = join(part, databaseFileName)
    // The file is copied, read back, and read once more by its check; pictures are counted when they are
    // known.
    const steps = stepper(size * 3, onProgress)
    const sha256 = copyHashed(original, copy, steps.add)
    const found = inspectDatabase(copy, 'integrity_check')
    steps.add(size)
    if (!sameContents(found.contents, contents))
      throw new AppError('backup/damaged', 'The copy does not hold what the library holds')
    steps.expect(found.kept.reduce((sum, file) => sum + file.bytes, 0))
    const missing = backups.store.keep(found.kept, steps.add)
    backups.writeManifest(part, {
      format: 1,
      number,
      takenAt: now,
      reason,
      schemaVersion: found.schemaVersion,
      ...found.contents,
      sha256,
      kept: found.kept,
      missing: missing.map(({ name }) => name),
      requestId,
    })
    backups.finish(id, part)
  } catch (error) {
    rmSync(part, { recursive: true, force: true })
    throw error
  }
  backups.prune()
  return backups.summary(id)
}

/**
 * Brings the backup up to the threshold: verified, complete, beside the library that it is going to replace.
 */
const stage = (
  { libraryFolder, id, newestSchema, present }: Extract<BackupJob, { type: 'stage' }>,
  onProgress: OnProgress,
): JobResults['stage'] => {
  const backups = new BackupFolder(libraryFolder)
  const manifest = backups.manifest(id)
  if (manifest.schemaVersion > newestSchema)
    throw new AppError('library/newer', 'The backup was made by a newer version', {
      found: manifest.schemaVersion,
      newest: newestSchema,
    })
  const source = backups.databasePath(id)
  const size = fileSize(source)
  const staged = removeStaged(libraryFolder, 'restored')
  requireRoom(libraryFolder, size)
  const fileBytes = manifest.kept.reduce((sum, file) => sum + file.bytes, 0)
  const steps = stepper(size * 3 + fileBytes, onProgress)
  try {
    const sha256 = copyHashed(source, staged, steps.add)
    if (manifest.sha256 !== null && manifest.sha256 !== sha256)
      throw new AppError('backup/damaged', 'The backup is not as it was when it was made')
    const found = inspectDatabase(staged)
    steps.add(size)
    if (manifest.sha256 !== null && !sameContents(found.contents, manifest))
      throw new AppError('backup/damaged', 'The backup does not hold what it should')
    forgetSync(staged)
    backups.store.keep(present, undefined, true)
    const { count, missing } = backups.store.bringBack(found.kept, steps.add)
    return { broughtBack: count, missing }
  } catch (error) {
    removeStaged(libraryFolder, 'restored')
    throw error
  }
}

/**
 * What the user brings back counts as new on all devices: what it knew of them would have it deleted again
 * where it was deleted since.
 */
const forgetSync = (path: string): void => {
  const database = Database.open(path)
  try {
    if (isSyncing(database)) endSync(database)
  } finally {
    database.close()
  }
}

const isSound = (path: string): boolean => {
  try {
    inspectDatabase(path, 'integrity_check')
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'backup/damaged') return false
    throw error
  }
}

/** Tells at most a hundred times. */
const stepper = (expected: number, onProgress: OnProgress) => {
  let total = expected
  let done = 0
  let told = 0
  const add = (bytes: number): void => {
    done += bytes
    if (done - told < total / 100) return
    told = done
    onProgress({ done: Math.min(done, total), total })
  }
  return {
    add,
    expect: (bytes: number): void => {
      total += bytes
    },
  }
}
