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
import type { ArchiveBatch, ArchiveReader } from './ArchiveReader'
import type { RestorePlan } from './restorePlan'
import type { RestoreBatch, Restored } from './restoreRows'

/** The part of the library that a restore needs. Each call is one short transaction. */
export interface RestoreStore {
  /** Null: to be asked again in a moment. */
  planRestore(counts: { readonly conversations: number; readonly messages: number }): RestorePlan | null
  restoreRows(batch: RestoreBatch): Restored
}

export type ArchiveReading = Pick<ArchiveReader, 'open' | 'next' | 'leftOut' | 'close'>

/**
 * One archive that is brought back, a step at a time, in the steps of any import. What is here is never here
 * twice.
 */
export class ArchiveJob {
  private readonly tally = new LeftOutTally()
  private plan: RestorePlan | null = null
  private counts = { conversations: 0, messages: 0 }
  private before: RestoreBatch['before'] = { conversations: 0, messages: 0, conversationId: null }
  private added: TransferCounts = noCounts
  private known: TransferCounts = noCounts
  private progress: TransferProgress = { phase: 'looking', done: 0, total: null, unit: 'bytes' }
  private name = ''
  private isCancelled = false

  constructor(
    private readonly store: RestoreStore,
    private readonly reader: ArchiveReading,
  ) {}

  async open(): Promise<{ readonly source: TransferSource; readonly name: string }> {
    try {
      const { name, counts } = await this.reader.open()
      this.name = name
      this.counts = counts
      return { source: 'parley-archive', name }
    } catch (error) {
      await this.reader.close()
      throw error
    }
  }

  async step(): Promise<ImportStep> {
    try {
      const batch = this.isCancelled ? null : await this.reader.next()
      if (!batch || this.isCancelled) return await this.end(null)
      this.progress = batch.progress
      const { conversations, grownIds } = await this.write(batch)
      return { progress: this.progress, added: this.added, conversations, grownIds, result: null }
    } catch (error) {
      return this.end(this.isCancelled || isCancelled(error) ? null : error)
    }
  }

  /** The step that is under way, or the next one, is the last. */
  cancel(): void {
    this.isCancelled = true
  }

  private async write({
    table,
    records,
    isLast,
  }: ArchiveBatch): Promise<Pick<Restored, 'conversations' | 'grownIds'>> {
    if (records.length === 0 && !(isLast && table === 'conversations'))
      return { conversations: [], grownIds: [] }
    // The plan is made only now: while the archive was being checked, nothing was to change.
    this.plan ??= await this.makePlan()
    const restored = this.store.restoreRows({ table, records, isLast, plan: this.plan, before: this.before })
    if (table === 'conversations') {
      const heads = records.filter(({ type }) => type === 'conversation')
      this.before = {
        conversations: this.before.conversations + heads.length,
        messages: this.before.messages + records.length - heads.length,
        conversationId: (heads.at(-1)?.id as string | undefined) ?? this.before.conversationId,
      }
    }
    this.added = addCounts(this.added, restored.added)
    this.known = addCounts(this.known, restored.known)
    if (restored.lost > 0) this.tally.add('message', 'damaged', '', restored.lost)
    if (restored.deleted > 0) this.tally.add('message', 'deleted', '', restored.deleted)
    return restored
  }

  private async makePlan(): Promise<RestorePlan> {
    for (;;) {
      const plan = this.store.planRestore(this.counts)
      if (plan) return plan
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  private async end(error: unknown): Promise<ImportStep> {
    try {
      this.tally.merge(await this.reader.leftOut())
    } catch {
      // Its thread is gone, and what it counted with it.
    }
    await this.reader.close()
    const expected = error instanceof AppError ? error : null
    if (error !== null && !expected) throw error
    const { added, known, name, progress } = this
    return {
      progress,
      added,
      conversations: [],
      grownIds: [],
      result: {
        end: expected ? 'failed' : this.isCancelled ? 'cancelled' : 'complete',
        failure: expected ? { code: expected.code, ...(expected.data ? { data: expected.data } : {}) } : null,
        source: 'parley-archive',
        name,
        added,
        known,
        leftOut: this.tally.list(),
      },
    }
  }
}
