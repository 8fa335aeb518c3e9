import { basename, dirname, extname, join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { ExportOutcome, ExportTask, LibraryExport } from '@shared/ipc/library/exports'
import type { Assistant } from '@shared/model/assistant'
import type { ExportFormat, ExportOptions } from '@shared/model/exports'
import { dayName, FileNames, safeFileName } from '@shared/model/fileNames'
import { LeftOutTally } from '@shared/model/LeftOutTally'
import {
  addCounts,
  noCounts,
  type TransferCounts,
  type TransferEvent,
  type TransferProgress,
} from '@shared/model/transfer'
import { toWriteFailure, writeBytes } from '../lib/writeWhole'
import { freePath, type PartialFiles, type Target, targetFor } from './PartialFiles'
import type { RunningTransfer } from './RunningTransfer'
import { type ChosenExport, SingleExport, type SingleExportDeps } from './SingleExport'

/** How the user is asked where to; null when they cancel. */
export interface ExportDialogs {
  chooseFile(asked: FileQuestion, windowId: number): Promise<string | null>
  chooseFolder(title: string, windowId: number): Promise<string | null>
}
export interface FileQuestion {
  readonly title: string
  readonly suggestion: string
  readonly kinds: readonly { readonly name: string; readonly ending: string }[]
}

/** Puts a page on paper: a PDF's bytes. */
export type PrintPage = (
  input: { readonly htmlPath: string; readonly title: string },
  signal: AbortSignal,
) => Promise<Uint8Array>

export interface ExportsDeps extends SingleExportDeps {
  readonly library: Pick<AsyncLibrary, 'beginExport' | 'stepExport' | 'cancelExport' | 'getConversation'>
  readonly dialogs: ExportDialogs
  readonly printPage: PrintPage
  readonly assistants: () => readonly Assistant[]
  readonly appVersion: string
  readonly now: () => number
}

export interface ExportRequest {
  readonly conversationIds: readonly string[]
  readonly options: ExportOptions
}

/** Takes history out of the app. One export at a time; main owns it, windows only watch it. */
export class Exports {
  private readonly single: SingleExport

  constructor(private readonly deps: ExportsDeps) {
    this.single = new SingleExport(deps, 'an export')
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
      return chosenAt(target.path, (running, partials) => this.archive(target, running, partials))
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
    const work: Work = (running, partials) =>
      options.format === 'pdf'
        ? this.pdfFile(first, title, options, target, running, partials)
        : this.textFile(ids, { ...options, format: options.format }, target, running, partials)
    return chosenAt(target.path, work)
  }

  private async intoFolder(ids: readonly string[], options: ExportOptions, windowId: number) {
    const parent = await this.deps.dialogs.chooseFolder(
      `Export ${ids.length} conversations into a folder`,
      windowId,
    )
    if (parent === null) return null
    const path = await freePath(join(parent, `Parley conversations ${dayName(this.deps.now())}`))
    const work: Work = async (running, partials) => {
      const partial = await partials.folder()
      const outcome =
        options.format === 'pdf'
          ? await this.pdfFiles(ids, options, partial, running, partials)
          : await this.export(running, {
              kind: 'conversations',
              task: this.task(ids, options, { type: 'folder', path: partial }),
            })
      return { ...outcome, path: await partials.putFolder(partial, path) }
    }
    return chosenAt(path, work)
  }

  private async archive(target: Target, running: RunningTransfer, partials: PartialFiles) {
    const partial = partials.name()
    const { now, appVersion } = this.deps
    const outcome = await this.export(running, {
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
    options: ExportOptions & { readonly format: 'markdown' | 'html' | 'json' },
    target: Target,
    running: RunningTransfer,
    partials: PartialFiles,
  ) {
    const { path } = target
    const partial = partials.name()
    const stem = basename(path, extname(path))
    const picturesPath = await freePath(join(dirname(path), `${stem} pictures`))
    const partialPictures = partials.name()
    const isArchive = options.format === 'json' && extname(path).toLowerCase() === '.zip'
    const pictures = { folder: partialPictures, name: basename(picturesPath) }
    const outcome = await this.export(running, {
      kind: 'conversations',
      task: this.task(
        ids,
        options,
        isArchive ? { type: 'archive', path: partial } : { type: 'file', path: partial, pictures },
      ),
    })
    // Before the text that speaks of them.
    if (options.format === 'markdown' && outcome.added.pictures > 0)
      await partials.put(partialPictures, { path: picturesPath, mayReplace: true })
    await partials.put(partial, target)
    return { ...outcome, path }
  }

  private async pdfFile(
    id: string,
    title: string,
    options: ExportOptions,
    target: Target,
    running: RunningTransfer,
    partials: PartialFiles,
  ) {
    const partial = partials.name()
    const outcome = await this.printOne(id, title, options, partial, running, partials, (progress) =>
      tellProgress(running, progress),
    )
    await partials.put(partial, target)
    return { ...outcome, path: target.path }
  }

  private async pdfFiles(
    ids: readonly string[],
    options: ExportOptions,
    folder: string,
    running: RunningTransfer,
    partials: PartialFiles,
  ): Promise<ExportOutcome> {
    const names = new FileNames()
    let added = noCounts
    const leftOut = new LeftOutTally(20)
    for (const [index, id] of ids.entries()) {
      tellProgress(
        running,
        { phase: 'writing', done: index, total: ids.length, unit: 'conversations' },
        added,
      )
      const conversation = await this.deps.library.getConversation({ id })
      // Deleted since it was chosen.
      if (!conversation) continue
      const path = join(folder, names.take(`${safeFileName(conversation.title, 'Conversation')}.pdf`))
      const outcome = await this.printOne(id, conversation.title, options, path, running, partials, () => {})
      added = addCounts(added, outcome.added)
      leftOut.merge(outcome.leftOut)
    }
    return { added, leftOut: leftOut.list() }
  }

  private async printOne(
    id: string,
    title: string,
    options: ExportOptions,
    path: string,
    running: RunningTransfer,
    partials: PartialFiles,
    onProgress: (progress: TransferProgress) => void,
  ): Promise<ExportOutcome> {
    const htmlPath = partials.name()
    const task = this.task(
      [id],
      { ...options, format: 'html' },
      { type: 'file', path: htmlPath, pictures: { folder: '', name: '' } },
      true,
    )
    const outcome = await this.export(running, { kind: 'conversations', task }, onProgress)
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

  private task(
    conversationIds: readonly string[],
    options: ExportOptions,
    target: ExportTask['target'],
    forPaper = false,
  ): ExportTask {
    const { format } = options
    if (format === 'pdf') throw new AppError('ipc/bad-input', 'The library writes no PDF')
    return {
      conversationIds,
      options: { ...options, format },
      forPaper,
      exportedAt: this.deps.now(),
      target,
    }
  }

  /** In the library's process, step by step. */
  private async export(
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

  /** As the assistants' own export has them: without an engine, which may say where a server is. */
  private assistants(): string {
    const assistants = this.deps.assistants().map(({ id: _id, engineId: _engineId, ...rest }) => rest)
    return `${JSON.stringify({ format: 'parley.assistants', version: 1, assistants }, null, 2)}\n`
  }
}

type Work = (
  running: RunningTransfer,
  partials: PartialFiles,
) => Promise<ExportOutcome & { readonly path: string }>

/** It is known by the name that it has in the end. */
const chosenAt = (path: string, work: Work): ChosenExport => ({
  name: basename(path),
  folder: dirname(path),
  work: async (running, partials) => {
    const written = await work(running, partials)
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

const tellProgress = (
  running: RunningTransfer,
  progress: TransferProgress,
  added: TransferCounts = noCounts,
): void => running.tell({ type: 'progress', progress, added })
