import { AppError, type Failure } from '@shared/ipc/errors'
import type {
  LibraryInput,
  LibraryMethod,
  LibraryReply,
  LibraryRequest,
  OfflineSpeech,
} from '@shared/ipc/library'
import type { Backup, JobProgress, Restored } from '@shared/model/backup'
import { attachFile, type ContentsReader } from './attachments/attachFile'
import type { LocalLibrary } from './library'
import type { Maintenance } from './Maintenance'
import type { ExportJobs } from './transfer/export/ExportJobs'
import type { ImportJobs } from './transfer/import/ImportJobs'

export interface Voice {
  speak(input: { text: string; voice: string }): Promise<OfflineSpeech>
}

/** What a BackupKeeper does for requests. */
export interface Backups {
  list(): readonly Backup[]
  make(input: LibraryInput<'backUp'>, onProgress: (progress: JobProgress) => void): Promise<Backup>
  restore(
    input: LibraryInput<'restoreBackup'>,
    onProgress: (progress: JobProgress) => void,
  ): Promise<Restored>
  check(): Promise<boolean>
}

export interface ServerDeps {
  readonly library: LocalLibrary
  readonly voice: Voice
  readonly reader: ContentsReader
  readonly imports: ImportJobs
  readonly exports: ExportJobs
  readonly backups: Backups
  readonly post: (reply: LibraryReply) => void
  readonly maintenance: Pick<Maintenance, 'opened' | 'deleted' | 'maintain'>
  readonly logFault: (line: string) => void
}

/** After these, there may be work left behind. */
const leavesWork = new Set(['deleteConversation', 'removeMessage'])

const backupRequests = ['listBackups', 'backUp', 'restoreBackup', 'checkLibrary'] as const
type BackupRequest = (typeof backupRequests)[number]
const isBackupRequest = (method: LibraryMethod): method is BackupRequest =>
  backupRequests.some((known) => known === method)

/**
 * Answers main's requests. The library itself is synchronous, so its requests are answered in the order in which they
 * came; speech is made and files are read beside it, and answered when they are ready.
 */
export class LibraryServer {
  constructor(private readonly deps: ServerDeps) {}

  handle(request: LibraryRequest): void {
    const { library, voice, reader, imports, exports, post, maintenance } = this.deps
    const { method } = request
    // The input's type belongs to the method's: main's client is typed by the same contract.
    if (method === 'speak') {
      this.answerLater(request, voice.speak(request.input as LibraryInput<'speak'>))
      return
    }
    if (method === 'attachFile') {
      const keeping = attachFile(library, reader, request.input as LibraryInput<'attachFile'>)
      this.answerLater(
        request,
        // The search does not know its text yet.
        keeping.finally(() => maintenance.maintain()),
      )
      return
    }
    if (method === 'beginImport') {
      this.answerLater(request, imports.begin(request.input as LibraryInput<'beginImport'>))
      return
    }
    if (method === 'stepImport') {
      const stepping = imports.step(request.input as LibraryInput<'stepImport'>)
      this.answerLater(
        request,
        stepping.then((step) => {
          if (step.result !== null) maintenance.maintain()
          return step
        }),
      )
      return
    }
    if (method === 'cancelImport') {
      imports.cancel(request.input as LibraryInput<'cancelImport'>)
      post({ id: request.id, ok: true, value: undefined })
      return
    }
    if (method === 'stepExport') {
      this.answerLater(request, exports.step(request.input as LibraryInput<'stepExport'>))
      return
    }
    if (method === 'beginExport' || method === 'cancelExport') {
      if (method === 'beginExport') exports.begin(request.input as LibraryInput<'beginExport'>)
      else exports.cancel(request.input as LibraryInput<'cancelExport'>)
      post({ id: request.id, ok: true, value: undefined })
      return
    }
    if (isBackupRequest(method)) {
      const work = this.handleBackup(method, request)
      // The log could not be written into the file meanwhile.
      this.answerLater(
        request,
        work.finally(() => maintenance.maintain()),
      )
      return
    }
    const answer = library[method] as (input: unknown) => unknown
    try {
      post({ id: request.id, ok: true, value: answer(request.input) })
    } catch (error) {
      post({ id: request.id, ok: false, failure: this.failureOf(request, error) })
    }
    if (request.method === 'open') maintenance.opened()
    else if (leavesWork.has(request.method)) maintenance.deleted()
  }

  private async handleBackup(method: BackupRequest, { id, input }: LibraryRequest): Promise<unknown> {
    const { backups, post } = this.deps
    const onProgress = (progress: JobProgress) => post({ id, progress })
    switch (method) {
      case 'listBackups':
        return backups.list()
      case 'backUp':
        return backups.make(input as LibraryInput<'backUp'>, onProgress)
      case 'restoreBackup':
        return backups.restore(input as LibraryInput<'restoreBackup'>, onProgress)
      case 'checkLibrary':
        return backups.check()
    }
  }

  private answerLater(request: LibraryRequest, work: Promise<unknown>): void {
    const { post } = this.deps
    void work.then(
      (value) => post({ id: request.id, ok: true, value }),
      (error: unknown) => post({ id: request.id, ok: false, failure: this.failureOf(request, error) }),
    )
  }

  private failureOf(request: LibraryRequest, error: unknown): Failure {
    const isExpected = error instanceof AppError && error.code !== 'internal'
    if (isExpected && error.cause === undefined) return error.toFailure()
    this.deps.logFault(`${request.method}: ${describeFault(error)}`)
    return isExpected
      ? error.toFailure()
      : { code: 'internal', message: `The library failed in ${request.method}` }
  }
}

/** For the log: where it happened, never what was said (inputs are not in SQLite's messages). */
export const describeFault = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : ` <- ${describeFault(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
