import type { AsyncLibrary } from '@shared/ipc/library'
import type { PartWrite, TextChunk } from '@shared/ipc/library/messages'
import { realTimers, type Timers } from '../lib/timers'

export interface AppendBatcherOptions {
  readonly timers?: Timers
  /**
   * The first batch that could not be written, once until one could be again. Its text is kept and tried
   * again.
   */
  readonly onFailure?: (error: unknown) => void
}

/** Well within the 250 ms in which text is promised to be on disk, and few enough writes for a slow one. */
const gatherMs = 150
/** The wait after a failure (a full disk), when there is no hurry. */
const retryMs = 2_000

interface Batch {
  readonly parts: PartWrite[]
  readonly chunks: TextChunk[]
}

/**
 * Gathers what streams write and sends it a few times a second, one batch at a time. What could not be
 * written is kept, in order, and goes with the next.
 */
export class AppendBatcher {
  private gathered: Batch = { parts: [], chunks: [] }
  private sending: Promise<void> | null = null
  private timer: unknown = null
  private hasFailed = false
  private readonly timers: Timers

  constructor(
    private readonly library: Pick<AsyncLibrary, 'appendChunks'>,
    private readonly options: AppendBatcherOptions = {},
  ) {
    this.timers = options.timers ?? realTimers
  }

  addPart(write: PartWrite): void {
    this.gathered.parts.push(write)
    this.schedule(gatherMs)
  }

  addChunk(chunk: TextChunk): void {
    this.gathered.chunks.push(chunk)
    this.schedule(gatherMs)
  }

  /** Resolves when all that was added is on disk; rejects with the reason when it cannot be, and keeps it. */
  async flush(): Promise<void> {
    this.unschedule()
    // What is on its way first, then what came meanwhile: never two at once, not even for two that flush
    // together.
    while (this.sending) await this.sending.catch(() => {})
    if (!this.isEmpty) await this.send()
  }

  private get isEmpty(): boolean {
    return this.gathered.parts.length === 0 && this.gathered.chunks.length === 0
  }

  private schedule(delayMs: number): void {
    if (this.timer !== null || this.sending) return
    this.timer = this.timers.set(() => {
      this.timer = null
      // The failure is told through `onFailure`.
      void this.send().catch(() => {})
    }, delayMs)
  }

  private unschedule(): void {
    if (this.timer !== null) this.timers.clear(this.timer)
    this.timer = null
  }

  private send(): Promise<void> {
    const batch = this.gathered
    this.gathered = { parts: [], chunks: [] }
    const sending = this.write(batch).finally(() => {
      if (this.sending === sending) this.sending = null
      if (!this.isEmpty) this.schedule(this.hasFailed ? retryMs : gatherMs)
    })
    this.sending = sending
    return sending
  }

  private async write(batch: Batch): Promise<void> {
    try {
      await this.library.appendChunks(batch)
      this.hasFailed = false
    } catch (error) {
      const later = this.gathered
      this.gathered = { parts: [...batch.parts, ...later.parts], chunks: [...batch.chunks, ...later.chunks] }
      if (!this.hasFailed) this.options.onFailure?.(error)
      this.hasFailed = true
      throw error
    }
  }
}
