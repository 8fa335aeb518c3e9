import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { readImageHeader } from '@shared/lib/imageHeader'
import { LeftOutTally } from '@shared/model/LeftOutTally'
import type { LeftOut, TransferProgress } from '@shared/model/transfer'
import { ContentFolder } from '../../ContentFolder'
import { openSource } from '../import/sources/openSource'
import { type ImportSource, readWhole, type SourceFile } from '../import/sources/source'
import { linesOf } from './lines'
import { archiveVersion, type Manifest, manifestSchema } from './manifest'
import { type ArchivedTable, archivedTables, contentsName, manifestName, rowsName } from './names'
import type { ContentFile } from './readRows'
import { type ArchiveRecord, mostContentBytes, recordSchemas } from './records'
import { contentFileName } from './writeArchive'

/** What is written in one transaction: some milliseconds of the library's time. */
const recordsPerBatch = 64
const charactersPerBatch = 400_000
/** Its braces and the names of its columns alone are more. */
const leastRowBytes = 50
const mostManifestBytes = 4 * 1024 * 1024

/** Records of one table, checked, their files on disk. */
export interface ArchiveBatch {
  readonly table: ArchivedTable
  readonly records: readonly ArchiveRecord[]
  readonly isLast: boolean
  readonly progress: TransferProgress
}

export interface OpenedArchive {
  readonly name: string
  readonly counts: { readonly conversations: number; readonly messages: number }
}

export interface ArchiveReaderOptions {
  readonly path: string
  readonly libraryFolder: string
  readonly schemaVersion: number
}

/**
 * Reads an archive for restoring, on whatever thread it is made. All rows are proven against the manifest
 * before the first is handed out, so that a damaged archive changes nothing; a file is proven by its hash
 * before it is kept.
 */
export class ArchiveReader {
  private readonly tally = new LeftOutTally()
  private source: ImportSource | null = null
  private files = new Map<string, SourceFile>()
  private manifest: Manifest | null = null
  private hashes = new Map<string, string>()
  private batches: AsyncIterator<ArchiveBatch> | null = null

  constructor(private readonly options: ArchiveReaderOptions) {}

  async open(): Promise<OpenedArchive> {
    const source = await openSource(this.options.path)
    this.source = source
    for (const name of source.unsafe) this.tally.add('file', 'unsafe', name)
    this.files = new Map(source.files.map((file) => [file.name, file]))
    const manifest = await this.readManifest()
    this.manifest = manifest
    // Row numbers are set aside by these counts: no more than there can be rows.
    const rows = manifest.entries.find(({ name }) => name === rowsName('conversations'))
    const most = Math.ceil((rows?.bytes ?? 0) / leastRowBytes)
    const { conversations = 0, messages = 0 } = manifest.counts
    return {
      name: source.name,
      counts: { conversations: Math.min(conversations, most), messages: Math.min(messages, most) },
    }
  }

  /** Null at the end. */
  async next(): Promise<ArchiveBatch | null> {
    this.batches ??= this.readAll()
    const { value, done } = await this.batches.next()
    return done ? null : value
  }

  async leftOut(): Promise<readonly LeftOut[]> {
    return this.tally.list()
  }

  async close(): Promise<void> {
    await this.source?.close()
    this.source = null
  }

  private async readManifest(): Promise<Manifest> {
    const file = this.files.get(manifestName)
    if (!file) throw new AppError('file/unsupported', 'No manifest')
    const parsed = manifestSchema.safeParse(
      parse((await readWhole(file, mostManifestBytes)).toString('utf8')),
    )
    if (!parsed.success) throw new AppError('file/unreadable', 'The manifest is damaged')
    const { version, schemaVersion } = parsed.data
    if (version > archiveVersion || schemaVersion > this.options.schemaVersion)
      throw new AppError('file/newer', 'Written by a newer version')
    return parsed.data
  }

  private async *readAll(): AsyncGenerator<ArchiveBatch> {
    yield* this.prove()
    for (const table of archivedTables) yield* this.readTable(table)
    await this.source?.assertUnchanged()
  }

  /** Checks every text against its hash. Hands out empty batches, so that the user sees the progress. */
  private async *prove(): AsyncGenerator<ArchiveBatch> {
    const entries = this.manifest?.entries ?? []
    const total = entries.reduce((sum, { bytes }) => sum + bytes, 0)
    let done = 0
    let told = 0
    for (const { name, bytes, sha256 } of entries) {
      const hash = createHash('sha256')
      let length = 0
      for await (const piece of this.read(name)) {
        hash.update(piece)
        length += piece.byteLength
        done += piece.byteLength
        if (done - told < 16 * 1024 * 1024) continue
        told = done
        yield nothing({ phase: 'checking', done, total, unit: 'bytes' })
      }
      if (length !== bytes || hash.digest('hex') !== sha256)
        throw new AppError('file/damaged', 'A text is not what the manifest says', { name })
    }
    for await (const line of linesOf(this.read(contentsName))) {
      const { name, sha256 } = parse(line) as { name?: unknown; sha256?: unknown }
      if (typeof name === 'string' && typeof sha256 === 'string') this.hashes.set(name, sha256)
    }
  }

  private async *readTable(table: ArchivedTable): AsyncGenerator<ArchiveBatch> {
    const { counts = {} } = this.manifest ?? {}
    const total = counts[table] ?? 0
    const unit = table === 'conversations' ? 'conversations' : table === 'pictures' ? 'pictures' : 'files'
    let records: ArchiveRecord[] = []
    let characters = 0
    let done = 0
    const batch = (isLast: boolean): ArchiveBatch => {
      const made: ArchiveBatch = {
        table,
        records,
        isLast,
        progress: { phase: 'writing', done, total: Math.max(done, total), unit },
      }
      records = []
      characters = 0
      return made
    }
    for await (const line of linesOf(this.read(rowsName(table)))) {
      const record = this.parseRecord(table, line)
      if (!record) continue
      await this.keepContent(table, record)
      records.push(record)
      characters += line.length
      if (record.type !== 'message') done += 1
      if (records.length >= recordsPerBatch || characters >= charactersPerBatch) yield batch(false)
    }
    yield batch(true)
  }

  private parseRecord(table: ArchivedTable, line: string): ArchiveRecord | null {
    const parsed = recordSchemas[table].safeParse(parse(line))
    if (parsed.success) return parsed.data
    this.tally.add(table === 'conversations' ? 'message' : 'content', 'damaged')
    return null
  }

  /**
   * The file that a row speaks of, before the row: no row may point at nothing that could have been there.
   */
  private async keepContent(table: ArchivedTable, record: ArchiveRecord): Promise<void> {
    const kind = contentKinds[table]
    if (!kind) return
    const content: ContentFile = { kind, id: String(record.id), format: String(record.format ?? '') }
    const name = contentFileName(content)
    const folder = join(this.options.libraryFolder, kind)
    const entry = this.files.get(`${kind}/${name}`)
    const label = typeof record.prompt === 'string' ? record.prompt : String(record.name ?? '')
    const what = kind === 'pictures' ? 'picture' : 'file'
    if (await isFileOf(join(folder, name), Number(record.byte_length))) return
    if (!entry) {
      // The archived library had no file either: the row says what it was.
      if (kind !== 'speech') this.tally.add(what, 'missing', label)
      return
    }
    const bytes = await this.readContent(entry)
    const hash = bytes && createHash('sha256').update(bytes).digest('hex')
    // Pictures and files are named by their hash; of a clip only the archive itself says it.
    const wanted = kind === 'speech' ? this.hashes.get(entry.name) : content.id
    if (!bytes || hash !== wanted || (kind === 'pictures' && !isPictureOf(bytes, content.format))) {
      this.tally.add(what, 'damaged', label)
      return
    }
    new ContentFolder(folder).write(name, bytes)
  }

  private async readContent(entry: SourceFile): Promise<Buffer | null> {
    try {
      return await readWhole(entry, mostContentBytes)
    } catch (error) {
      // One picture that cannot be read is no reason to leave out all others.
      if (error instanceof AppError && error.code.startsWith('file/')) return null
      throw error
    }
  }

  private async *read(name: string): AsyncGenerator<Buffer> {
    const file = this.files.get(name)
    if (!file) throw new AppError('file/damaged', 'Something is missing in the archive', { name })
    yield* file.read()
  }
}

const contentKinds: Readonly<Partial<Record<ArchivedTable, ContentFile['kind']>>> = {
  pictures: 'pictures',
  files: 'files',
  speech_clips: 'speech',
}

const nothing = (progress: TransferProgress): ArchiveBatch => ({
  table: 'folders',
  records: [],
  isLast: false,
  progress,
})

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isFileOf = async (path: string, byteLength: number): Promise<boolean> => {
  try {
    const facts = await stat(path)
    return facts.isFile() && facts.size === byteLength
  } catch {
    // The file cannot be read, for whatever reason: it is written, and that says what is wrong if anything
    // is.
    return false
  }
}

const isPictureOf = (bytes: Uint8Array, format: string): boolean => {
  try {
    return readImageHeader(bytes).format === format
  } catch {
    return false
  }
}
