import { basename, dirname, extname, join } from 'node:path'
import { AppError, isCancelled } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { ExportOutcome, ExportTask, LibraryExport } from '@shared/ipc/libraryExport'
import type { Assistant } from '@shared/model/assistant'
import type { ExportFormat, ExportOptions } from '@shared/model/exports'
import { FileNames, safeFileName } from '@shared/model/fileNames'
import {
  noCounts,
  type TransferCounts,
  type TransferEvent,
  type TransferProgress,
} from '@shared/model/transfer'
import { toFailure } from '../ipc/failures'
import { toWriteFailure, writeBytes } from '../lib/writeWhole'
import { Drafts, freePath, type Target, targetFor } from './drafts'
import { RunningTransfer } from './running'

/** How the person is asked where to; null when they cancel. */
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

export interface ExportsParts {
  readonly library: Pick<AsyncLibrary, 'beginExport' | 'stepExport' | 'cancelExport' | 'getConversation'>
  readonly dialogs: ExportDialogs
  readonly printPage: PrintPage
  readonly showInFolder: (path: string) => void
  /** Another history is being put into the place of the present one: an export would hold some of both. */
  readonly isReplacing: () => boolean
  readonly assistants: () => readonly Assistant[]
  readonly appVersion: string
  readonly newId: () => string
  readonly now: () => number
}

export interface ExportRequest {
  readonly conversationIds: readonly string[]
  readonly options: ExportOptions
}

/** Does the work of one export once it is known where to. */
type Work = (running: RunningTransfer, drafts: Drafts) => Promise<ExportOutcome & { readonly path: string }>

/** Takes history out of the app. One export at a time; main owns it, windows only watch it. */
export class Exports {
  private current: RunningTransfer | null = null
  private ending: Promise<void> = Promise.resolve()
  private isChoosing = false
  /** What the last one wrote, to be shown in its folder. */
  private written: { readonly id: string; readonly path: string } | null = null

  constructor(private readonly parts: ExportsParts) {}

  get isRunning(): boolean {
    return this.current !== null && !this.current.isOver
  }

  async *exportConversations(
    { conversationIds, options }: ExportRequest,
    windowId: number,
    signal: AbortSignal,
  ): AsyncGenerator<TransferEvent> {
    const ids = [...new Set(conversationIds)]
    yield* this.run(signal, async () => {
      if (ids.length > 1 && options.format !== 'json') return this.intoFolder(ids, options, windowId)
      return this.intoFile(ids, options, windowId)
    })
  }

  async *exportEverything(windowId: number, signal: AbortSignal): AsyncGenerator<TransferEvent> {
    yield* this.run(signal, async () => {
      const path = await this.parts.dialogs.chooseFile(
        {
          title: 'Export everything',
          suggestion: `Parley ${this.day()}.zip`,
          kinds: [{ name: 'Archive', ending: 'zip' }],
        },
        windowId,
      )
      if (path === null) return null
      const target = await targetFor(path, ['zip'])
      return { target, work: (running, drafts) => this.archive(target, running, drafts) }
    })
  }

  /** The export that runs, or how the last one ended; nothing where there was none. */
  async *watch(signal: AbortSignal): AsyncGenerator<TransferEvent> {
    if (this.current) yield* this.current.watch(signal)
  }

  /** Resolves when nothing of it is left. */
  async cancel(): Promise<void> {
    this.current?.cancel()
    await this.ending
  }

  show(transferId: string): void {
    if (this.written?.id !== transferId) throw new AppError('file/not-found', 'No such export any more')
    this.parts.showInFolder(this.written.path)
  }

  private async *run(
    signal: AbortSignal,
    choose: () => Promise<{ readonly target: Target; readonly work: Work } | null>,
  ): AsyncGenerator<TransferEvent> {
    if (this.isChoosing || this.isRunning) throw new AppError('transfer/busy')
    this.assertStaying()
    this.isChoosing = true
    let chosen: { readonly target: Target; readonly work: Work } | null
    try {
      chosen = await choose()
    } finally {
      this.isChoosing = false
    }
    if (!chosen) return
    this.assertStaying()
    const running = new RunningTransfer(this.parts.newId())
    this.current = running
    this.ending = this.work(running, chosen.target, chosen.work)
    yield* running.watch(signal)
  }

  private assertStaying(): void {
    if (this.parts.isReplacing()) throw new AppError('backup/busy')
  }

  private async work(running: RunningTransfer, { path }: Target, work: Work): Promise<void> {
    const drafts = new Drafts(dirname(path))
    const result = {
      source: null,
      name: basename(path),
      added: noCounts,
      known: noCounts,
      leftOut: [],
      failure: null,
    } as const
    running.tell({ type: 'started', name: result.name, source: null })
    try {
      const { added, leftOut, path: written } = await work(running, drafts)
      await drafts.removeAll()
      this.written = { id: running.id, path: written }
      running.tell({
        type: 'ended',
        transferId: running.id,
        result: { ...result, end: 'complete', name: basename(written), added, leftOut },
      })
    } catch (error) {
      // First: once somebody hears of the end, nothing half-written is there.
      await drafts.removeAll()
      const { code, data } = toFailure(error, 'an export')
      const isStopped = running.signal.aborted || isCancelled(error)
      running.tell({
        type: 'ended',
        transferId: running.id,
        result: isStopped
          ? { ...result, end: 'cancelled' }
          : { ...result, end: 'failed', failure: { code, ...(data ? { data } : {}) } },
      })
    }
  }

  private async intoFile(ids: readonly string[], options: ExportOptions, windowId: number) {
    const [first = ''] = ids
    const conversation = ids.length === 1 ? await this.parts.library.getConversation({ id: first }) : null
    if (ids.length === 1 && !conversation) throw new AppError('conversation/not-found')
    const title = conversation?.title ?? ''
    const name = ids.length === 1 ? safeFileName(title, 'Conversation') : `Parley conversations ${this.day()}`
    const kinds = fileKinds[options.format]
    const chosen = await this.parts.dialogs.chooseFile(
      { title: 'Export', suggestion: `${name}.${kinds[0]?.ending}`, kinds },
      windowId,
    )
    if (chosen === null) return null
    const target = await targetFor(
      chosen,
      kinds.map(({ ending }) => ending),
    )
    const work: Work = (running, drafts) =>
      options.format === 'pdf'
        ? this.pdfFile(first, title, options, target, running, drafts)
        : this.textFile(ids, { ...options, format: options.format }, target, running, drafts)
    return { target, work }
  }

  private async intoFolder(ids: readonly string[], options: ExportOptions, windowId: number) {
    const parent = await this.parts.dialogs.chooseFolder(
      `Export ${ids.length} conversations into a folder`,
      windowId,
    )
    if (parent === null) return null
    const path = await freePath(join(parent, `Parley conversations ${this.day()}`))
    const work: Work = async (running, drafts) => {
      const draft = await drafts.folder()
      const outcome =
        options.format === 'pdf'
          ? await this.pdfFiles(ids, options, draft, running, drafts)
          : await this.export(running, {
              kind: 'conversations',
              task: this.task(ids, options, { type: 'folder', path: draft }),
            })
      return { ...outcome, path: await drafts.putFolder(draft, path) }
    }
    return { target: { path, mayReplace: false }, work }
  }

  private async archive(target: Target, running: RunningTransfer, drafts: Drafts) {
    const draft = drafts.name()
    const { now, appVersion } = this.parts
    const outcome = await this.export(running, {
      kind: 'archive',
      task: {
        path: draft,
        appVersion,
        createdAt: now(),
        extras: [{ name: 'assistants.json', text: this.assistants() }],
      },
    })
    await drafts.put(draft, target)
    return { ...outcome, path: target.path }
  }

  private async textFile(
    ids: readonly string[],
    options: ExportOptions & { readonly format: 'markdown' | 'html' | 'json' },
    target: Target,
    running: RunningTransfer,
    drafts: Drafts,
  ) {
    const { path } = target
    const draft = drafts.name()
    const stem = basename(path, extname(path))
    const picturesPath = await freePath(join(dirname(path), `${stem} pictures`))
    const picturesDraft = drafts.name()
    const isArchive = options.format === 'json' && extname(path).toLowerCase() === '.zip'
    const pictures = { folder: picturesDraft, name: basename(picturesPath) }
    const outcome = await this.export(running, {
      kind: 'conversations',
      task: this.task(
        ids,
        options,
        isArchive ? { type: 'archive', path: draft } : { type: 'file', path: draft, pictures },
      ),
    })
    // Before the text that speaks of them.
    if (options.format === 'markdown' && outcome.added.pictures > 0)
      await drafts.put(picturesDraft, { path: picturesPath, mayReplace: true })
    await drafts.put(draft, target)
    return { ...outcome, path }
  }

  private async pdfFile(
    id: string,
    title: string,
    options: ExportOptions,
    target: Target,
    running: RunningTransfer,
    drafts: Drafts,
  ) {
    const draft = drafts.name()
    const outcome = await this.printOne(id, title, options, draft, running, drafts, (progress) =>
      tellProgress(running, progress),
    )
    await drafts.put(draft, target)
    return { ...outcome, path: target.path }
  }

  private async pdfFiles(
    ids: readonly string[],
    options: ExportOptions,
    folder: string,
    running: RunningTransfer,
    drafts: Drafts,
  ): Promise<ExportOutcome> {
    const names = new FileNames()
    let added = noCounts
    const leftOut: ExportOutcome['leftOut'][number][] = []
    for (const [index, id] of ids.entries()) {
      tellProgress(
        running,
        { phase: 'writing', done: index, total: ids.length, unit: 'conversations' },
        added,
      )
      const conversation = await this.parts.library.getConversation({ id })
      // Deleted since it was chosen.
      if (!conversation) continue
      const path = join(folder, names.take(`${safeFileName(conversation.title, 'Conversation')}.pdf`))
      const outcome = await this.printOne(id, conversation.title, options, path, running, drafts, () => {})
      added = sum(added, outcome.added)
      leftOut.push(...outcome.leftOut)
    }
    return { added, leftOut: merged(leftOut) }
  }

  private async printOne(
    id: string,
    title: string,
    options: ExportOptions,
    path: string,
    running: RunningTransfer,
    drafts: Drafts,
    onProgress: (progress: TransferProgress) => void,
  ): Promise<ExportOutcome> {
    const htmlPath = drafts.name()
    const task = this.task(
      [id],
      { ...options, format: 'html' },
      { type: 'file', path: htmlPath, pictures: { folder: '', name: '' } },
      true,
    )
    const outcome = await this.export(running, { kind: 'conversations', task }, onProgress)
    running.signal.throwIfAborted()
    const bytes = await this.parts.printPage({ htmlPath, title }, running.signal)
    running.signal.throwIfAborted()
    try {
      await writeBytes(path, bytes)
    } catch (error) {
      throw toWriteFailure(error)
    }
    // A thousand of them would fill the disk twice.
    await drafts.remove(htmlPath)
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
      exportedAt: this.parts.now(),
      target,
    }
  }

  /** In the library's process, step by step. */
  private async export(
    running: RunningTransfer,
    task: LibraryExport,
    onProgress = (progress: TransferProgress) => tellProgress(running, progress),
  ): Promise<ExportOutcome> {
    const { library, newId } = this.parts
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
    const assistants = this.parts.assistants().map(({ id: _id, engineId: _engineId, ...rest }) => rest)
    return `${JSON.stringify({ format: 'parley.assistants', version: 1, assistants }, null, 2)}\n`
  }

  private day(): string {
    const now = new Date(this.parts.now())
    const two = (value: number) => String(value).padStart(2, '0')
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  }
}

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

const sum = (a: TransferCounts, b: TransferCounts): TransferCounts => ({
  conversations: a.conversations + b.conversations,
  messages: a.messages + b.messages,
  pictures: a.pictures + b.pictures,
  files: a.files + b.files,
})

const merged = (list: ExportOutcome['leftOut']): ExportOutcome['leftOut'] => {
  const byKind = new Map<string, ExportOutcome['leftOut'][number]>()
  for (const each of list) {
    const key = `${each.kind} ${each.reason}`
    const before = byKind.get(key)
    byKind.set(key, {
      ...each,
      count: each.count + (before?.count ?? 0),
      names: [...(before?.names ?? []), ...each.names].slice(0, 20),
    })
  }
  return [...byKind.values()]
}
