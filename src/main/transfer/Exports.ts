import { basename, dirname, extname, join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { ExportOutcome } from '@shared/ipc/library/exports'
import type { Assistant } from '@shared/model/assistant'
import type { AnswerExportRequest, ExportFormat, ExportOptions } from '@shared/model/exports'
import { dayName, safeFileName } from '@shared/model/fileNames'
import type { TransferEvent } from '@shared/model/transfer'
import { AnswerExport, type AnswerExportDeps } from './AnswerExport'
import type { FileQuestion } from './ExportDialogs'
import { LibraryWriter, type WrittenByLibrary } from './LibraryWriter'
import { freePath, type Target, targetFor } from './PartialFiles'
import { type ConversationsExport, PdfExport, type PdfExportDeps } from './PdfExport'
import { type ChosenExport, type ExportContext, SingleExport, type SingleExportDeps } from './SingleExport'

export interface ExportsDeps extends SingleExportDeps, PdfExportDeps, AnswerExportDeps {
  readonly library: PdfExportDeps['library']
  readonly assistants: () => readonly Assistant[]
  readonly appVersion: string
}

export interface ExportRequest {
  readonly conversationIds: readonly string[]
  readonly options: ExportOptions
}

/** Takes history out of the app. One export at a time; main owns it, windows only watch it. */
export class Exports {
  private readonly single: SingleExport
  private readonly writer: LibraryWriter
  private readonly pdf: PdfExport
  private readonly answer: AnswerExport

  constructor(private readonly deps: ExportsDeps) {
    this.single = new SingleExport(deps, 'an export')
    this.writer = new LibraryWriter(deps)
    this.pdf = new PdfExport(deps, this.writer)
    this.answer = new AnswerExport(deps, this.writer, this.pdf)
  }

  get isRunning(): boolean {
    return this.single.isRunning
  }

  exportConversations(
    { conversationIds, options }: ExportRequest,
    windowId: number,
    signal: AbortSignal,
  ): AsyncGenerator<TransferEvent> {
    const ids = [...new Set(conversationIds)]
    return this.single.run(signal, async () => {
      if (ids.length > 1 && options.format !== 'json') return this.intoFolder(ids, options, windowId)
      return this.intoFile(ids, options, windowId)
    })
  }

  exportAnswer(
    request: AnswerExportRequest,
    windowId: number,
    signal: AbortSignal,
  ): AsyncGenerator<TransferEvent> {
    return this.single.run(signal, () => this.answer.choose(request, windowId))
  }

  exportEverything(windowId: number, signal: AbortSignal): AsyncGenerator<TransferEvent> {
    return this.single.run(signal, async () => {
      const path = await this.deps.dialogs.chooseFile(
        {
          title: 'Export everything',
          suggestion: `Parley ${dayName(this.deps.now())}.zip`,
          kinds: [{ name: 'Archive', ending: 'zip' }],
        },
        windowId,
      )
      if (path === null) return null
      const target = await targetFor(path, ['zip'])
      return chosenAt(target.path, (context) => this.archive(target, context))
    })
  }

  watch(signal: AbortSignal): AsyncGenerator<TransferEvent> {
    return this.single.watch(signal)
  }

  cancel(): Promise<void> {
    return this.single.cancel()
  }

  show(transferId: string): void {
    this.single.show(transferId)
  }

  private async intoFile(ids: readonly string[], options: ExportOptions, windowId: number) {
    const [first = ''] = ids
    const conversation = ids.length === 1 ? await this.deps.library.getConversation({ id: first }) : null
    if (ids.length === 1 && !conversation) throw new AppError('conversation/not-found')
    const title = conversation?.title ?? ''
    const name =
      ids.length === 1
        ? safeFileName(title, 'Conversation')
        : `Parley conversations ${dayName(this.deps.now())}`
    const kinds = fileKinds[options.format]
    const chosen = await this.deps.dialogs.chooseFile(
      { title: 'Export', suggestion: `${name}.${kinds[0]?.ending}`, kinds },
      windowId,
    )
    if (chosen === null) return null
    const target = await targetFor(
      chosen,
      kinds.map(({ ending }) => ending),
    )
    return chosenAt(target.path, (context) =>
      options.format === 'pdf'
        ? this.pdf.file({ id: first, title }, target, { ...context, options })
        : this.textFile(ids, target, { ...context, options: { ...options, format: options.format } }),
    )
  }

  private async intoFolder(ids: readonly string[], options: ExportOptions, windowId: number) {
    const parent = await this.deps.dialogs.chooseFolder(
      `Export ${ids.length} conversations into a folder`,
      windowId,
    )
    if (parent === null) return null
    const path = await freePath(join(parent, `Parley conversations ${dayName(this.deps.now())}`))
    return chosenAt(path, async (context) => {
      const { running, partials } = context
      const partial = await partials.folder()
      const outcome =
        options.format === 'pdf'
          ? await this.pdf.files(ids, partial, { ...context, options })
          : await this.writer.conversations(running, ids, options, { type: 'folder', path: partial })
      return { ...outcome, path: await partials.putFolder(partial, path) }
    })
  }

  private async archive(target: Target, { running, partials }: ExportContext) {
    const partial = partials.name()
    const { now, appVersion } = this.deps
    const outcome = await this.writer.write(running, {
      kind: 'archive',
      task: {
        path: partial,
        appVersion,
        createdAt: now(),
        extras: [{ name: 'assistants.json', text: this.assistants() }],
      },
    })
    await partials.put(partial, target)
    return { ...outcome, path: target.path }
  }

  private async textFile(
    ids: readonly string[],
    target: Target,
    { running, partials, options }: ConversationsExport & { readonly options: WrittenByLibrary },
  ) {
    const { path } = target
    const partial = partials.name()
    const stem = basename(path, extname(path))
    const picturesPath = await freePath(join(dirname(path), `${stem} pictures`))
    const partialPictures = partials.name()
    const isArchive = options.format === 'json' && extname(path).toLowerCase() === '.zip'
    const pictures = { folder: partialPictures, name: basename(picturesPath) }
    const outcome = await this.writer.conversations(
      running,
      ids,
      options,
      isArchive ? { type: 'archive', path: partial } : { type: 'file', path: partial, pictures },
    )
    // Before the text that speaks of them.
    if (options.format === 'markdown' && outcome.added.pictures > 0)
      await partials.put(partialPictures, { path: picturesPath, mayReplace: true })
    await partials.put(partial, target)
    return { ...outcome, path }
  }

  /** As the assistants' own export has them: without an engine, which may say where a server is. */
  private assistants(): string {
    const assistants = this.deps.assistants().map(({ id: _id, engineId: _engineId, ...rest }) => rest)
    return `${JSON.stringify({ format: 'parley.assistants', version: 1, assistants }, null, 2)}\n`
  }
}

type Work = (context: ExportContext) => Promise<ExportOutcome & { readonly path: string }>

/** It is known by the name that it has in the end. */
const chosenAt = (path: string, work: Work): ChosenExport => ({
  name: basename(path),
  folder: dirname(path),
  work: async (context) => {
    const written = await work(context)
    return { ...written, name: basename(written.path) }
  },
})

const fileKinds: Readonly<Record<ExportFormat, FileQuestion['kinds']>> = {
  markdown: [{ name: 'Markdown', ending: 'md' }],
  html: [{ name: 'Web page', ending: 'html' }],
  pdf: [{ name: 'PDF', ending: 'pdf' }],
  json: [
    { name: 'JSON with pictures and files', ending: 'zip' },
    { name: 'JSON alone', ending: 'json' },
  ],
}
