import { AppError } from '@shared/ipc/errors'
import { askOnce, LibraryThread } from '../threads/LibraryThread'
import type { Contents, KeptContents } from './contents'
import type { ReaderOptions } from './serveReader'

export interface FileReaderOptions {
  readonly script: string
  readonly libraryFolder: string
  readonly timeLimitMs?: number
}

const defaultTimeLimitMs = 30_000
const mostMegabytes = 1_024

/**
 * Reads files one after the other, each in a thread of its own: a hostile one can be ended and leaves nothing
 * behind.
 */
export class FileReader {
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly options: FileReaderOptions) {}

  /** Reads a file and keeps it. */
  read(bytes: Uint8Array): Promise<KeptContents> {
    return this.inTurn(() => this.readInThread('read', bytes))
  }

  /** What is in a file, which leaves nothing behind. */
  readOnly(bytes: Uint8Array): Promise<Contents> {
    return this.inTurn(() => this.readInThread('readOnly', bytes))
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const reading = this.last.then(work)
    this.last = reading.catch(() => {})
    return reading
  }

  private readInThread<T>(method: 'read' | 'readOnly', bytes: Uint8Array): Promise<T> {
    const { script, libraryFolder, timeLimitMs = defaultTimeLimitMs } = this.options
    const thread = new LibraryThread({
      script,
      task: { work: 'read-file', options: { libraryFolder } satisfies ReaderOptions },
      whenGone: () => unreadable('damaged'),
      mostMegabytes,
    })
    // The bytes are copied, not transferred: they are needed once more if the file is removed before its row
    // is made.
    return askOnce(thread, method, bytes, { limit: { ms: timeLimitMs, failure: unreadable('too-slow') } })
  }
}

const unreadable = (reason: 'damaged' | 'too-slow'): AppError =>
  new AppError('file/unreadable', `Reading the file ended: ${reason}`, { reason })
