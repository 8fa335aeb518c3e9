import { basename, dirname, extname } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { type AnswerExportRequest, defaultExportOptions } from '@shared/model/exports'
import { safeFileName } from '@shared/model/fileNames'
import { toWriteFailure, writeBytes } from '../lib/writeWhole'
import type { ExportDialogs } from './ExportDialogs'
import { type LibraryWriter, tellProgress } from './LibraryWriter'
import { type Target, targetFor } from './PartialFiles'
import type { PdfExport, PdfExportDeps } from './PdfExport'
import type { ChosenExport, ExportContext } from './SingleExport'

/** Draws a page as a PNG's bytes, in light or dark. `transfer/too-tall` where one picture cannot hold it. */
export type DrawPage = (
  input: { readonly htmlPath: string; readonly scheme: 'light' | 'dark' },
  signal: AbortSignal,
) => Promise<Uint8Array>

export interface AnswerExportDeps {
  readonly library: Pick<PdfExportDeps['library'], 'getConversation'>
  readonly dialogs: ExportDialogs
  readonly drawPage: DrawPage
}

const kinds = {
  png: { name: 'Picture', ending: 'png' },
  pdf: { name: 'PDF', ending: 'pdf' },
} as const

/** One answer alone, as a picture or on paper. */
export class AnswerExport {
  constructor(
    private readonly deps: AnswerExportDeps,
    private readonly writer: LibraryWriter,
    private readonly pdf: PdfExport,
  ) {}

  async choose(request: AnswerExportRequest, windowId: number): Promise<ChosenExport | null> {
    const { conversationId, format } = request
    const conversation = await this.deps.library.getConversation({ id: conversationId })
    if (!conversation) throw new AppError('conversation/not-found')
    const { title } = conversation
    const path = await this.deps.dialogs.chooseFile(
      {
        title: format === 'png' ? 'Save as picture' : 'Save as PDF',
        suggestion: `${safeFileName(title, 'Answer')}.${format}`,
        kinds: format === 'png' ? [kinds.png, kinds.pdf] : [kinds.pdf, kinds.png],
      },
      windowId,
    )
    if (path === null) return null
    const target = await targetFor(path, format === 'png' ? ['png', 'pdf'] : ['pdf', 'png'])
    const isPdf = extname(target.path).toLowerCase() === '.pdf'
    return {
      name: basename(target.path),
      folder: dirname(target.path),
      work: async (context) => {
        const written = isPdf
          ? await this.paper(request, title, target, context)
          : await this.picture(request, target, context)
        return { ...written, name: basename(target.path), path: target.path }
      },
    }
  }

  private paper(
    { conversationId, messageId }: AnswerExportRequest,
    title: string,
    target: Target,
    context: ExportContext,
  ) {
    const options = { ...defaultExportOptions, format: 'pdf' } as const
    return this.pdf.file({ id: conversationId, title, messageId }, target, { ...context, options })
  }

  private async picture(
    { conversationId, messageId, scheme }: AnswerExportRequest,
    target: Target,
    { running, partials }: ExportContext,
  ) {
    const [htmlPath, partial] = [partials.name(), partials.name()]
    const answer = { id: conversationId, messageId }
    const outcome = await this.writer.pageForPaper(
      running,
      answer,
      defaultExportOptions,
      htmlPath,
      (progress) => tellProgress(running, progress),
    )
    running.signal.throwIfAborted()
    const bytes = await this.deps.drawPage({ htmlPath, scheme }, running.signal)
    running.signal.throwIfAborted()
    try {
      await writeBytes(partial, bytes)
    } catch (error) {
      throw toWriteFailure(error)
    }
    await partials.put(partial, target)
    return outcome
  }
}
