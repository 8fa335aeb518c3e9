import { AppError, isCancelled } from '@shared/ipc/errors'
import type { ImportStep } from '@shared/ipc/library/imports'
import { LeftOutTally } from '@shared/model/LeftOutTally'
import {
  addCounts,
  noCounts,
  type TransferCounts,
  type TransferProgress,
  type TransferSource,
} from '@shared/model/transfer'
import type { ContentsReader } from '../../attachments/attachFile'
import type { KeptAsset } from './AssetWriter'
import type { AssetPart, ImportBatch, ImportedMessage, ImportReader, ImportSlice } from './imported'
import type { Written } from './importWriter'

/** The part of the library that an import needs. Each call is one short transaction. */
export interface ImportStore {
  /** The messages of each slice that are not here. */
  findNewMessages(slices: readonly ImportSlice[]): readonly ImportedMessage[]
  isKept(id: string): boolean
  writeSlices(slices: readonly ImportSlice[], assets: ReadonlyMap<string, KeptAsset>): Written
  /** Takes out the conversation of which only a part is here, if there is one. */
  dropUnfinishedImport(): void
}

/** The same picture is often spoken of in several messages that stand near each other. */
const mostKeptAssets = 500

/** How long a step that is under way may go on after the import was cancelled. */
const patienceMs = 3_000

/** One import, a step at a time: each reads ahead of nothing and is written whole. */
export class ImportJob {
  private readonly tally = new LeftOutTally()
  private readonly assets = new Map<string, KeptAsset | null>()
  private added: TransferCounts = noCounts
  private known: TransferCounts = noCounts
  private progress: TransferProgress = { phase: 'looking', done: 0, total: null, unit: 'bytes' }
  private source: TransferSource | null = null
  private name = ''
  private isCancelled = false
  private giveUp: NodeJS.Timeout | null = null

  constructor(
    private readonly store: ImportStore,
    private readonly reader: ImportReader,
    private readonly files: ContentsReader,
  ) {}

  async open(): Promise<{ readonly source: TransferSource; readonly name: string }> {
    try {
      // The last import may still be there: on a full disk it could not be taken back.
      this.store.dropUnfinishedImport()
      const opened = await this.reader.open()
      this.source = opened.source
      this.name = opened.name
      return opened
    } catch (error) {
      await this.reader.close()
      throw error
    }
  }

  /** Reads and writes some more. Once it has told a result, there is nothing left. */
  async step(): Promise<ImportStep> {
    try {
      const batch = this.isCancelled ? null : await this.reader.next()
      if (!batch || this.isCancelled) return await this.end(null)
      const written = await this.write(batch)
      this.added = addCounts(this.added, written.added)
      this.known = addCounts(this.known, written.known)
      if (written.removed > 0) this.tally.add('message', 'deleted', '', written.removed)
      this.progress = batch.progress
      this.source = batch.source
      const { conversations, grownIds } = written
      return { ...this.soFar(), conversations, grownIds, result: null }
    } catch (error) {
      if (this.isCancelled || isCancelled(error)) return this.end(null)
      return this.end(error)
    }
  }

  /** The step that is under way, or the next one, is the last. */
  cancel(): void {
    if (this.isCancelled) return
    this.isCancelled = true
    // A file may be made so that reading it takes for ever.
    this.giveUp = setTimeout(() => void this.reader.close(), patienceMs)
    this.giveUp.unref()
  }

  private soFar() {
    const { progress, added } = this
    return { progress, added }
  }

  private async write({ slices }: ImportBatch): Promise<Written> {
    const kept = await this.keepAssets(slices)
    return this.store.writeSlices(slices, kept)
  }

  private async keepAssets(slices: readonly ImportSlice[]): Promise<ReadonlyMap<string, KeptAsset>> {
    const kept = new Map<string, KeptAsset>()
    for (const message of this.store.findNewMessages(slices)) {
      for (const part of message.parts) {
        if (part.type !== 'asset') continue
        if (this.isCancelled) throw new AppError('cancelled')
        const asset = await this.keepAsset(part)
        if (asset && part.key !== null) kept.set(part.key, asset)
      }
    }
    return kept
  }

  private async keepAsset(part: AssetPart): Promise<KeptAsset | null> {
    const { key, name, wanted } = part
    const kind = wanted === 'picture' || part.mediaType.startsWith('image/') ? 'picture' : 'file'
    if (key === null) {
      const isHere = part.keptId !== undefined && this.store.isKept(part.keptId)
      if (!isHere) this.tally.add(kind, 'missing', name)
      return null
    }
    const before = this.assets.get(key)
    if (before !== undefined) return before
    const asset = await this.loadAsset(key, name, kind)
    this.assets.set(key, asset)
    const [oldest] = this.assets.keys()
    if (this.assets.size > mostKeptAssets && oldest !== undefined) this.assets.delete(oldest)
    return asset
  }

  private async loadAsset(key: string, name: string, kind: 'picture' | 'file'): Promise<KeptAsset | null> {
    const asset = await this.reader.loadAsset(key)
    if (asset.type === 'picture') return asset
    if (asset.type === 'left-out') {
      this.tally.add(kind, asset.reason, name)
      return null
    }
    try {
      return { type: 'file', contents: await this.files.read(asset.bytes) }
    } catch (error) {
      const reason = reasonNotRead(error)
      if (!reason) throw error
      this.tally.add(kind, reason, name)
      return null
    }
  }

  private async end(error: unknown): Promise<ImportStep> {
    if (this.giveUp) clearTimeout(this.giveUp)
    let failure = error
    try {
      this.store.dropUnfinishedImport()
    } catch (dropping) {
      // The next start takes it out; what kept it from going is told now.
      failure ??= dropping
    }
    try {
      this.tally.merge(await this.reader.leftOut())
    } catch {
      // Its thread is gone, and what it counted with it.
    }
    await this.reader.close()
    const expected = failure instanceof AppError ? failure : null
    if (failure !== null && !expected) throw failure
    const { added, known, source, name } = this
    return {
      ...this.soFar(),
      conversations: [],
      grownIds: [],
      result: {
        end: expected ? 'failed' : this.isCancelled ? 'cancelled' : 'complete',
        failure: expected ? { code: expected.code, ...(expected.data ? { data: expected.data } : {}) } : null,
        source,
        name,
        added,
        known,
        leftOut: this.tally.list(),
      },
    }
  }
}

/** Why a file cannot be kept with a question; null for what is no matter of the file. */
const reasonNotRead = (error: unknown): 'damaged' | 'too-large' | 'unsupported' | 'empty' | null => {
  if (!(error instanceof AppError)) return null
  if (error.code === 'file/too-large') return 'too-large'
  if (error.code === 'file/unsupported' || error.code === 'file/encrypted') return 'unsupported'
  if (error.code === 'file/empty') return 'empty'
  return error.code === 'file/unreadable' ? 'damaged' : null
}
