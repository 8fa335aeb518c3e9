import { createHash } from 'node:crypto'
import { AppError } from '@shared/ipc/errors'
import { isPicture, readImageHeader } from '@shared/lib/imageHeader'
import { attachmentLimits } from '@shared/model/attachment'
import { LeftOutTally } from '@shared/model/LeftOutTally'
import { keptFileName } from '@shared/model/picture'
import type { LeftOut, TransferProgress, TransferSource } from '@shared/model/transfer'
import { ContentFolder, picturesFolder } from '../../ContentFolder'
import { InlineAssets } from './InlineAssets'
import type {
  Asset,
  ImportBatch,
  ImportedConversation,
  ImportedMessage,
  ImportReader,
  ImportSlice,
} from './imported'
import { inKeptShape } from './keptShape'
import { openDetected } from './openDetected'
import { toReadError } from './readErrors'
import { readTexts } from './readTexts'
import { AssetIndex } from './sources/AssetIndex'
import { type ImportSource, readWhole, type SourceFile } from './sources/source'

/**
 * What is written in one transaction: some milliseconds of the library's time, between which answers are
 * saved.
 */
const messagesPerBatch = 40
const charactersPerBatch = 250_000
/** Large photographs fit; what a picture may be once decoded is checked by its header. */
const mostPictureBytes = 64 * 1024 * 1024

export interface FileImportReaderOptions {
  readonly path: string
  readonly libraryFolder: string
  readonly now: number
}

/** Reads what a user chose, on whatever thread it is made. */
export class FileImportReader implements ImportReader {
  private readonly tally = new LeftOutTally()
  private readonly pictures: ContentFolder
  private source: ImportSource | null = null
  private assets = new AssetIndex([])
  private conversations: AsyncIterator<ImportedConversation> | null = null
  private slices: Iterator<ImportSlice> | null = null
  private bytesRead = 0
  private bytesInAll = 0
  /** Belongs to the next batch. */
  private held: ImportSlice | null = null
  private broken: { readonly error: unknown } | null = null
  private readonly inline = new InlineAssets()
  private isOver = false
  private kind: TransferSource = 'chatgpt'

  constructor(private readonly options: FileImportReaderOptions) {
    this.pictures = new ContentFolder(picturesFolder(options.libraryFolder))
  }

  open(): Promise<{ readonly source: TransferSource; readonly name: string }> {
    return this.failingByName(() => this.begin())
  }

  private async begin(): Promise<{ readonly source: TransferSource; readonly name: string }> {
    const { source, detected } = await openDetected(this.options.path)
    this.source = source
    this.kind = detected.source
    for (const name of source.unsafe) this.tally.add('file', 'unsafe', name)
    this.assets = new AssetIndex(source.files)
    this.bytesInAll = detected.texts.reduce((sum, { file }) => sum + file.byteLength, 0)
    const assets = this.assets
    this.conversations = readTexts(detected, {
      source,
      leftOut: this.tally,
      now: this.options.now,
      findAsset: (pointer) =>
        pointer.startsWith('data:') ? this.inline.keepAddress(pointer) : assets.find(pointer),
      keepText: (text) => this.inline.keep(Buffer.from(text.toWellFormed())),
      read: (file) => this.counted(file),
      onSource: (kind) => {
        this.kind = kind
      },
    })
    return { source: detected.source, name: source.name }
  }

  async next(): Promise<ImportBatch | null> {
    return this.failingByName(async () => {
      // What was read before is written by now.
      if (this.slices === null && this.held === null) this.inline.clear()
      const slices = await this.gather()
      // The file must not have changed, or nothing of it is believed.
      await this.source?.assertUnchanged()
      if (slices.length > 0) return { slices, progress: this.progress(), source: this.kind }
      if (this.broken !== null) throw this.broken.error
      return null
    })
  }

  /** What is written at a time: some short conversations, or a part of a long one by itself. */
  private async gather(): Promise<readonly ImportSlice[]> {
    const slices: ImportSlice[] = []
    let messages = 0
    let characters = 0
    while (messages < messagesPerBatch && characters < charactersPerBatch) {
      const slice = this.held ?? (await this.nextWhole())
      this.held = null
      if (!slice) break
      const isPart = !slice.isFirst || !slice.isLast
      if (isPart && slices.length > 0) {
        this.held = slice
        break
      }
      slices.push(slice)
      if (isPart) break
      messages += slice.messages.length
      characters += slice.messages.reduce((sum, message) => sum + sizeOf(message), 0)
    }
    return slices
  }

  /** What was whole before the file broke is written before that is told. */
  private async nextWhole(): Promise<ImportSlice | null> {
    if (this.broken !== null) return null
    try {
      return await this.nextSlice()
    } catch (error) {
      this.broken = { error }
      return null
    }
  }

  private async failingByName<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw toReadError(error, this.options.libraryFolder)
    }
  }

  async loadAsset(key: string): Promise<Asset> {
    const inline = this.inline.take(key)
    if (inline) {
      return this.failingByName(async () => {
        try {
          return this.keep(inline)
        } catch (error) {
          return { type: 'left-out', reason: reasonOf(error) }
        }
      })
    }
    const file = this.assets.file(key)
    if (!file) return { type: 'left-out', reason: 'missing' }
    return this.failingByName(async () => {
      try {
        return this.keep(await readWhole(file, mostPictureBytes))
      } catch (error) {
        return { type: 'left-out', reason: reasonOf(error) }
      }
    })
  }

  async leftOut(): Promise<readonly LeftOut[]> {
    return this.tally.list()
  }

  async close(): Promise<void> {
    this.isOver = true
    // Ends what is being read, and with it what was put aside on disk.
    await this.conversations?.return?.()
    await this.source?.close()
    this.source = null
  }

  private progress(): TransferProgress {
    const total = Math.max(this.bytesInAll, this.bytesRead)
    return { phase: 'reading', done: this.bytesRead, total, unit: 'bytes' }
  }

  private async nextSlice(): Promise<ImportSlice | null> {
    for (;;) {
      const slice = this.slices?.next()
      if (slice && !slice.done) {
        if (slice.value.isLast) this.slices = null
        return slice.value
      }
      this.slices = null
      const conversation = await this.conversations?.next()
      if (!conversation || conversation.done) return null
      const kept = inKeptShape(conversation.value, this.tally)
      this.slices = kept && slicesOf(kept)
    }
  }

  private async *counted(file: SourceFile): AsyncGenerator<Buffer> {
    for await (const chunk of file.read()) {
      if (this.isOver) throw new AppError('cancelled')
      this.bytesRead += chunk.length
      yield chunk
    }
  }

  private keep(bytes: Buffer): Asset {
    if (!isPicture(bytes)) {
      if (bytes.length > attachmentLimits.fileBytes) return { type: 'left-out', reason: 'too-large' }
      return { type: 'bytes', bytes: new Uint8Array(bytes) }
    }
    const header = readImageHeader(bytes)
    const id = createHash('sha256').update(bytes).digest('hex')
    this.pictures.write(keptFileName({ id, format: header.format }), bytes)
    return { type: 'picture', id, ...header, byteLength: bytes.length }
  }
}

const sizeOf = (message: ImportedMessage): number =>
  message.parts.reduce((sum, part) => {
    if ('text' in part) return sum + part.text.length
    if (part.type === 'tool-call') return sum + part.input.length
    return sum + (part.type === 'tool-result' ? part.output.length : 0)
  }, 200)

/** A conversation in parts of what is written at a time. */
function* slicesOf({ messages, ...rest }: ImportedConversation): Generator<ImportSlice> {
  const head = { ...rest, messageCount: messages.length }
  let from = 0
  while (from < messages.length) {
    let until = from
    let characters = 0
    while (until < messages.length && until - from < messagesPerBatch && characters < charactersPerBatch) {
      const message = messages[until]
      if (message) characters += sizeOf(message)
      until += 1
    }
    yield {
      head,
      messages: messages.slice(from, until),
      isFirst: from === 0,
      isLast: until === messages.length,
    }
    from = until
  }
}

/** A disk that refuses ends the import; a file that cannot be used is left out and told. */
const reasonOf = (error: unknown): LeftOut['reason'] => {
  if (error instanceof AppError) {
    if (error.code === 'file/too-large') return 'too-large'
    if (error.code === 'picture/unreadable' || error.code === 'file/damaged') return 'damaged'
    if (error.code === 'file/encrypted' || error.code === 'file/unsupported') return 'unsupported'
  }
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'missing'
  throw error
}
