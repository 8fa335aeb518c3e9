import { AppError, type Failure } from '@shared/ipc/errors'
import type {
  LibraryInput,
  LibraryMethod,
  LibraryOutput,
  LibraryReply,
  LibraryRequest,
} from '@shared/ipc/library'
import type { OfflineSpeech } from '@shared/ipc/library/speech'
import type { Backup, JobProgress, Restored } from '@shared/model/backup'
import { answerCalls, type DirectPort } from '@shared/sync/directPort'
import type { ReadRecords } from '@shared/sync/syncedLibrary'
import { attachFile, type ContentsReader } from './attachments/attachFile'
import type { FileReader } from './attachments/FileReader'
import type { LocalLibrary } from './library'
import type { Maintenance } from './Maintenance'
import type { ExportJobs } from './transfer/export/ExportJobs'
import type { ImportJobs } from './transfer/import/ImportJobs'

type OnProgress = (progress: JobProgress) => void

/** How each method is answered: at once, or when it is ready. */
type Handlers = {
  readonly [M in LibraryMethod]: (
    input: LibraryInput<M>,
    onProgress: OnProgress,
  ) => LibraryOutput<M> | Promise<LibraryOutput<M>>
}

export interface Voice {
  speak(input: { text: string; voice: string }): Promise<OfflineSpeech>
}

/** What a BackupKeeper does for requests. */
export interface Backups {
  list(): readonly Backup[]
  make(input: LibraryInput<'backUp'>, onProgress: OnProgress): Promise<Backup>
  restore(input: LibraryInput<'restoreBackup'>, onProgress: OnProgress): Promise<Restored>
  check(): Promise<boolean>
}

export interface ServerDeps {
  readonly library: LocalLibrary
  readonly voice: Voice
  readonly reader: ContentsReader & Pick<FileReader, 'readOnly'>
  readonly imports: ImportJobs
  readonly exports: ExportJobs
  readonly backups: Backups
  readonly post: (reply: LibraryReply) => void
  readonly maintenance: Pick<Maintenance, 'opened' | 'deleted' | 'maintain'>
  readonly logFault: (line: string) => void
}

/**
 * The library's own methods, and those that are done beside it, over several steps or on threads of their
 * own.
 */
const handlersOf = ({ library, voice, reader, imports, exports, backups }: ServerDeps): Handlers => ({
  ...library,
  attachFile: (input) => attachFile(library, reader, input),
  readPdf: async ({ bytes }) => (await reader.readOnly(bytes)).text,
  speak: (input) => voice.speak(input),
  beginImport: (input) => imports.begin(input),
  inspectImport: (input) => imports.inspect(input),
  stepImport: (input) => imports.step(input),
  cancelImport: (input) => imports.cancel(input),
  beginExport: (input) => exports.begin(input),
  stepExport: (input) => exports.step(input),
  cancelExport: (input) => exports.cancel(input),
  // Loaded when it is wanted: nothing of it belongs to the library's own start.
  markdownToHtml: async ({ markdown }) => {
    const { pastedHtml } = await import('./transfer/export/pastedHtml')
    return pastedHtml(markdown)
  },
  listBackups: () => backups.list(),
  backUp: (input, onProgress) => backups.make(input, onProgress),
  restoreBackup: (input, onProgress) => backups.restore(input, onProgress),
  checkLibrary: () => backups.check(),
})

/** What is to be done in the background once a method was answered, however it went. */
const backgroundWork: { readonly [M in LibraryMethod]?: 'opened' | 'deleted' | 'maintain' } = {
  open: 'opened',
  deleteConversation: 'deleted',
  removeMessage: 'deleted',
  // The search does not know its text yet.
  attachFile: 'maintain',
  keepTemporary: 'maintain',
  // The log could not be written into the file meanwhile.
  backUp: 'maintain',
  restoreBackup: 'maintain',
  checkLibrary: 'maintain',
}

/** Without anything from other devices for so long, what they sent is worked up. */
const restMs = 500

/**
 * Answers main's requests. The library itself is synchronous, so its requests are answered in the order in
 * which they came; speech is made and files are read beside it, and answered when they are ready.
 */
export class LibraryServer {
  private readonly handlers: Handlers
  private maintaining: NodeJS.Timeout | undefined

  constructor(private readonly deps: ServerDeps) {
    this.handlers = handlersOf(deps)
  }

  handle(request: LibraryRequest): void {
    const { id, method, input } = request
    // The input's type belongs to the method's: main's client is typed by the same list.
    const handler = this.handlers[method] as (input: unknown, onProgress: OnProgress) => unknown
    try {
      const answer = handler(input, (progress) => this.deps.post({ id, progress }))
      if (!(answer instanceof Promise)) {
        this.succeed(request, answer)
        return
      }
      void answer.then(
        (value: unknown) => this.succeed(request, value),
        (error: unknown) => this.fail(request, error),
      )
    } catch (error) {
      this.fail(request, error)
    }
  }

  /** The sync process asks over this port, as long as it lives. */
  serveSync(port: DirectPort): void {
    const { answers } = this.deps.library.sync
    const table = {
      ...answers,
      applyRecords: async (read: ReadRecords) => {
        await answers.applyRecords(read)
        this.maintainLater()
      },
    }
    answerCalls(port, table, (error) => this.deps.logFault(`sync: ${describeFault(error)}`))
  }

  /** The words of what came and the rest of what went: not while more is coming. */
  private maintainLater(): void {
    clearTimeout(this.maintaining)
    this.maintaining = setTimeout(() => this.deps.maintenance.maintain(), restMs)
  }

  private succeed(request: LibraryRequest, value: unknown): void {
    this.deps.post({ id: request.id, ok: true, value })
    // What is still growing is told when it has grown.
    if (request.method !== 'appendChunks' && this.deps.library.sync.tookWrites())
      this.deps.post({ noted: true })
    this.startMaintenanceAfter(request.method)
    // Maintenance follows only the import's end: between two steps, nothing else is to be done.
    if (request.method === 'stepImport' && (value as LibraryOutput<'stepImport'>).result !== null)
      this.deps.maintenance.maintain()
  }

  private fail(request: LibraryRequest, error: unknown): void {
    this.deps.post({ id: request.id, ok: false, failure: this.failureOf(request, error) })
    this.startMaintenanceAfter(request.method)
  }

  private startMaintenanceAfter(method: LibraryMethod): void {
    const work = backgroundWork[method]
    if (work) this.deps.maintenance[work]()
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

/**
 * A fault in words for the log: where it happened, never what was said (SQLite's messages hold no inputs).
 */
export const describeFault = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : ` <- ${describeFault(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
