import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { ExportOutcome, ExportTask } from '@shared/ipc/library/exports'
import { FileNames, safeFileName } from '@shared/model/fileNames'
import type { OutlineEntry } from '@shared/model/message'
import { unpackOutline } from '@shared/model/outline'
import { keptFileName } from '@shared/model/picture'
import type { TransferProgress } from '@shared/model/transfer'
import { filesFolder, picturesFolder } from '../../ContentFolder'
import { type Assets, type Placement, writeChatgpt } from './chatgptFormat'
import type { ExportContext, Sink } from './context'
import { ExportTally } from './ExportTally'
import { writeHtml } from './htmlFormat'
import { writeMarkdown } from './markdownFormat'
import { type ConversationReads, type OutlinedConversation, stretchesOf } from './walk'
import { writeFileBySink } from './writeFileBySink'
import { ZipWriter } from './ZipWriter'

export interface ExportSurroundings {
  readonly libraryFolder: string
  readonly source: ConversationReads & {
    getPlacement(input: { id: string }): Promise<Placement>
  }
  readonly signal: AbortSignal
  readonly onProgress: (progress: TransferProgress) => void
}

/**
 * Writes conversations. What was written so far is left where it is when it fails or is cancelled: it is a
 * draft.
 */
export const exportConversations = async (
  task: ExportTask,
  surroundings: ExportSurroundings,
): Promise<ExportOutcome> => {
  const exporter = new Exporter(task, surroundings)
  await exporter.run()
  const { added, leftOut } = exporter.tally
  const diagrams = [...exporter.missingDiagrams]
  return diagrams.length > 0 ? { added, leftOut, diagrams } : { added, leftOut }
}

class Exporter {
  readonly tally = new ExportTally()
  readonly missingDiagrams = new Set<string>()
  private readonly context: ExportContext
  private done = 0
  private total: number

  constructor(
    private readonly task: ExportTask,
    private readonly surroundings: ExportSurroundings,
  ) {
    this.total = task.conversationIds.length
    this.context = {
      source: surroundings.source,
      options: { ...task.options },
      signal: surroundings.signal,
      exportedAt: task.exportedAt,
      diagrams: { drawn: task.diagrams ?? {}, missing: this.missingDiagrams },
      findPicture: (id, name) => this.findPicture(id, name),
      wrote: (what) => {
        this.tally.add(`${what}s`)
        if (what === 'message') this.progress()
      },
    }
  }

  async run(): Promise<void> {
    const { options, target } = this.task
    if (options.format === 'json') return this.writeJson()
    if (target.type === 'archive') throw new AppError('ipc/bad-input', 'Only JSON goes into an archive')
    if (target.type === 'file') {
      const [id] = this.task.conversationIds
      const found = id === undefined ? null : await this.open(id)
      if (!found) throw new AppError('conversation/not-found')
      this.total = found.messageCount
      const pictures = { ...target.pictures, names: new FileNames() }
      await this.writeOne(target.path, found, pictures)
      return
    }
    const names = new FileNames()
    const pictures = { folder: join(target.path, 'pictures'), name: 'pictures', names: new FileNames() }
    // The name is taken: a conversation of that name must not become a file where the folder goes.
    names.take('pictures')
    for (const id of this.task.conversationIds) {
      const found = await this.open(id)
      if (found) {
        const name = `${safeFileName(found.conversation.title, 'Conversation')}.${endings[options.format]}`
        await this.writeOne(join(target.path, names.take(name)), found, pictures)
      }
      this.conversationDone()
    }
  }

  private async writeOne(
    path: string,
    found: OutlinedConversation,
    pictures: { folder: string; name: string; names: FileNames },
  ): Promise<void> {
    const { options, forPaper, messageId } = this.task
    await writeFileBySink(path, (sink) =>
      options.format === 'markdown'
        ? writeMarkdown(sink, found, pictures, this.context)
        : writeHtml(sink, found, { isForPaper: forPaper, isAlone: messageId !== undefined }, this.context),
    )
    this.tally.add('conversations')
  }

  private async writeJson(): Promise<void> {
    const { target, exportedAt } = this.task
    if (target.type === 'folder') throw new AppError('ipc/bad-input', 'JSON is one file')
    const assets: Assets = new Map()
    if (target.type === 'file') return writeFileBySink(target.path, (sink) => this.writeArray(sink, assets))
    const zip = new ZipWriter(target.path, new Date(exportedAt), this.surroundings.signal)
    try {
      await zip.add('conversations.json', (sink) => this.writeArray(sink, assets))
      for (const [id, { kind, fileName }] of assets) await this.addAsset(zip, id, kind, fileName)
      await zip.finish()
    } catch (error) {
      await zip.abandon()
      throw error
    }
  }

  private async addAsset(
    zip: ZipWriter,
    id: string,
    kind: 'picture' | 'file',
    fileName: string,
  ): Promise<void> {
    this.surroundings.signal.throwIfAborted()
    const found = kind === 'picture' ? await this.findPicture(id, fileName) : null
    const path = kind === 'picture' ? found?.path : join(filesFolder(this.surroundings.libraryFolder), id)
    if (path === undefined || !(await isFile(path))) {
      if (kind === 'file') this.tally.addMissing('file', fileName)
      return
    }
    const file = await open(path)
    try {
      await zip.addFile(fileName, file)
    } finally {
      await file.close()
    }
  }

  private async writeArray(sink: Sink, assets: Assets): Promise<void> {
    const { source } = this.surroundings
    let isFirst = true
    await sink.write('[')
    for (const id of this.task.conversationIds) {
      const opened = await this.openRaw(id)
      if (opened) {
        await sink.write(isFirst ? '\n' : ',\n')
        isFirst = false
        const placement = await source.getPlacement({ id })
        await writeChatgpt(sink, { ...opened, placement, assets }, this.context)
        this.tally.add('conversations')
      }
      this.conversationDone()
    }
    await sink.write('\n]\n')
  }

  private async open(id: string): Promise<OutlinedConversation | null> {
    const opened = await this.openRaw(id)
    if (!opened) return null
    const { conversation, outline } = opened
    const { messageId, options } = this.task
    const stretches =
      messageId === undefined
        ? stretchesOf(outline, conversation.leafId, options.branches)
        : [{ after: null, entries: outline.filter((entry) => entry.id === messageId) }]
    if (stretches[0]?.entries.length === 0 && messageId !== undefined) throw new AppError('message/not-found')
    return {
      conversation,
      stretches,
      messageCount: stretches.reduce((sum, { entries }) => sum + entries.length, 0),
    }
  }

  private async openRaw(id: string): Promise<{
    readonly conversation: OutlinedConversation['conversation']
    readonly outline: readonly OutlineEntry[]
  } | null> {
    const { source, signal } = this.surroundings
    signal.throwIfAborted()
    const opened = await source.openConversation({ id, limit: 0 })
    return opened && { ...opened, outline: unpackOutline(opened.outline) }
  }

  private async findPicture(id: string, name: string) {
    const picture = await this.surroundings.source.getPicture({ id })
    const path = picture && join(picturesFolder(this.surroundings.libraryFolder), keptFileName(picture))
    if (picture && path !== null && (await isFile(path))) return { picture, path }
    this.tally.addMissing('picture', name)
    return null
  }

  private get isSingle(): boolean {
    return this.task.target.type === 'file' && this.task.options.format !== 'json'
  }

  private conversationDone(): void {
    this.done += 1
    this.report('conversations', this.done)
  }

  /** Reports the progress, in messages for one conversation, in conversations for many. */
  private progress(): void {
    if (this.isSingle) this.report('messages', this.tally.added.messages)
  }

  private report(unit: TransferProgress['unit'], done: number): void {
    this.surroundings.onProgress({ phase: 'writing', done, total: this.total, unit })
  }
}

const endings = { markdown: 'md', html: 'html' } as const

const isFile = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile()
  } catch {
    // Whatever keeps it from being read, it cannot go along; that is counted and told.
    return false
  }
}
