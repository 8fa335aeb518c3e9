import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { ExportOutcome, ExportTask, LibraryExport } from '@shared/ipc/library/exports'
import type { ExportOptions } from '@shared/model/exports'
import { noCounts, type TransferCounts, type TransferProgress } from '@shared/model/transfer'
import type { RunningTransfer } from './RunningTransfer'

/** Draws diagrams: `data:` addresses of SVG by their sources, of those that could be drawn. */
export type DrawDiagrams = (
  sources: readonly string[],
  signal: AbortSignal,
) => Promise<Readonly<Record<string, string>>>

export interface LibraryWriterDeps {
  readonly drawDiagrams: DrawDiagrams
  readonly library: Pick<AsyncLibrary, 'beginExport' | 'stepExport' | 'cancelExport'>
  readonly now: () => number
  readonly newId: () => string
}

/** Options of a format that the library writes itself; a PDF is printed from its web page. */
export type WrittenByLibrary = ExportTask['options']

/** Has the library's process write history to a path, step by step. */
export class LibraryWriter {
  constructor(private readonly deps: LibraryWriterDeps) {}

  conversations(
    running: RunningTransfer,
    ids: readonly string[],
    options: ExportOptions,
    target: ExportTask['target'],
  ): Promise<ExportOutcome> {
    const { format } = options
    if (format === 'pdf') throw new AppError('ipc/bad-input', 'The library writes no PDF')
    return this.writeDrawn(running, {
      conversationIds: ids,
      options: { ...options, format },
      forPaper: false,
      exportedAt: this.deps.now(),
      target,
    })
  }

  /** The web page that is printed, with all of its pictures inside. */
  pageForPaper(
    running: RunningTransfer,
    { id, messageId }: { readonly id: string; readonly messageId?: string },
    options: ExportOptions,
    htmlPath: string,
    onProgress: (progress: TransferProgress) => void,
  ): Promise<ExportOutcome> {
    const task: ExportTask = {
      conversationIds: [id],
      options: { ...options, format: 'html' },
      forPaper: true,
      exportedAt: this.deps.now(),
      target: { type: 'file', path: htmlPath, pictures: { folder: '', name: '' } },
      ...(messageId === undefined ? {} : { messageId }),
    }
    return this.writeDrawn(running, task, onProgress)
  }

  /** Where it turns out that there are diagrams, they are drawn and all of it is written once more. */
  private async writeDrawn(
    running: RunningTransfer,
    task: ExportTask,
    onProgress?: (progress: TransferProgress) => void,
  ): Promise<ExportOutcome> {
    const outcome = await this.write(running, { kind: 'conversations', task }, onProgress)
    if (!outcome.diagrams) return outcome
    const diagrams = await this.deps.drawDiagrams(outcome.diagrams, running.signal)
    running.signal.throwIfAborted()
    if (Object.keys(diagrams).length === 0) return outcome
    return this.write(running, { kind: 'conversations', task: { ...task, diagrams } }, onProgress)
  }

  async write(
    running: RunningTransfer,
    task: LibraryExport,
    onProgress = (progress: TransferProgress) => tellProgress(running, progress),
  ): Promise<ExportOutcome> {
    const { library, newId } = this.deps
    const exportId = newId()
    const cancel = () =>
      void library.cancelExport({ exportId }).catch(() => {
        // The library is gone, and the export with it.
      })
    running.signal.throwIfAborted()
    running.signal.addEventListener('abort', cancel, { once: true })
    try {
      await library.beginExport({ exportId, task })
      for (;;) {
        const { progress, outcome } = await library.stepExport({ exportId })
        if (outcome) return outcome
        if (progress) onProgress(progress)
      }
    } finally {
      running.signal.removeEventListener('abort', cancel)
    }
  }
}

export const tellProgress = (
  running: RunningTransfer,
  progress: TransferProgress,
  added: TransferCounts = noCounts,
): void => running.tell({ type: 'progress', progress, added })
