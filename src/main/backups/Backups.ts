import type { BackupStep, RestoreStep } from '@shared/ipc/backups'
import { AppError, isCancelled } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { LibraryReport } from '@shared/ipc/library/opening'
import { Channel } from '@shared/lib/Channel'
import type { Backup, BackupReason, JobProgress, Restored } from '@shared/model/backup'
import { log } from '../lib/log'
import { realTimers, type Timers } from '../lib/timers'
import type { LibraryClient } from '../library/LibraryClient'
import type { Notices } from '../settings/Notices'

export interface BackupsDeps {
  readonly library: Pick<AsyncLibrary, 'listBackups' | 'checkLibrary'> & Pick<LibraryClient, 'watched'>
  readonly notices: Notices
  /** An import or export is under way: it would begin in one history and end in another. */
  readonly isTransferring: () => boolean
  /** Nothing more is written until the returned function is called. */
  readonly pause: () => Promise<() => void>
  /** The history is another one: forget what is remembered of the old one, and tell every window. */
  readonly onReplaced: () => void
  readonly newId: () => string
  readonly now: () => number
  readonly timers?: Timers
}

/** The wait before the first look: a minute after the start the first window is long there. */
const firstLookMs = 60_000
const dayMs = 24 * 60 * 60_000
/** The wait after a backup that failed, e.g. for lack of room. */
const patienceMs = 60 * 60_000

/** What these told of is over once another history is in place. */
const settled = [
  'library-missing',
  'library-damage-found',
  'library-set-aside',
  'library-log-missing',
  'library-log-damaged',
  'library-rows-damaged',
] as const

interface Job<T> {
  readonly listeners: Set<(progress: JobProgress) => void>
  readonly result: Promise<T>
  last: JobProgress
}

/**
 * Backups by themselves once a day, and those that the user asks for. There is no clock that ticks: a day is
 * looked for a minute after the start and whenever an answer has ended, since without one there is nothing
 * new to back up.
 */
export class Backups {
  private making: Job<Backup> | null = null
  private restoring: Job<Restored> | null = null
  private timer: unknown = null
  private isSettled = false
  /** The earliest time, by our own clock, at which looking again is worth it. */
  private nextLook = Number.NEGATIVE_INFINITY
  private lastLook = Number.NEGATIVE_INFINITY
  private readonly timers: Timers

  constructor(private readonly deps: BackupsDeps) {
    this.timers = deps.timers ?? realTimers
  }

  get isRestoring(): boolean {
    return this.restoring !== null
  }

  list(): Promise<readonly Backup[]> {
    return this.deps.library.listBackups()
  }

  async *create(signal: AbortSignal): AsyncIterable<BackupStep> {
    if (this.restoring) throw new AppError('backup/busy')
    const job = this.making ?? this.make('asked')
    yield* watch(job, signal)
    if (signal.aborted) return
    const backup = await job.result
    yield { type: 'done', backup }
  }

  /** Before other devices' history comes in. The one that is being made just now serves as well. */
  async createBeforeSync(onProgress: (progress: JobProgress) => void): Promise<void> {
    if (this.restoring) throw new AppError('backup/busy')
    const job = this.making ?? this.make('before-sync')
    job.listeners.add(onProgress)
    try {
      await job.result
    } finally {
      job.listeners.delete(onProgress)
    }
  }

  async *restore(id: string, signal: AbortSignal): AsyncIterable<RestoreStep> {
    if (this.making || this.restoring) throw new AppError('backup/busy')
    // Refused and not cancelled: what a long import brought in is not thrown away by a click elsewhere.
    if (this.deps.isTransferring()) throw new AppError('transfer/busy')
    const job = this.begin((onProgress) => this.putBack(id, onProgress))
    this.restoring = job
    void job.result
      .catch(() => {
        // The caller gets the failure below.
      })
      .finally(() => {
        this.restoring = null
      })
    yield* watch(job, signal)
    if (signal.aborted) return
    yield { type: 'done', restored: await job.result }
  }

  /** The library is open. */
  opened({ findings, readOnly }: LibraryReport): void {
    if (this.isSettled || this.timer !== null) return
    this.timer = this.timers.set(() => {
      this.timer = null
      this.isSettled = true
      void this.settle(findings?.isUnchecked === true && readOnly === null)
    }, firstLookMs)
  }

  /** An answer has ended. */
  async consider(): Promise<void> {
    if (!this.isSettled) return
    const now = this.deps.now()
    // A clock that was set back must not put it off for as long.
    if (now < this.nextLook && now >= this.lastLook) return
    await this.backUpIfDue()
  }

  dispose(): void {
    if (this.timer !== null) this.timers.clear(this.timer)
    this.timer = null
  }

  private async settle(isUnchecked: boolean): Promise<void> {
    // A backup reads and checks all of it as well.
    const wasMade = await this.backUpIfDue()
    if (isUnchecked && !wasMade) await this.check()
  }

  /** Gives whether a backup was made. Never throws. */
  private async backUpIfDue(): Promise<boolean> {
    if (this.making || this.restoring) return false
    const now = this.deps.now()
    this.lastLook = now
    this.nextLook = now + patienceMs
    try {
      const newest = (await this.list()).find(({ reason }) => reason === 'daily' || reason === 'asked')
      const isRecent = newest !== undefined && newest.takenAt <= now && now - newest.takenAt < dayMs
      if (isRecent) {
        this.nextLook = newest.takenAt + dayMs
        return false
      }
      await this.make('daily').result
      this.nextLook = now + dayMs
      this.deps.notices.dismiss('backup-failed')
      return true
    } catch (error) {
      this.tell(error)
      return false
    }
  }

  private async check(): Promise<void> {
    try {
      if (!(await this.deps.library.checkLibrary())) this.tellOfDamage()
    } catch (error) {
      if (!isCancelled(error)) log.error('The library could not be checked', error)
    }
  }

  private make(reason: BackupReason): Job<Backup> {
    const input = { requestId: this.deps.newId(), reason }
    const job = this.begin((onProgress) => this.deps.library.watched('backUp', input, onProgress))
    this.making = job
    void job.result
      .catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'backup/damaged') this.tellOfDamage()
      })
      .finally(() => {
        this.making = null
      })
    return job
  }

  private async putBack(id: string, onProgress: (progress: JobProgress) => void): Promise<Restored> {
    const { library, notices, pause, onReplaced, newId } = this.deps
    const resume = await pause()
    try {
      const restored = await library.watched('restoreBackup', { requestId: newId(), id }, onProgress)
      for (const kind of settled) notices.dismiss(kind)
      const { conversations, messages, pictures, takenAt } = restored.backup
      const { missingFiles } = restored
      notices.show({
        kind: 'library-restored',
        severity: missingFiles > 0 ? 'warning' : 'info',
        data: { conversations, messages, pictures, takenAt, missingFiles },
      })
      onReplaced()
      return restored
    } finally {
      resume()
    }
  }

  private begin<T>(work: (onProgress: (progress: JobProgress) => void) => Promise<T>): Job<T> {
    const listeners = new Set<(progress: JobProgress) => void>()
    const job: Job<T> = {
      listeners,
      last: { done: 0, total: 0 },
      result: work((progress) => {
        job.last = progress
        for (const listener of [...listeners]) listener(progress)
      }),
    }
    // Windows may leave before it ends.
    job.result.catch(() => {})
    return job
  }

  private tellOfDamage(): void {
    this.deps.notices.show({ kind: 'library-damage-found', severity: 'error', data: {} })
  }

  private tell(error: unknown): void {
    if (isCancelled(error)) return
    log.error('The daily backup could not be made', error)
    const code = error instanceof AppError ? error.code : 'internal'
    if (code === 'backup/damaged') return
    const { neededBytes, freeBytes } = error instanceof AppError ? (error.data ?? {}) : {}
    this.deps.notices.show({
      kind: 'backup-failed',
      severity: 'warning',
      data: { reason: code, neededBytes: Number(neededBytes ?? 0), freeBytes: Number(freeBytes ?? 0) },
    })
  }
}

/**
 * The progress of a job, until it ends or its watcher leaves. Its failure is left to its
 * result.
 */
async function* watch(
  job: Job<unknown>,
  signal: AbortSignal,
): AsyncGenerator<{ readonly type: 'progress' } & JobProgress> {
  const listener = (progress: JobProgress) => channel.push(progress)
  const end = () => channel.end()
  const channel = new Channel<JobProgress>(() => job.listeners.delete(listener))
  job.listeners.add(listener)
  channel.push(job.last)
  channel.until(signal)
  job.result.then(end, end)
  for await (const progress of channel) yield { type: 'progress', ...progress }
}
