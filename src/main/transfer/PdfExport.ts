import { join } from 'node:path'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { ExportOutcome } from '@shared/ipc/library/exports'
import type { ExportOptions } from '@shared/model/exports'
import { FileNames, safeFileName } from '@shared/model/fileNames'
import { LeftOutTally } from '@shared/model/LeftOutTally'
import { addCounts, noCounts, type TransferProgress } from '@shared/model/transfer'
import { toWriteFailure, writeBytes } from '../lib/writeWhole'
import { type LibraryWriter, type LibraryWriterDeps, tellProgress } from './LibraryWriter'
import type { Target } from './PartialFiles'
import type { ExportContext } from './SingleExport'

/** Puts a page on paper: a PDF's bytes. */
export type PrintPage = (
  input: { readonly htmlPath: string; readonly title: string },
  signal: AbortSignal,
) => Promise<Uint8Array>

export interface PdfExportDeps extends LibraryWriterDeps {
  readonly library: LibraryWriterDeps['library'] & Pick<AsyncLibrary, 'getConversation'>
  readonly printPage: PrintPage
}

/** An export of conversations that runs, with what the user chose for it. */
export interface ConversationsExport extends ExportContext {
  readonly options: ExportOptions
}

interface Titled {
  readonly id: string
  /** This message alone. */
  readonly messageId?: string
  readonly title: string
}

/** Writes conversations as PDF: the library makes the web page of each, which is then printed. */
export class PdfExport {
  constructor(
    private readonly deps: PdfExportDeps,
    private readonly writer: LibraryWriter,
  ) {}

  async file(conversation: Titled, target: Target, exporting: ConversationsExport) {
    const { running, partials } = exporting
    const partial = partials.name()
    const outcome = await this.print(conversation, partial, exporting, (progress) =>
      tellProgress(running, progress),
    )
    await partials.put(partial, target)
    return { ...outcome, path: target.path }
  }

  /** One file for each conversation, in a folder that is there. */
  async files(
    ids: readonly string[],
    folder: string,
    exporting: ConversationsExport,
  ): Promise<ExportOutcome> {
    const names = new FileNames()
    let added = noCounts
    const leftOut = new LeftOutTally(20)
    for (const [index, id] of ids.entries()) {
      tellProgress(
        exporting.running,
        { phase: 'writing', done: index, total: ids.length, unit: 'conversations' },
        added,
      )
      const conversation = await this.deps.library.getConversation({ id })
      // Deleted since it was chosen.
      if (!conversation) continue
      const path = join(folder, names.take(`${safeFileName(conversation.title, 'Conversation')}.pdf`))
      const outcome = await this.print({ id, title: conversation.title }, path, exporting, () => {})
      added = addCounts(added, outcome.added)
      leftOut.merge(outcome.leftOut)
    }
    return { added, leftOut: leftOut.list() }
  }

  private async print(
    { id, title, messageId }: Titled,
    path: string,
    { running, partials, options }: ConversationsExport,
    onProgress: (progress: TransferProgress) => void,
  ): Promise<ExportOutcome> {
    const htmlPath = partials.name()
    const outcome = await this.writer.pageForPaper(
      running,
      { id, ...(messageId === undefined ? {} : { messageId }) },
      options,
      htmlPath,
      onProgress,
    )
    running.signal.throwIfAborted()
    const bytes = await this.deps.printPage({ htmlPath, title }, running.signal)
    running.signal.throwIfAborted()
    try {
      await writeBytes(path, bytes)
    } catch (error) {
      throw toWriteFailure(error)
    }
    // A thousand of them would fill the disk twice.
    await partials.remove(htmlPath)
    return outcome
  }
}
