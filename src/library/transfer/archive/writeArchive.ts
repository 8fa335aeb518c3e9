import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArchiveTask, ExportOutcome } from '@shared/ipc/library/exports'
import type { PictureFormat } from '@shared/model/picture'
import { keptFileName } from '@shared/model/picture'
import type { LeftOut, TransferCounts, TransferProgress } from '@shared/model/transfer'
import { ExportTally } from '../export/ExportTally'
import { ZipWriter } from '../export/ZipWriter'
import { archiveFormat, archiveVersion, type Manifest } from './manifest'
import { type ArchivedTable, archivedTables, contentsName, manifestName, rowsName } from './names'
import type { ContentFile, RowCursor, RowPage } from './readRows'

export interface ArchiveReads {
  readRows(input: { table: ArchivedTable; after: RowCursor | null }): Promise<RowPage>
  countArchived(): Promise<{ readonly conversations: number; readonly schemaVersion: number }>
}

export interface ArchiveSurroundings {
  readonly libraryFolder: string
  readonly source: ArchiveReads
  readonly signal: AbortSignal
  readonly onProgress: (progress: TransferProgress) => void
}

/**
 * Writes the whole library into one archive: its rows as lines of JSON, read a little at a time, then every
 * file that a row speaks of, and last a manifest with counts and hashes by which all of it can be proven.
 */
export const writeArchive = async (
  task: ArchiveTask,
  surroundings: ArchiveSurroundings,
): Promise<ExportOutcome> => {
  const zip = new ZipWriter(task.path, new Date(task.createdAt), surroundings.signal)
  try {
    const writer = new ArchiveWriter(zip, task, surroundings)
    await writer.run()
    await zip.finish()
    return writer.outcome
  } catch (error) {
    await zip.abandon()
    throw error
  }
}

class ArchiveWriter {
  private readonly tally = new ExportTally()
  private readonly entries: Manifest['entries'] = []
  private readonly counts: Record<string, number> = {}
  private readonly contents: ContentFile[] = []
  private conversations = 0

  constructor(
    private readonly zip: ZipWriter,
    private readonly task: ArchiveTask,
    private readonly surroundings: ArchiveSurroundings,
  ) {}

  get outcome(): { readonly added: TransferCounts; readonly leftOut: readonly LeftOut[] } {
    return { added: this.tally.added, leftOut: this.tally.leftOut }
  }

  async run(): Promise<void> {
    const { source } = this.surroundings
    const { conversations, schemaVersion } = await source.countArchived()
    for (const table of archivedTables) await this.addRows(table, conversations)
    for (const { name, text } of this.task.extras) await this.addText(name, 1, [text])
    const lines = await this.addContents()
    await this.addText(
      contentsName,
      lines.length,
      lines.map((line) => `${JSON.stringify(line)}\n`),
    )
    const manifest: Manifest = {
      format: archiveFormat,
      version: archiveVersion,
      schemaVersion,
      appVersion: this.task.appVersion,
      createdAt: this.task.createdAt,
      counts: this.counts,
      entries: this.entries,
      contents: { count: lines.length, bytes: lines.reduce((sum, { bytes }) => sum + bytes, 0) },
    }
    await this.zip.add(manifestName, (sink) => sink.write(`${JSON.stringify(manifest, null, 2)}\n`))
  }

  private async addRows(table: ArchivedTable, conversations: number): Promise<void> {
    const { source, signal, onProgress } = this.surroundings
    let rows = 0
    let messages = 0
    await this.addHashed(rowsName(table), async (write) => {
      for (let after: RowCursor | null = null; ; ) {
        signal.throwIfAborted()
        const page = await source.readRows({ table, after })
        await write(page.text)
        rows += page.rows
        messages += page.messages
        this.contents.push(...page.contents)
        if (table === 'conversations') {
          this.conversations += page.rows
          onProgress({
            phase: 'reading',
            done: this.conversations,
            total: conversations,
            unit: 'conversations',
          })
        }
        if (page.next === null) break
        after = page.next
      }
      return rows + messages
    })
    this.counts[table] = rows
    if (table !== 'conversations') return
    this.counts.messages = messages
    this.tally.add('conversations', rows)
    this.tally.add('messages', messages)
  }

  private addText(name: string, records: number, pieces: Iterable<string>): Promise<void> {
    return this.addHashed(name, async (write) => {
      for (const piece of pieces) await write(piece)
      return records
    })
  }

  private async addHashed(
    name: string,
    work: (write: (text: string) => Promise<void>) => Promise<number>,
  ): Promise<void> {
    const hash = createHash('sha256')
    let bytes = 0
    let records = 0
    await this.zip.add(name, async (sink) => {
      records = await work(async (text) => {
        const piece = Buffer.from(text)
        hash.update(piece)
        bytes += piece.byteLength
        await sink.write(piece)
      })
    })
    this.entries.push({ name, bytes, sha256: hash.digest('hex'), records })
  }

  private async addContents(): Promise<{ name: string; bytes: number; sha256: string }[]> {
    const { signal, onProgress, libraryFolder } = this.surroundings
    const lines: { name: string; bytes: number; sha256: string }[] = []
    for (const [index, content] of this.contents.entries()) {
      signal.throwIfAborted()
      const name = `${content.kind}/${contentFileName(content)}`
      const found = await this.addContent(name, join(libraryFolder, name))
      if (found) {
        lines.push({ name, ...found })
        if (content.kind === 'pictures') this.tally.add('pictures')
        if (content.kind === 'files') this.tally.add('files')
      } else if (content.kind !== 'speech') {
        this.tally.addMissing(content.kind === 'pictures' ? 'picture' : 'file', content.id.slice(0, 12))
      }
      onProgress({ phase: 'writing', done: index + 1, total: this.contents.length, unit: 'files' })
    }
    return lines
  }

  /** Null where the file is not there: its row goes along without it, as it is here. */
  private async addContent(name: string, path: string): Promise<{ bytes: number; sha256: string } | null> {
    const file = await open(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (!file) return null
    const hash = createHash('sha256')
    let bytes = 0
    try {
      await this.zip.addFile(name, file, (piece) => {
        hash.update(piece)
        bytes += piece.byteLength
      })
    } finally {
      await file.close()
    }
    return { bytes, sha256: hash.digest('hex') }
  }
}

/** How the library names the file of a row. */
export const contentFileName = ({ kind, id, format }: ContentFile): string =>
  kind === 'pictures'
    ? keptFileName({ id, format: format as PictureFormat })
    : kind === 'speech'
      ? `${id}.${format}`
      : id
